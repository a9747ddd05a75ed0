/// Anthropic's Messages API, with an API key or a subscription's bearer.
package scorpiox.simulator.anthropic;
//SOURCES AnthropicBackend.java
//SOURCES AnthropicErrors.java
//SOURCES Generation.java
//SOURCES Kept.java
//SOURCES MessagesChecks.java
//SOURCES MessagesQuestion.java
//SOURCES MessagesReader.java
//SOURCES MessagesWriter.java
//SOURCES Prefix.java
//SOURCES Turns.java
