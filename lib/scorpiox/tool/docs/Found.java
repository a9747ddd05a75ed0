package scorpiox.tool.docs;

/// One part of an answer.
///
/// @param source where it is from: the JDK, a jar, a man page, `file:line`
/// @param text   what stands there, as Markdown
/// @param more   how to get the rest where there is no room for all of it
record Found(String source, String text, String more) {
    Found(String source, String text) {
        this(source, text, "ask more precisely");
    }
}
