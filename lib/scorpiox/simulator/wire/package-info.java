/// What all backends have in common: HTTP on raw sockets, event streams, faults, the record.
package scorpiox.simulator.wire;
//SOURCES Answers.java
//SOURCES ErrorBodies.java
//SOURCES Events.java
//SOURCES Fault.java
//SOURCES Faults.java
//SOURCES Form.java
//SOURCES HttpExchange.java
//SOURCES Ids.java
//SOURCES Pace.java
//SOURCES Recorder.java
//SOURCES Refusal.java
//SOURCES Replay.java
//SOURCES Signatures.java
//SOURCES Tls.java
//SOURCES Wire.java
