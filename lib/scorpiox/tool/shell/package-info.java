/// Running commands: taking a command line apart, the ones that only look, the variables they get, their output, and the
/// end of everything they started.
package scorpiox.tool.shell;
//SOURCES Bash.java
//SOURCES BashKill.java
//SOURCES BashOutput.java
//SOURCES CommandOutput.java
//SOURCES Commands.java
//SOURCES Foreground.java
//SOURCES Job.java
//SOURCES OutputFiles.java
//SOURCES RepositorySettings.java
//SOURCES SafeCommands.java
//SOURCES ShellCommand.java
