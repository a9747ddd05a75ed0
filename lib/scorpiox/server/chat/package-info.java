/// Chat Completions, and the completions before them.
package scorpiox.server.chat;
//SOURCES Chat.java
//SOURCES ChatCalls.java
//SOURCES ChatChunks.java
//SOURCES ChatContent.java
//SOURCES ChatConversation.java
//SOURCES ChatEncoder.java
//SOURCES ChatReader.java
//SOURCES ChatShape.java
//SOURCES ChatWhole.java
//SOURCES ChatWriter.java
//SOURCES Completions.java
//SOURCES ToolText.java
