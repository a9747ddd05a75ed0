/// The Responses wire: request bodies and event streams of the Codex backend and the OpenAI API.
package scorpiox.provider.responses;
//SOURCES ApiRequest.java
//SOURCES CodexCatalogue.java
//SOURCES Dispensable.java
//SOURCES Item.java
//SOURCES Items.java
//SOURCES ResponsesDecoder.java
//SOURCES ResponsesDialect.java
//SOURCES ResponsesEvent.java
//SOURCES ResponsesRequest.java
//SOURCES WrappedCalls.java
