/// Responses: passed through as they are, or rebuilt.
package scorpiox.server.responses;
//SOURCES CallItem.java
//SOURCES Events.java
//SOURCES HostedItem.java
//SOURCES MessageItem.java
//SOURCES NativeEncoder.java
//SOURCES NativeMending.java
//SOURCES NativeOutput.java
//SOURCES NativeType.java
//SOURCES OutputItem.java
//SOURCES ReasoningItem.java
//SOURCES RebuiltEncoder.java
//SOURCES ResponseObject.java
//SOURCES Responses.java
//SOURCES ResponsesShape.java
