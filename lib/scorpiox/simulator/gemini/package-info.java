/// The Gemini API: contents with parts, generated whole or in chunks, and caches that are made on request.
package scorpiox.simulator.gemini;
//SOURCES Caches.java
//SOURCES ChunkWriter.java
//SOURCES ContentChecks.java
//SOURCES ContentReader.java
//SOURCES GeminiBackend.java
//SOURCES GeminiErrors.java
//SOURCES GeminiModel.java
//SOURCES GenerateQuestion.java
//SOURCES Subset.java
