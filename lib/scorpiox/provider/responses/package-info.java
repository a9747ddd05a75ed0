/// The Responses wire: request bodies and event streams of the Codex backend and the OpenAI API.
package scorpiox.provider.responses;
//SOURCES CodexCatalogue.java
//SOURCES Item.java
//SOURCES ResponsesDecoder.java
//SOURCES ResponsesDialect.java
//SOURCES ResponsesEvent.java
//SOURCES ResponsesRequest.java
