/// Who may do what: modes, rules, the walls around files, the decision about a call, and the question put to a person.
package scorpiox.tool.permission;
//SOURCES Approver.java
//SOURCES Decision.java
//SOURCES FileWalls.java
//SOURCES Mode.java
//SOURCES Permissions.java
//SOURCES Rule.java
