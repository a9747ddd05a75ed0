/// The backends of the configuration as providers, and their models.
package scorpiox.server.backend;
//SOURCES BackendSettings.java
//SOURCES Backends.java
//SOURCES Bridge.java
//SOURCES CodexEntries.java
//SOURCES Fresh.java
//SOURCES ModelCatalogue.java
