/// Sign-ins in files: how programs write them down, and how a token that may be renewed only once is renewed by one of
/// many processes.
package scorpiox.auth.oauth;
//SOURCES AnthropicFile.java
//SOURCES ClaudeFile.java
//SOURCES CodexFile.java
//SOURCES Foreign.java
//SOURCES Grant.java
//SOURCES Life.java
//SOURCES LocalSource.java
//SOURCES Refresher.java
//SOURCES Refusals.java
//SOURCES SignIn.java
//SOURCES SignInFile.java
//SOURCES TokenEndpoint.java
