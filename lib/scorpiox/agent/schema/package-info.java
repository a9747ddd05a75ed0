/// Structured output: a JSON Schema as people write one, and an answer that follows it.
package scorpiox.agent.schema;
//DEPS com.networknt:json-schema-validator:1.5.9
//FILES data/prompts/schema.md=../../../data/prompts/schema.md
//FILES data/prompts/schema-again.md=../../../data/prompts/schema-again.md
//SOURCES Schema.java
//SOURCES ShortForm.java
//SOURCES Structured.java
//SOURCES Validation.java
