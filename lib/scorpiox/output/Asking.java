package scorpiox.output;

import java.util.Locale;
import scorpiox.tool.Access;
import scorpiox.tool.permission.Approver;
import scorpiox.tool.permission.Approver.Answer;

/// The words of a question about a call, and what an answer to it means; wherever it is asked.
public final class Asking {
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String CYAN = "\u001b[36m";
    private static final String RESET = "\u001b[0m";

    private Asking() {}

    /// What is to be decided, several lines: the call, why it is asked, and what it would do.
    public static String shown(Approver.Question question, boolean colour) {
        var head = question.tool() + " needs your word (" + Visible.of(question.why()) + ")";
        var text = new StringBuilder(colour ? BOLD + head + RESET : head).append('\n');
        var preview = question.access() == Access.WRITE ? Visible.code(question.preview()) : Visible.of(question.preview());
        var styled = coloured(preview, colour && question.access() == Access.WRITE);
        styled.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    /// A unified diff in the colours people know, line by line.
    public static String coloured(String diff, boolean colour) {
        var text = new StringBuilder();
        diff.lines().forEach(line -> {
            var style = colour ? styleOf(line) : "";
            text.append(style).append(line).append(style.isEmpty() ? "" : RESET).append('\n');
        });
        return text.toString();
    }

    /// The line that asks.
    public static String prompt(Approver.Question question) {
        var always = question.rule().map(rule -> ", [a]lways " + Visible.of(named(Stderr.joined(rule.toString(), " ↵ "))) + " in this run").orElse("");
        return "[y]es" + always + ", [n]o, or why not, then Enter: ";
    }

    /// What somebody meant by a line; null stands for the end of input, which is a no.
    ///
    /// @return null for a line that says nothing
    public static Answer answer(String line, Approver.Question question) {
        if (line == null) return new Answer.No("");
        var text = line.strip();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "y", "yes" -> new Answer.Yes();
            case "a", "always" -> question.rule().isPresent() ? new Answer.Always() : null;
            case "n", "no" -> new Answer.No("");
            default -> text.length() < 3 ? null : new Answer.No(text);
        };
    }

    private static String styleOf(String line) {
        if (line.startsWith("+++") || line.startsWith("---")) return BOLD;
        if (line.startsWith("+")) return GREEN;
        if (line.startsWith("-")) return RED;
        return line.startsWith("@@") ? CYAN : "";
    }

    /// A rule covers what is shown and nothing else, so a long one need not be repeated.
    private static String named(String rule) {
        return rule.length() <= 40 ? rule : "this";
    }
}
