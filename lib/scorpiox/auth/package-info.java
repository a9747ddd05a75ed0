/// Where credentials come from: keys, files, commands and other machines, each with the origins it may go to.
package scorpiox.auth;
//SOURCES ../model/package-info.java
//SOURCES oauth/package-info.java
//SOURCES signin/package-info.java
//SOURCES ssh/package-info.java
//SOURCES CredentialFile.java
//SOURCES CredentialSource.java
//SOURCES Fetched.java
//SOURCES Jwt.java
//SOURCES KeyCommand.java
//SOURCES Owner.java
//SOURCES RemoteToken.java
//SOURCES TokenLine.java
