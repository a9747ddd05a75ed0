/// The wire of Chat Completions, as OpenAI and the servers compatible with it speak it.
package scorpiox.provider.chat;
//SOURCES ChatChunk.java
//SOURCES ChatDecoder.java
//SOURCES ChatDialect.java
//SOURCES ChatMessages.java
//SOURCES ChatRequest.java
//SOURCES ChatUsage.java
//SOURCES Compat.java
//SOURCES ReasoningDetails.java
//SOURCES ThinkTags.java
//SOURCES ToolCallAssembly.java
//SOURCES Trait.java
