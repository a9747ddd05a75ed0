/// Server-sent events: bytes to lines to events. Knows nothing of HTTP or JSON.
package scorpiox.sse;
//SOURCES ../base/package-info.java
//SOURCES LineSplitter.java
//SOURCES SseEvent.java
//SOURCES SseParser.java
