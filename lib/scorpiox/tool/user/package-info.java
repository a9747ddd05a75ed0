/// Tools that are scripts: executables and Java files of the user, the team and the trusted project are found, described,
/// compiled once, and started like commands.
package scorpiox.tool.user;
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ArgumentText.java
//SOURCES Argv.java
//SOURCES Coverage.java
//SOURCES Describe.java
//SOURCES Describing.java
//SOURCES Description.java
//SOURCES FileHash.java
//SOURCES JBang.java
//SOURCES JavaBuild.java
//SOURCES Programs.java
//SOURCES Reply.java
//SOURCES SchemaOf.java
//SOURCES Tail.java
//SOURCES ToolCache.java
//SOURCES ToolFile.java
//SOURCES Trusted.java
//SOURCES Unfit.java
//SOURCES UserTool.java
//SOURCES UserTools.java
