/// The run: what is asked in which order, and the events that every output consumes.
package scorpiox.agent;
//SOURCES ../base/package-info.java
//SOURCES ../model/package-info.java
//SOURCES ../provider/package-info.java
//SOURCES OneShot.java
//SOURCES Result.java
//SOURCES RunEvent.java
