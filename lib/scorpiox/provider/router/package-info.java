/// Whom a name means, and asking one after the other.
package scorpiox.provider.router;
//SOURCES Choice.java
//SOURCES Router.java
//SOURCES Vendors.java
