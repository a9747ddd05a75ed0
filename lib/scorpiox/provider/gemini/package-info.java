/// Google's Gemini API with a key.
package scorpiox.provider.gemini;
//SOURCES Beginning.java
//SOURCES Gemini.java
//SOURCES GeminiCaches.java
//SOURCES GeminiContents.java
//SOURCES GeminiDecoder.java
//SOURCES GeminiDialect.java
//SOURCES GeminiErrors.java
//SOURCES GeminiModel.java
//SOURCES GeminiProvider.java
//SOURCES GeminiRequest.java
//SOURCES GeminiSchema.java
//SOURCES GeminiTools.java
//SOURCES GeminiUsage.java
//SOURCES PartialArgs.java
//SOURCES Signatures.java
