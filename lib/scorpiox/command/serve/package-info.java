/// `serve`: its command line, its readiness, and the keys of a team.
package scorpiox.command.serve;
//SOURCES ../../server/package-info.java
//SOURCES Entrance.java
//SOURCES KeyOnDisk.java
//SOURCES Serve.java
//SOURCES ServeKeys.java
