package scorpiox.tool.search;

import scorpiox.tool.Limits;

/// The result of a search in words: what was found as far as it is asked for, how much there is, how to get the rest.
///
/// @param limits what fits
record Report(Limits limits, Query query, Search.Wanted wanted, Tally tally) {
    /// Bytes kept for remarks.
    private static final int REMARKS = 1024;

    /// @param search reads the matches that are shown
    String text(Search search) {
        var text = new StringBuilder();
        if (tally.found.isEmpty()) {
            text.append("no matches (searched ").append(Texts.count(tally.searched, "file")).append(tally.skipped(limits.fileBytes())).append(")\n");
        } else if (wanted.mode().equals("content")) {
            var shown = search.excerpt(limits.bytes() - REMARKS);
            text.append(shown).append(closing(shown.shown(), tally.hits(), "match"));
            if (shown.bare()) text.append("(some lines around matches left out: a result has at most ").append(limits.bytes() / 1024).append(" KiB)\n");
        } else {
            var shown = names(text, search);
            text.append(closing(shown, tally.found.size(), "file"));
        }
        if (tally.late > 0) text.append("(out of time: ").append(Texts.count(tally.late, "file")).append(" not searched; narrow with glob/path)\n");
        if (!query.note().isEmpty()) text.append("(").append(Texts.name(query.note())).append(")\n");
        for (var note : tally.notes) text.append("(").append(note).append(")\n");
        return text.substring(0, text.length() - 1);
    }

    /// The names asked for, with their counts in that mode; their number is the result.
    private int names(StringBuilder text, Search search) {
        var room = limits.bytes() - REMARKS;
        var shown = 0;
        for (var found : tally.found.subList(Math.min(wanted.offset(), tally.found.size()), tally.found.size())) {
            if (shown == wanted.limit()) break;
            var line = search.shown(found.target()) + (wanted.mode().equals("count") ? ": " + Texts.number(found.hits()) : "") + "\n";
            room -= Texts.bytes(line);
            if (room < 0) break;
            text.append(line);
            shown++;
        }
        return shown;
    }

    private String closing(int shown, long all, String what) {
        var first = (long) wanted.offset() + 1;
        var last = (long) wanted.offset() + shown;
        var whole = (tally.late > 0 ? "at least " : "") + (what.equals("match") || wanted.mode().equals("count")
                ? Texts.count(tally.hits(), "match") + " in " + Texts.count(tally.found.size(), "file") : Texts.count(all, what));
        var skipped = tally.skipped(limits.fileBytes());
        if (shown == 0) return "(nothing from offset=" + wanted.offset() + " on; there are " + whole + skipped + ")\n";
        if (shown == all) return "(" + whole + skipped + ")\n";
        var part = first == 1 ? "first " + Texts.number(last) : what + (first == last ? " " : what.equals("match") ? "es " : "s ") + Texts.number(first)
                + (first == last ? "" : " to " + Texts.number(last));
        var total = (tally.late > 0 ? " of at least " : " of ") + (first == 1 ? Texts.count(all, what) : Texts.number(all));
        if (last == all) return "(" + part + total + skipped + ")\n";
        return "(" + part + total + "; continue with offset=" + last + ", or narrow with glob/path" + skipped + ")\n";
    }
}
