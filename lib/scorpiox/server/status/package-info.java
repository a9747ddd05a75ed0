/// What runs and what has run: log, metrics, health, and the status page.
package scorpiox.server.status;
//FILES data/status.html=../../../data/status.html
//SOURCES BackendState.java
//SOURCES Counts.java
//SOURCES Health.java
//SOURCES Histogram.java
//SOURCES LogLine.java
//SOURCES Metrics.java
//SOURCES Pulse.java
//SOURCES RequestLog.java
//SOURCES StatusJson.java
//SOURCES StatusPage.java
//SOURCES Totals.java
//SOURCES Visits.java
//SOURCES Words.java
