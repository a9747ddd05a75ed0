/// Scripted backends of all providers on raw sockets: demo provider, partner of all tests, tool for users' own. Knows
/// nothing of the dialects, or tests would mirror their bugs. Here is what puts the rooms within together.
package scorpiox.simulator;
//SOURCES ../output/package-info.java
//SOURCES anthropic/package-info.java
//SOURCES chat/package-info.java
//SOURCES gemini/package-info.java
//SOURCES model/package-info.java
//SOURCES responses/package-info.java
//SOURCES signin/package-info.java
//SOURCES wire/package-info.java
//SOURCES Routes.java
//SOURCES Simulator.java
