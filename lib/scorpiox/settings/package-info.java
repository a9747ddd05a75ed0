/// Settings: the catalogue of keys, the layers of `scorpiox-env.txt` files, environment and flags, and what a
/// project that came with a clone may set.
package scorpiox.settings;
//SOURCES ../http/package-info.java
//SOURCES Brought.java
//SOURCES Cascade.java
//SOURCES Decision.java
//SOURCES EnvFile.java
//SOURCES EnvText.java
//SOURCES Environment.java
//SOURCES Guard.java
//SOURCES Inventory.java
//SOURCES Key.java
//SOURCES Keys.java
//SOURCES Networks.java
//SOURCES Profiles.java
//SOURCES Project.java
//SOURCES Reading.java
//SOURCES Section.java
//SOURCES Settings.java
//SOURCES Source.java
//SOURCES Trust.java
