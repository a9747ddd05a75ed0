/// Codex: sign-in, endpoints and the state of a plan.
package scorpiox.provider.codex;
//SOURCES BridgeText.java
//SOURCES Codex.java
//SOURCES CodexUrl.java
//SOURCES CodexUsage.java
//SOURCES CodexVendor.java
//SOURCES ModelNames.java
//SOURCES PluginFile.java
