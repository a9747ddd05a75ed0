/// Anthropic Messages.
package scorpiox.server.messages;
//SOURCES Messages.java
