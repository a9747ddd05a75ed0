/// `config`: settings looked at and changed by commands, profiles, trust, and an editor of the user's own.
package scorpiox.command.config;
//DEPS org.jline:jline-reader:4.5.0
//DEPS org.jline:jline-terminal-ffm:4.5.0
//SOURCES Catalogue.java
//SOURCES Changes.java
//SOURCES Config.java
//SOURCES ConfigOptions.java
//SOURCES Dump.java
//SOURCES ExternalEditor.java
//SOURCES ProfileCommand.java
//SOURCES Run.java
//SOURCES TrustCommand.java
