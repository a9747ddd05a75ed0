/// `fetchtoken`: a token on stdout, signing in and out, and what is left of a plan.
package scorpiox.command.token;
//SOURCES ../../auth/oauth/package-info.java
//SOURCES ../../auth/package-info.java
//SOURCES ../../auth/signin/package-info.java
//SOURCES ../../base/package-info.java
//SOURCES ../../http/package-info.java
//SOURCES ../../model/package-info.java
//SOURCES ../../output/package-info.java
//SOURCES ../../provider/package-info.java
//SOURCES ../../settings/package-info.java
//SOURCES ../package-info.java
//SOURCES FetchToken.java
//SOURCES KeyLogin.java
//SOURCES Login.java
//SOURCES Logout.java
//SOURCES TokenOptions.java
//SOURCES TokenStatus.java
