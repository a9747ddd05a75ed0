/// The token source `ssh`: asks another machine of the user's for the token it has. The only room that knows JSch; nothing
/// of it is loaded before a token is wanted.
package scorpiox.auth.ssh;
//DEPS com.github.mwiede:jsch:2.28.8
//SOURCES AgentKey.java
//SOURCES Captured.java
//SOURCES Destination.java
//SOURCES HostKeys.java
//SOURCES HostPatterns.java
//SOURCES Identities.java
//SOURCES KnownHosts.java
//SOURCES NewHostKey.java
//SOURCES Offered.java
//SOURCES SshAgent.java
//SOURCES SshConfig.java
//SOURCES SshConnection.java
//SOURCES SshFailure.java
//SOURCES SshTarget.java
//SOURCES SshToken.java
