/// Responses: passed through as they are, or rebuilt.
package scorpiox.server.responses;
//SOURCES Responses.java
