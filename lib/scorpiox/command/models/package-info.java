/// `sx models`: which models there are, what they can and what they cost.
package scorpiox.command.models;
//SOURCES Asking.java
//SOURCES ListModels.java
//SOURCES Listing.java
//SOURCES Width.java
