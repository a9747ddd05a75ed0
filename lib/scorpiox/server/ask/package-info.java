/// What every API of a client comes down to: a request in neutral words, and how its answer is written.
package scorpiox.server.ask;
//SOURCES Asked.java
//SOURCES Carried.java
//SOURCES ClientDialect.java
//SOURCES ClientRequest.java
//SOURCES Encoder.java
//SOURCES ErrorBody.java
//SOURCES Frames.java
//SOURCES Refused.java
//SOURCES Selection.java
//SOURCES Selectors.java
//SOURCES Stamp.java
//SOURCES StopFilter.java
//SOURCES Visit.java
