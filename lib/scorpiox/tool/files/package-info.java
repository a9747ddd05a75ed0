/// Looking at single files: texts with their charsets and line ends, folders, pictures.
package scorpiox.tool.files;
//SOURCES FolderInstructions.java
//SOURCES Ignored.java
//SOURCES Listing.java
//SOURCES Ls.java
//SOURCES NearNames.java
//SOURCES NumberedLines.java
//SOURCES Picture.java
//SOURCES Pictures.java
//SOURCES Place.java
//SOURCES Read.java
//SOURCES Refusals.java
//SOURCES Scaling.java
//SOURCES Sizes.java
//SOURCES TextFile.java
//SOURCES TextScan.java
//SOURCES ViewImage.java
