/// Anthropic Messages.
package scorpiox.server.messages;
//SOURCES Content.java
//SOURCES JsonPrefix.java
//SOURCES Messages.java
//SOURCES MessagesEncoder.java
//SOURCES Piece.java
//SOURCES StreamedContent.java
//SOURCES WholeContent.java
