/// The HTTP server: the only room that knows the library behind it. Netty was chosen for what a proxy of streams needs: a client
/// that went away is noticed while nothing is written, and one that only closed its side is served (`tests/bench/README.md`).
package scorpiox.server.web;
//DEPS io.netty:netty-codec-http:4.2.20.Final
//SOURCES BadHead.java
//SOURCES Body.java
//SOURCES Call.java
//SOURCES Connection.java
//SOURCES Exchange.java
//SOURCES Fields.java
//SOURCES Framing.java
//SOURCES Handler.java
//SOURCES HeadScanner.java
//SOURCES Library.java
//SOURCES Limits.java
//SOURCES Line.java
//SOURCES Outflow.java
//SOURCES Outlet.java
//SOURCES Presence.java
//SOURCES ResponseHead.java
//SOURCES Stream.java
//SOURCES StrictDecoder.java
//SOURCES WebServer.java
