/// Where credentials come from: files and keys on this machine, each with the origins it may go to.
package scorpiox.auth;
//SOURCES ../base/package-info.java
//SOURCES ../http/package-info.java
//SOURCES ../settings/package-info.java
//SOURCES CodexFile.java
//SOURCES CredentialSource.java
//SOURCES Jwt.java
//SOURCES LocalCodex.java
