/// The Codex backend and OpenAI's Responses.
package scorpiox.simulator.responses;
//SOURCES Checks.java
//SOURCES CodexBackend.java
//SOURCES ItemReader.java
//SOURCES ItemWriter.java
//SOURCES Response.java
//SOURCES ResponsesQuestion.java
//SOURCES TurnStates.java
//SOURCES UsageRoute.java
