/// The authorization server, and who may ask the backends.
package scorpiox.simulator.signin;
//SOURCES AuthorizationCodes.java
//SOURCES AuthorizationServer.java
//SOURCES AuthorizeRoute.java
//SOURCES Bearers.java
//SOURCES DeviceCodes.java
//SOURCES DeviceRoutes.java
//SOURCES IssuedTokens.java
//SOURCES JwtWriter.java
//SOURCES SignIns.java
//SOURCES TokenRoute.java
