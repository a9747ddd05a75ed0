/// Google's Gemini API with a key.
package scorpiox.provider.gemini;
//SOURCES Gemini.java
