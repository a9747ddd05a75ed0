/// Whom a name means, and asking one after the other.
package scorpiox.provider.router;
//SOURCES Candidate.java
//SOURCES Choice.java
//SOURCES Cooldown.java
//SOURCES Moves.java
//SOURCES Names.java
//SOURCES Relay.java
//SOURCES Router.java
//SOURCES RouterProvider.java
//SOURCES Routes.java
//SOURCES Targets.java
//SOURCES Vendors.java
