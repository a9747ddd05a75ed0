/// The wire of Chat Completions, as OpenAI and the servers compatible with it speak it.
package scorpiox.provider.chat;
