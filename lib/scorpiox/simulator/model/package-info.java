/// The "model": what was asked, whatever the wire, the answers of rules and of scripts, and how they are sent.
package scorpiox.simulator.model;
//SOURCES Asked.java
//SOURCES Backend.java
//SOURCES DemoModel.java
//SOURCES DemoTools.java
//SOURCES Fitting.java
//SOURCES Image.java
//SOURCES Instead.java
//SOURCES Piece.java
//SOURCES PromptCache.java
//SOURCES Question.java
//SOURCES Said.java
//SOURCES Scenario.java
//SOURCES Transmission.java
//SOURCES Writer.java
