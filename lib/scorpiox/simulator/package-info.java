/// A scripted backend on raw sockets: demo provider, partner of all tests, tool for users' own. Knows nothing of the
/// dialects, or tests would mirror their bugs.
package scorpiox.simulator;
//SOURCES ../base/package-info.java
//SOURCES Checks.java
//SOURCES CodexBackend.java
//SOURCES DemoModel.java
//SOURCES DemoTools.java
//SOURCES ErrorBodies.java
//SOURCES EventWriter.java
//SOURCES Fault.java
//SOURCES HttpExchange.java
//SOURCES Input.java
//SOURCES Misbehaviour.java
//SOURCES Piece.java
//SOURCES PromptCache.java
//SOURCES Recorder.java
//SOURCES Response.java
//SOURCES Scenario.java
//SOURCES Simulator.java
//SOURCES Tls.java
//SOURCES TurnStates.java
