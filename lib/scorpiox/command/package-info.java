/// What all scripts share: the frame around a run with its exit codes, command lines, the person at the terminal.
package scorpiox.command;
//DEPS info.picocli:picocli:4.7.7:sources
//DEPS org.jline:jline-reader:4.5.0
//DEPS org.jline:jline-terminal-ffm:4.5.0
//SOURCES ../simulator/package-info.java
//SOURCES Arguments.java
//SOURCES Choices.java
//SOURCES Consoles.java
//SOURCES FirstWord.java
//SOURCES Ids.java
//SOURCES Person.java
//SOURCES Product.java
//SOURCES ProjectGuard.java
//SOURCES Script.java
//SOURCES SimulatorOptions.java
//SOURCES Team.java
//SOURCES Training.java
