/// Requests and answers written down, secrets masked, to be played back.
package scorpiox.server.capture;
//SOURCES Capture.java
//SOURCES Masking.java
