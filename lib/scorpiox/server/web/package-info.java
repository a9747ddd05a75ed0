/// The HTTP server: the only room that knows the library behind it.
package scorpiox.server.web;
//DEPS io.netty:netty-codec-http:4.2.20.Final
//SOURCES Exchange.java
//SOURCES Fields.java
//SOURCES Handler.java
//SOURCES Limits.java
//SOURCES Outflow.java
//SOURCES WebServer.java
