package scorpiox.tool.docs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.TerminalFilter;

/// A heading of a page and what stands below it, up to the next heading.
///
/// @param file    as shown to the model
/// @param line    of the heading, from 1
/// @param heading without its marks; empty before the first one
record Section(String file, int line, String heading, String text) {
    /// All sections of a page in Markdown or AsciiDoc; none when the bytes are no text.
    static List<Section> of(String file, byte[] bytes) {
        var whole = new String(bytes, StandardCharsets.UTF_8);
        if (whole.indexOf('\0') >= 0) return List.of();
        var lines = TerminalFilter.controlsOnly().whole(whole.startsWith("\uFEFF") ? whole.substring(1) : whole).split("\n", -1);
        var mark = file.endsWith(".adoc") ? '=' : '#';
        var sections = new ArrayList<Section>();
        var begin = 0;
        var heading = "";
        var fence = "";
        for (var i = 0; i < lines.length; i++) {
            var line = lines[i];
            if (fence.isEmpty()) fence = fence(line);
            else if (line.strip().startsWith(fence)) fence = "";
            if (!fence.isEmpty() || line.strip().equals(fence)) continue;
            var underlined = mark == '#' && i + 1 < lines.length && !line.isBlank() && line.indexOf('|') < 0 && underline(lines[i + 1]);
            if (heading(line, mark) || underlined) {
                add(sections, file, begin, i, heading, lines);
                begin = i;
                heading = underlined ? line.strip() : line.replaceAll("^[#=]+\\s*|\\s*#+\\s*$", "").strip();
            }
        }
        add(sections, file, begin, lines.length, heading, lines);
        return sections;
    }

    private static void add(List<Section> to, String file, int from, int until, String heading, String[] lines) {
        var text = String.join("\n", List.of(lines).subList(from, until)).strip();
        if (!text.isEmpty()) to.add(new Section(file, from + 1, heading, text));
    }

    /// What ends the code block that a line begins; empty when it begins none.
    private static String fence(String line) {
        var text = line.strip();
        for (var fence : new String[] {"```", "~~~", "----", "...."}) {
            if (text.startsWith(fence) && (fence.charAt(0) == '`' || fence.charAt(0) == '~' || text.equals(fence))) return fence;
        }
        return "";
    }

    private static boolean heading(String line, char mark) {
        var level = 0;
        while (level < line.length() && line.charAt(level) == mark) level++;
        return level > 0 && level <= 6 && level < line.length() && line.charAt(level) == ' ';
    }

    private static boolean underline(String line) {
        var text = line.strip();
        return text.length() > 2 && text.chars().allMatch(c -> c == '=');
    }
}
