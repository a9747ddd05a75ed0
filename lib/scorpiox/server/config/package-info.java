/// `config.yaml`: what it says, what it means together with the environment, and what a request may change of it.
package scorpiox.server.config;
//DEPS com.fasterxml.jackson.dataformat:jackson-dataformat-yaml:2.22.4
//SOURCES BackendConfig.java
//SOURCES BackendMembers.java
//SOURCES BackendType.java
//SOURCES CodexVariables.java
//SOURCES ConfigFile.java
//SOURCES Members.java
//SOURCES Overrides.java
//SOURCES Profile.java
//SOURCES ServeConfig.java
//SOURCES ServeMembers.java
//SOURCES Vocabulary.java
//SOURCES Yaml.java
