package scorpiox.tool.search;

import scorpiox.tool.GlobPattern;
import scorpiox.tool.ToolError;

/// One line of an ignore file, as gitignore(5) reads it.
///
/// @param glob        about the path from the ignore file's folder on, or about base names
/// @param negated     whether it takes back what an earlier line left out
/// @param directories whether it is about folders only
/// @param name        the base name it is about, when that stands there without wildcards; else empty
record IgnoreRule(GlobPattern glob, boolean negated, boolean directories, String name) {
    /// The rule of a line, or null for one without.
    static IgnoreRule of(String line) {
        if (line.startsWith("#")) return null;
        var negated = line.startsWith("!");
        var text = trimmed(negated ? line.substring(1) : line);
        var directories = text.endsWith("/");
        if (directories) text = text.substring(0, text.length() - 1);
        var baseName = text.indexOf('/') < 0;
        if (text.startsWith("/")) text = text.substring(1);
        if (text.isEmpty() || backslashes(text, text.length()) % 2 == 1) return null;
        try {
            var name = text.substring(text.lastIndexOf('/') + 1);
            return new IgnoreRule(GlobPattern.ofIgnoreFile(text, baseName), negated, directories, wild(name) ? "" : name);
        } catch (ToolError unusable) {
            return null;
        }
    }

    boolean matches(String path, boolean directory) {
        return (directory || !directories) && glob.matches(path);
    }

    /// Without the blanks at its end; one after a backslash stays.
    private static String trimmed(String text) {
        var end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ' && backslashes(text, end - 1) % 2 == 0) end--;
        return text.substring(0, end);
    }

    private static int backslashes(String text, int before) {
        var count = 0;
        while (count < before && text.charAt(before - 1 - count) == '\\') count++;
        return count;
    }

    private static boolean wild(String name) {
        for (var i = 0; i < name.length(); i++) if ("*?[\\".indexOf(name.charAt(i)) >= 0) return true;
        return false;
    }
}
