/// Keys of the members of a team, and the endpoint that gives them access tokens.
package scorpiox.server.team;
//SOURCES Allowance.java
//SOURCES KeyFile.java
//SOURCES MemberKey.java
//SOURCES TeamKeys.java
//SOURCES TokenRoute.java
