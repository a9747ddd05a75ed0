/// The run: the turn loop, what a call means and whether it may go ahead, and the events that every output consumes.
package scorpiox.agent;
//SOURCES ../base/package-info.java
//SOURCES ../model/package-info.java
//SOURCES ../provider/package-info.java
//SOURCES ../tool/package-info.java
//SOURCES ../tool/edit/package-info.java
//SOURCES ../tool/permission/package-info.java
//SOURCES Agent.java
//SOURCES ContextBudget.java
//SOURCES Conversation.java
//SOURCES Denial.java
//SOURCES Dispatcher.java
//SOURCES Repetition.java
//SOURCES Result.java
//SOURCES Round.java
//SOURCES RunEvent.java
