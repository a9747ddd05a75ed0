/// Keys of the members of a team, and the endpoint that gives them access tokens.
package scorpiox.server.team;
//SOURCES TeamKeys.java
//SOURCES TokenRoute.java
