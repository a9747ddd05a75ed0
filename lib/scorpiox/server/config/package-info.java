/// `config.yaml`: what it says, what it means together with the environment, and what a request may change of it.
package scorpiox.server.config;
//DEPS com.fasterxml.jackson.dataformat:jackson-dataformat-yaml:2.22.4
//SOURCES BackendConfig.java
//SOURCES ConfigFile.java
//SOURCES Overrides.java
//SOURCES Profile.java
//SOURCES ServeConfig.java
