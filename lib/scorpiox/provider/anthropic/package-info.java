/// Claude Code: the user's own program, or its token.
package scorpiox.provider.anthropic;
//SOURCES ClaudeCode.java
//SOURCES Anthropic.java
//SOURCES ClaudeCode.java
