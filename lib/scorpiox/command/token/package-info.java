/// `fetchtoken`: a token on stdout, signing in and out, and what is left of a plan.
package scorpiox.command.token;
//SOURCES FetchToken.java
//SOURCES KeyLogin.java
//SOURCES Login.java
//SOURCES Logout.java
//SOURCES TokenOptions.java
//SOURCES TokenStatus.java
