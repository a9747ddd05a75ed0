/// The backends of the configuration as providers, and their models.
package scorpiox.server.backend;
//SOURCES Backends.java
//SOURCES CodexEntries.java
//SOURCES ModelCatalogue.java
