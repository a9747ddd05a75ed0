/// The files that settings stand in: which there are, what may be written into which, and writing it.
package scorpiox.command.layers;
//SOURCES FileCheck.java
//SOURCES GitIgnore.java
//SOURCES SettingsFiles.java
//SOURCES Shown.java
//SOURCES Writing.java
