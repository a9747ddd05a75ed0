package scorpiox.tool.edit;

import java.util.List;

/// A part of a text and what comes in its place. Places count every line end as one character.
record Splice(int start, int end, String text) {
    /// How much longer the text gets.
    int growth() {
        return text.length() - (end - start);
    }

    /// The text with its parts replaced. What lies outside of them keeps its line ends; new line ends are `lineEnd`.
    ///
    /// @param splices in order, without overlap
    static String apply(String text, List<Splice> splices, String lineEnd) {
        var out = new StringBuilder(text.length() + 64);
        var at = 0;         // in the text
        var place = 0;      // the same in characters as splices count them
        for (var splice : splices) {
            var start = skip(text, at, splice.start() - place);
            out.append(text, at, start).append(lineEnd.equals("\n") ? splice.text() : splice.text().replace("\n", lineEnd));
            at = skip(text, start, splice.end() - splice.start());
            place = splice.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    private static int skip(String text, int from, int count) {
        var at = from;
        for (var i = 0; i < count; i++) at += text.startsWith("\r\n", at) ? 2 : 1;
        return at;
    }
}
