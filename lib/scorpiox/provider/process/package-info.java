/// Providers that are programs of the user's own.
package scorpiox.provider.process;
//SOURCES Child.java
//SOURCES Description.java
//SOURCES EventLines.java
//SOURCES JavaStart.java
//SOURCES ProcessProvider.java
//SOURCES ProcessVendor.java
//SOURCES ProcessVendors.java
//SOURCES Program.java
//SOURCES ProviderFile.java
//SOURCES RequestText.java
//SOURCES Words.java
