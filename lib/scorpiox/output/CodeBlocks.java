package scorpiox.output;

import java.util.ArrayList;
import java.util.List;

/// The fenced code blocks of a Markdown text (CommonMark section 4.5).
public final class CodeBlocks {
    private CodeBlocks() {}

    /// The blocks' contents in order, each line ended by LF. A block that is never closed runs to the end.
    public static List<String> in(String text) {
        var blocks = new ArrayList<String>();
        StringBuilder open = null;
        var fence = "";
        var indent = 0;
        for (var line : text.split("\n", text.endsWith("\n") ? 0 : -1)) {
            var bare = line.stripLeading();
            var run = fenceOf(bare);
            if (open == null) {
                if (run.isEmpty() || run.startsWith("`") && bare.indexOf('`', run.length()) >= 0) continue;
                fence = run;
                indent = line.length() - bare.length();
                open = new StringBuilder();
            } else if (run.startsWith(fence) && bare.strip().length() == run.length()) {
                blocks.add(open.toString());
                open = null;
            } else {
                open.append(line.substring(Math.min(indent, line.length() - bare.length()))).append('\n');
            }
        }
        if (open != null) blocks.add(open.toString());
        return blocks;
    }

    /// The fence a line begins with: three or more backticks or tildes; empty for none.
    static String fenceOf(String line) {
        if (!line.startsWith("```") && !line.startsWith("~~~")) return "";
        var end = 3;
        while (end < line.length() && line.charAt(end) == line.charAt(0)) end++;
        return line.substring(0, end);
    }
}
