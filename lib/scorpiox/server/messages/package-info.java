/// Anthropic Messages.
package scorpiox.server.messages;
//SOURCES Billing.java
//SOURCES Content.java
//SOURCES ErrorMessage.java
//SOURCES JsonPrefix.java
//SOURCES MessageBlocks.java
//SOURCES MessageTools.java
//SOURCES Messages.java
//SOURCES MessagesEncoder.java
//SOURCES MessagesReader.java
//SOURCES Piece.java
//SOURCES StreamedContent.java
//SOURCES WholeContent.java
