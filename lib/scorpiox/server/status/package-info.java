/// What runs and what has run: log, metrics, health, and the status page.
package scorpiox.server.status;
//SOURCES Counts.java
//SOURCES Histogram.java
//SOURCES Pulse.java
//SOURCES Totals.java
//SOURCES Visits.java
