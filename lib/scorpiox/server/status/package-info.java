/// What runs and what has run: log, metrics, health, and the status page.
package scorpiox.server.status;
//SOURCES Visits.java
