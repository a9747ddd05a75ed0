/// The run: the turn loop, what a call means and whether it may go ahead, and the events that every output consumes.
package scorpiox.agent;
//SOURCES ../tool/package-info.java
//SOURCES schema/package-info.java
//SOURCES Acceptance.java
//SOURCES Agent.java
//SOURCES ContextBudget.java
//SOURCES Conversation.java
//SOURCES Denial.java
//SOURCES Dispatcher.java
//SOURCES Repetition.java
//SOURCES Result.java
//SOURCES Round.java
//SOURCES RunEvent.java
