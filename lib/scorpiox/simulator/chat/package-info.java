/// OpenAI's chat completions, as it and the servers that imitate it speak them.
package scorpiox.simulator.chat;
//SOURCES ChatBackend.java
//SOURCES ChatChecks.java
//SOURCES ChatErrors.java
//SOURCES ChatQuestion.java
//SOURCES ChatReader.java
//SOURCES ChatWriter.java
//SOURCES Messages.java
