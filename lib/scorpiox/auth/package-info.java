/// Where credentials come from: keys, files, commands and other machines, each with the origins it may go to.
package scorpiox.auth;
//SOURCES ../base/package-info.java
//SOURCES ../http/package-info.java
//SOURCES CredentialFile.java
//SOURCES CredentialSource.java
//SOURCES Fetched.java
//SOURCES Jwt.java
//SOURCES KeyCommand.java
//SOURCES Owner.java
//SOURCES RemoteToken.java
//SOURCES TokenLine.java
