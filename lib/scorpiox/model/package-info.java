/// The neutral model: one request type down, one stream of events up, the answer they make, and what is known of models.
package scorpiox.model;
//SOURCES ../base/package-info.java
//FILES data/models.json=../../data/models.json
//SOURCES Answer.java
//SOURCES Effort.java
//SOURCES Message.java
//SOURCES ModelInfo.java
//SOURCES Models.java
//SOURCES Opaque.java
//SOURCES Part.java
//SOURCES Phase.java
//SOURCES RateLimit.java
//SOURCES Request.java
//SOURCES StreamEvent.java
//SOURCES Tool.java
//SOURCES ToolKind.java
//SOURCES Usage.java
