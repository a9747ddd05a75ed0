/// The only place that opens a connection: HTTP/1.1, TLS, proxies, timeouts, retry as a value, and the
/// credential with the origins it may go to.
package scorpiox.http;
//SOURCES ../sse/package-info.java
//SOURCES Connection.java
//SOURCES Credential.java
//SOURCES Dial.java
//SOURCES Http.java
//SOURCES HttpCall.java
//SOURCES HttpReply.java
//SOURCES Network.java
//SOURCES Origin.java
//SOURCES ReplyBody.java
//SOURCES ReplyHead.java
//SOURCES Resolver.java
//SOURCES Retry.java
//SOURCES RetryAfter.java
//SOURCES Sending.java
//SOURCES SocketInput.java
//SOURCES Timeouts.java
//SOURCES Tls.java
//SOURCES WholeReply.java
