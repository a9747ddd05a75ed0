/// The files that settings stand in: which there are, what may be written into which, and writing it.
package scorpiox.command.layers;
//SOURCES ../../auth/package-info.java
//SOURCES ../../base/package-info.java
//SOURCES ../../output/package-info.java
//SOURCES ../../settings/package-info.java
//SOURCES FileCheck.java
//SOURCES GitIgnore.java
//SOURCES SettingsFiles.java
//SOURCES Shown.java
//SOURCES Writing.java
