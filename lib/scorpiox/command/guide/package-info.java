/// `config init`: the few questions of a first run, the credential tried for real.
package scorpiox.command.guide;
//SOURCES Asked.java
//SOURCES EndpointStep.java
//SOURCES Init.java
//SOURCES KeyStep.java
//SOURCES PlanStep.java
