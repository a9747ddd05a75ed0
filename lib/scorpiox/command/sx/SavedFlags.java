package scorpiox.command.sx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.agent.schema.Schema;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.command.Arguments;
import scorpiox.settings.Keys;

/// The flags of a saved prompt: taken from a command line, put before another, and what may stand among them.
final class SavedFlags {
    /// One flag.
    ///
    /// @param name  its longest name
    /// @param given as it was written, one text or two
    /// @param value its value, empty without one
    record Flag(String name, List<String> given, String value) {}

    /// Mean something for a command line as a whole; and trust is in what the user has before them, not in whatever a
    /// prompt is used in later.
    private static final Set<String> NEVER_KEPT = Set.of("--prompt", "--save", "--template", "--help", "--version", "--trust-project");

    /// Neither widen what may be done, nor change what is read, written or asked elsewhere.
    private static final Set<String> HARMLESS = Set.of("--model", "--effort", "--verbosity", "--system", "--append-system", "--param", "--stdin-wait",
            "--no-stdin", "--ask", "--deny", "--no-tools", "--max-turns", "--max-tokens-total", "--json", "--experimental-json", "--output-format",
            "--partial", "-x", "--xl", "--raw", "--usage", "--quiet", "--verbose", "--color", "--timeout", "--idle-timeout", "--bare", "--strict", "--dry-run");
    private static final Set<String> MODES = Set.of("--mode", "--sandbox");

    /// Of each of these only one counts; what the command line says makes those before it void.
    private static final List<Set<String>> EITHER = List.of(Set.of("--mode", "--sandbox", "--yolo"), Set.of("--no-tools", "--tools"), Set.of("--quiet", "--verbose"),
            Set.of("--schema", "--output-schema"), Set.of("--json", "--experimental-json", "--output-format", "--partial", "-x", "--xl"));

    private SavedFlags() {}

    /// The flags of a command line that [Options] has accepted; words are left out.
    static List<Flag> of(List<String> line) {
        var flags = new ArrayList<Flag>();
        apart(line, flags);
        return flags;
    }

    /// Those of a command line that are kept with a prompt.
    ///
    /// @throws Failure `USAGE` for one that holds a secret
    static List<String> toKeep(List<String> line) {
        var kept = new ArrayList<String>();
        for (var flag : of(line)) {
            if (NEVER_KEPT.contains(flag.name())) continue;
            var key = flag.name().equals("-e") ? Keys.named(flag.value().split("=", 2)[0]) : null;
            if (key != null && key.secret()) {
                throw Failure.usage("-e " + key.name() + " is a secret and is not kept with a prompt").hint("config --set " + key.name() + " - --level user keeps it");
            }
            if (!Redaction.mask(flag.value()).equals(flag.value())) throw Failure.usage(flag.name() + " holds what looks like a secret, which is not kept with a prompt");
            kept.addAll(flag.given());
        }
        return kept;
    }

    /// @param file   where they stand, for messages
    /// @param byPath whether anybody may have written the file
    /// @throws Failure `USAGE` for flags that are none, or that may not stand there
    static void check(String file, List<String> flags, boolean byPath) {
        var found = new ArrayList<Flag>();
        var words = apart(flags, found);
        if (!words.isEmpty()) throw Failure.usage(file + ": flags: " + words.getFirst() + " is no flag of sx");
        for (var flag : found) {
            if (NEVER_KEPT.contains(flag.name())) throw Failure.usage(file + ": flags: " + flag.name() + " cannot stand in a prompt");
            if (byPath && !harmless(flag)) {
                throw Failure.usage(file + ": flags: " + String.join(" ", flag.given()) + " may not stand in a file given by its path")
                        .hint("give it on the command line, or keep the prompt with sx --save");
            }
        }
        try {
            Options.parse(before(flags, List.of("-t", file))).settings();
        } catch (Failure failure) {
            throw Failure.usage(file + ": flags: " + failure.line());
        }
    }

    private static boolean harmless(Flag flag) {
        if (flag.name().equals("--schema")) return Schema.standsAlone(flag.value());      // a file it named would be sent
        return HARMLESS.contains(flag.name()) || MODES.contains(flag.name()) && Set.of("read-only", "plan").contains(flag.value());
    }

    /// A command line with a prompt's flags before its own, so that its own win.
    static String[] before(List<String> flags, List<String> line) {
        var own = new HashSet<String>();
        for (var flag : of(line)) own.add(flag.name());
        own.remove("--partial");        // goes with what it refines
        var all = new ArrayList<String>();
        for (var flag : of(flags)) if (EITHER.stream().noneMatch(set -> set.contains(flag.name()) && set.stream().anyMatch(own::contains))) all.addAll(flag.given());
        all.addAll(line);
        return all.toArray(String[]::new);
    }

    /// Adds the flags of a line to a list and gives its words.
    private static List<String> apart(List<String> line, List<Flag> flags) {
        var known = known();
        var words = new ArrayList<String>();
        for (var i = 0; i < line.size(); i++) {
            var text = line.get(i);
            var equals = text.startsWith("-") ? text.indexOf('=') : -1;
            var option = known.get(equals < 0 ? text : text.substring(0, equals));
            if (text.equals("--")) {
                words.addAll(line.subList(i, line.size()));
                break;
            }
            if (option == null) words.add(text);
            else if (equals >= 0) flags.add(new Flag(option.names().getLast(), List.of(text), text.substring(equals + 1)));
            else if (option.label() == null) flags.add(new Flag(option.names().getLast(), List.of(text), ""));
            else if (i + 1 < line.size()) flags.add(new Flag(option.names().getLast(), List.of(text, line.get(i + 1)), line.get(++i)));
            else words.add(text);
        }
        return words;
    }

    private static Map<String, Arguments.Option> known() {
        var known = new HashMap<String, Arguments.Option>();
        for (var option : Options.declare().options()) for (var name : option.names()) known.put(name, option);
        return known;
    }
}
