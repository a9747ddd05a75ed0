package scorpiox.tool.edit;

import com.github.difflib.DiffUtils;
import java.util.ArrayList;
import java.util.List;
import scorpiox.tool.files.TextFile;

/// Puts the line ends of a file on a new text for it.
final class LineEnds {
    private LineEnds() {}

    /// The new text with the old one's style: that of its first line; where the old one mixes styles, each line that
    /// stays keeps its own.
    ///
    /// @param text with LF
    static String like(TextFile old, String text) {
        var style = old.lineEnd();
        var unix = old.unix();
        var windows = old.text().length() - unix.length();
        var ends = unix.chars().filter(c -> c == '\n').count();
        if (windows == 0 || windows == ends) return style.equals("\n") ? text : text.replace("\n", style);
        return mixed(old.text(), text, style);
    }

    private static String mixed(String old, String text, String style) {
        var before = old.split("(?<=\n)", -1);
        var after = List.of(text.split("\n", -1));
        var ends = kept(before, after);
        var out = new StringBuilder();
        for (var i = 0; i < after.size(); i++) {
            out.append(after.get(i));
            if (i < after.size() - 1) out.append(ends.get(i) == null ? style : ends.get(i));
        }
        return out.toString();
    }

    /// For each new line the end of the old one that it is, or null.
    private static List<String> kept(String[] before, List<String> after) {
        var plain = new ArrayList<String>();
        for (var line : before) plain.add(end(line) == null ? line : line.substring(0, line.length() - end(line).length()));
        var ends = new ArrayList<String>();
        var at = 0;
        for (var delta : DiffUtils.diff(plain, after).getDeltas()) {
            while (at < delta.getSource().getPosition()) ends.add(end(before[at++]));
            for (var i = 0; i < delta.getTarget().size(); i++) ends.add(null);
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        while (at < before.length) ends.add(end(before[at++]));
        return ends;
    }

    private static String end(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : null;
    }
}
