/// `sx models`: which models there are, what they can and what they cost.
package scorpiox.command.models;
//SOURCES ../../base/package-info.java
//SOURCES ../../http/package-info.java
//SOURCES ../../model/package-info.java
//SOURCES ../../output/package-info.java
//SOURCES ../../provider/package-info.java
//SOURCES ../../settings/package-info.java
//SOURCES ../package-info.java
//SOURCES Asking.java
//SOURCES ListModels.java
//SOURCES Listing.java
//SOURCES Width.java
