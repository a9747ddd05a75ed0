/// The OpenAI API and compatible servers.
package scorpiox.provider.openai;
//SOURCES OpenAi.java
