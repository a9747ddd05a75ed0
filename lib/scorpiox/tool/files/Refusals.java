package scorpiox.tool.files;

import java.nio.charset.StandardCharsets;
import scorpiox.tool.ToolError;

/// Files that hold no text to show: what they are by their first bytes, and what shows them instead.
public final class Refusals {
    private Refusals() {}

    /// Whether a file is no text, from its first 8 KiB. A PDF counts as none: its beginning may well look like text.
    public static boolean apply(byte[] head) {
        return TextFile.binary(head) || starts(head, "%PDF-");
    }

    public static ToolError of(String shown, byte[] head, long size) {
        var name = quoted(shown);
        if (starts(head, "%PDF-")) return refusal(shown, "a PDF file", size, "pdftotext " + name + " - | head -200");
        if (starts(head, "PK\u0003\u0004")) return refusal(shown, "a ZIP archive", size, "unzip -l " + name);
        if (starts(head, "\u001f\u008b")) return refusal(shown, "a gzip file", size, "gzip -dc " + name + " | head -200");
        if (starts(head, "\u00ca\u00fe\u00ba\u00be")) return refusal(shown, "a Java class file", size, "javap -p " + name);
        if (starts(head, "\u007fELF")) return refusal(shown, "an ELF program", size, "file " + name);
        if (starts(head, "SQLite format 3")) return refusal(shown, "an SQLite database", size, "sqlite3 " + name + " .schema");
        return refusal(shown, "a binary file", size, "file " + name + "; od -c " + name + " | head");
    }

    private static ToolError refusal(String shown, String kind, long size, String command) {
        return new ToolError(shown + " is " + kind + " of " + Sizes.of(size) + ", not text; try bash: " + command);
    }

    /// A word for the shell.
    private static String quoted(String name) {
        var plain = !name.startsWith("-") && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "/._-+".indexOf(c) >= 0));
        return plain ? name : "'" + (name.startsWith("-") ? "./" : "") + name.replace("'", "'\\''") + "'";
    }

    private static boolean starts(byte[] bytes, String magic) {
        return new String(bytes, 0, Math.min(bytes.length, magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
    }
}
