package scorpiox.tool.permission;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import scorpiox.base.Failure;
import scorpiox.tool.GlobPattern;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `Tool` or `Tool(specifier)`, as in `bash(git status*)`, `edit(src/**)`, `web_fetch(domain:example.com)`.
///
/// @param verdict   what it says about what it fits
/// @param tool      name of the tool; `read` and `edit` stand for their families
/// @param specifier what of the tool; null for all of it
/// @param exact     whether the specifier is meant letter for letter, as in an answer to a question
/// @param source    where it comes from, for messages
public record Rule(Verdict verdict, String tool, String specifier, boolean exact, String source) {
    /// What a rule or a mode says.
    public enum Verdict { DENY, ASK, ALLOW }

    private static final Map<String, Set<String>> FAMILIES = Map.of(
            "read", Set.of("read", "grep", "glob", "ls", "view_image"),
            "edit", Set.of("write", "edit", "multi_edit", "apply_patch"),
            "bash", Set.of("bash", "bash_output", "bash_kill"));
    private static final Pattern SHAPE = Pattern.compile("([A-Za-z][\\w*-]*)(?:\\((.*)\\))?", Pattern.DOTALL);

    /// Several rules, parted by commas or line ends outside parentheses.
    ///
    /// @throws Failure `USAGE` for text that is no rule
    public static List<Rule> list(Verdict verdict, String text, String source) {
        var rules = new ArrayList<Rule>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.length(); i++) {
            var c = i == text.length() ? ',' : text.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (i < text.length() && (depth > 0 || c != ',' && c != '\n')) continue;
            var piece = text.substring(start, i).strip();
            if (!piece.isEmpty()) rules.add(parse(verdict, piece, source));
            start = i + 1;
        }
        return rules;
    }

    /// @throws Failure `USAGE` for text that is no rule
    public static Rule parse(Verdict verdict, String text, String source) {
        var shape = SHAPE.matcher(text.strip());
        if (!shape.matches()) throw Failure.usage("a rule is TOOL or TOOL(SPECIFIER), as in bash(git status*), not " + text + (source.isEmpty() ? "" : " (" + source + ")"));
        var specifier = shape.group(2);
        if (specifier != null && specifier.isBlank()) throw Failure.usage("the rule " + text.strip() + " names nothing; " + shape.group(1) + " alone is all of it" + (source.isEmpty() ? "" : " (" + source + ")"));
        if (specifier != null && (specifier.equals("*") || specifier.equals("**"))) specifier = null;
        return new Rule(verdict, shape.group(1).toLowerCase(Locale.ROOT).replace("webfetch", "web_fetch").replace("websearch", "web_search").replace("multiedit", "multi_edit"), specifier, false, source);
    }

    /// Whether it is about a tool.
    public boolean isAbout(String name) {
        return tool.equals(name) || tool.equals("*") || tool.endsWith("*") && name.startsWith(tool.substring(0, tool.length() - 1))
                || FAMILIES.getOrDefault(tool, Set.of()).contains(name);
    }

    /// Whether it fits a command line: `*` is any run of characters, one at the end after a word stops at a word's end,
    /// and ` *` at the end fits the bare command too. A rule that forbids sees a word's end at any other character, one
    /// that allows only at a blank.
    boolean fitsCommand(String command) {
        if (specifier == null) return true;
        if (exact) return specifier.equals(command);
        var pattern = specifier.strip();
        var regex = new StringBuilder();
        var body = pattern.endsWith(" *") ? pattern.substring(0, pattern.length() - 2) : pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
        var pieces = body.split("\\*", -1);
        for (var i = 0; i < pieces.length; i++) regex.append(i == 0 ? "" : ".*").append(Pattern.quote(pieces[i]));
        if (pattern.endsWith(" *")) regex.append("(?:\\s.*)?");
        else if (pattern.endsWith("*")) regex.append(body.isEmpty() || !Character.isLetterOrDigit(body.charAt(body.length() - 1)) ? ".*" : verdict == Verdict.ALLOW ? "(?:\\s.*)?" : "(?:[^\\w-].*)?");
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(command.strip()).matches();
    }

    /// Whether it fits a file. A pattern is about the path from the working directory; one that begins with `/` or `~`
    /// is about the whole path, and only such a one reaches outside the workspace.
    boolean fitsFile(Path real, Workspace workspace) {
        var inside = workspace.covers(real);
        if (specifier == null) return inside || verdict != Verdict.ALLOW;
        var pattern = specifier.startsWith("~/") ? workspace.path(specifier).toString() : specifier;
        if (exact) return real.toString().equals(pattern);
        var path = pattern.startsWith("/") ? real.toString() : workspace.directory().relativize(real).toString();
        if (!pattern.startsWith("/") && !inside) return verdict != Verdict.ALLOW && fits(pattern, real.getFileName() == null ? "" : real.getFileName().toString());
        return fits(pattern, path) || pattern.contains("/") && (inside || pattern.startsWith("/")) && fits(followed(pattern, workspace), real.toString());
    }

    /// A pattern with its leading names resolved, for only real paths are compared and one of them may be a link.
    private static String followed(String pattern, Workspace workspace) {
        var end = 0;
        while (end < pattern.length() && "*?[{\\".indexOf(pattern.charAt(end)) < 0) end++;
        var slash = end == pattern.length() && !pattern.endsWith("/") ? end : pattern.lastIndexOf('/', end);
        if (slash <= 0) return pattern;
        return workspace.real(workspace.path(pattern.substring(0, slash))).toString().replaceAll("[*?\\[{\\\\]", "\\\\$0") + pattern.substring(slash);
    }

    boolean fitsUrl(URI url) {
        if (specifier == null) return true;
        var host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (!specifier.startsWith("domain:")) return specifier.equals(url.toString());
        var domain = specifier.substring("domain:".length()).strip().toLowerCase(Locale.ROOT);
        return host.equals(domain) || host.endsWith("." + domain);
    }

    /// A folder's pattern is about everything in it.
    private static boolean fits(String pattern, String path) {
        try {
            var trimmed = pattern.endsWith("/") ? pattern + "**" : pattern;
            return GlobPattern.of(trimmed, false).matches(path) || trimmed.endsWith("/**") && GlobPattern.of(trimmed.substring(0, trimmed.length() - 3), false).matches(path);
        } catch (ToolError unusable) {
            return false;
        }
    }

    @Override
    public String toString() {
        return tool + (specifier == null ? "" : "(" + specifier + ")");
    }
}
