/// How a run is shown: text, events, one object, progress. Owns stdout and stderr.
package scorpiox.output;
//SOURCES ../agent/package-info.java
//SOURCES ../base/package-info.java
//SOURCES ../model/package-info.java
//SOURCES CodeBlocks.java
//SOURCES HeldOutput.java
//SOURCES JsonLines.java
//SOURCES Markdown.java
//SOURCES Progress.java
//SOURCES ResultObject.java
//SOURCES Stderr.java
//SOURCES Stdout.java
//SOURCES Terminal.java
//SOURCES TerminalFilter.java
//SOURCES TextOutput.java
