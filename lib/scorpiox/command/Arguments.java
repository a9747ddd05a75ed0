package scorpiox.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;

/// A script's command line over picocli, its options declared in code: reading annotations costs 30 ms at start-up
/// (measured), and all scripts then report misuse alike.
public final class Arguments {
    private final CommandSpec spec = CommandSpec.create();
    private CommandLine.ParseResult parsed;

    /// @param name    of the script
    /// @param summary one line
    public Arguments(String name, String summary, String... synopsis) {
        spec.name(name);
        spec.usageMessage().description(summary).customSynopsis(synopsis).sortOptions(false).width(80).abbreviateSynopsis(true);
    }

    /// An option without a value.
    public Arguments flag(String names, String meaning) {
        spec.addOption(OptionSpec.builder(names.split("/")).type(boolean.class).description(meaning).build());
        return this;
    }

    /// An option with one value; given twice, the last counts.
    public Arguments value(String names, String label, String meaning) {
        spec.addOption(OptionSpec.builder(names.split("/")).type(String.class).paramLabel(label).description(meaning).build());
        return this;
    }

    /// An option that may be given several times, one value each.
    public Arguments values(String names, String label, String meaning) {
        spec.addOption(OptionSpec.builder(names.split("/")).type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(label).description(meaning).build());
        return this;
    }

    /// What may stand outside options.
    public Arguments words(String label, String meaning) {
        spec.addPositional(PositionalParamSpec.builder().type(List.class).auxiliaryTypes(String.class).index("0..*").arity("0..*").paramLabel(label).description(meaning).build());
        return this;
    }

    /// Commands to copy, at the end of the help.
    public Arguments examples(String... lines) {
        var footer = new ArrayList<>(List.of("", "Examples:"));
        for (var line : lines) footer.add("  " + line);
        spec.usageMessage().footer(footer.toArray(String[]::new));
        return this;
    }

    /// A last line of the help.
    public Arguments closing(String line) {
        var footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
        // what it gives back has its variables filled in already
        footer.replaceAll(each -> each.replace("${", "$${"));
        footer.addAll(List.of("", line));
        spec.usageMessage().footer(footer.toArray(String[]::new));
        return this;
    }

    /// @throws Failure `USAGE` naming the nearest option for an unknown one
    public Arguments parse(String... args) {
        var line = new CommandLine(spec).setOverwrittenOptionsAllowed(true).setToggleBooleanFlags(false).setTrimQuotes(false)
                .setExpandAtFiles(false).setUnmatchedOptionsAllowedAsOptionParameters(true).setPosixClusteredShortOptionsAllowed(false);
        try {
            parsed = line.parseArgs(args);
            return this;
        } catch (CommandLine.UnmatchedArgumentException e) {
            var unknown = e.getUnmatched().getFirst();
            if (!unknown.startsWith("-")) throw Failure.usage("unexpected argument " + unknown);
            var failure = Failure.usage("unknown option " + unknown + Nearest.hint(unknown.split("=", 2)[0], new ArrayList<>(spec.optionsMap().keySet())));
            throw unknown.contains(" ") ? failure.hint("put -- before a prompt that begins with -") : failure;
        } catch (CommandLine.MissingParameterException e) {
            throw Failure.usage(e.getMissing().isEmpty() || !e.getMissing().getFirst().isOption() ? e.getMessage()
                    : ((OptionSpec) e.getMissing().getFirst()).longestName() + " needs a value");
        } catch (CommandLine.ParameterException e) {
            throw Failure.usage(e.getMessage());
        }
    }

    public boolean has(String option) {
        return parsed.hasMatchedOption(option);
    }

    public Optional<String> get(String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    /// A value that must not be empty, as an unset variable in a script would make it.
    ///
    /// @throws Failure `USAGE` where it is
    public Optional<String> nonEmpty(String option) {
        if (get(option).filter(String::isBlank).isPresent()) throw Failure.usage(option + " is empty");
        return get(option);
    }

    public List<String> all(String option) {
        return parsed.matchedOptionValue(option, List.of());
    }

    /// The settings that `-e KEY=VALUE` makes, in a map that more may be put into.
    ///
    /// @throws Failure `USAGE` for a text without a value
    public Map<String, String> overrides() {
        var overrides = new LinkedHashMap<String, String>();
        for (var pair : all("-e")) {
            var equals = pair.indexOf('=');
            if (equals <= 0) throw Failure.usage("-e takes KEY=VALUE, not " + pair);
            overrides.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return overrides;
    }

    /// The words outside options.
    public List<String> words() {
        return parsed.matchedPositionalValue(0, List.of());
    }

    /// A whole number in a range.
    ///
    /// @throws Failure `USAGE` for anything else
    public int number(String option, int preset, int least, int most) {
        var text = get(option);
        if (text.isEmpty()) return preset;
        try {
            var number = Integer.parseInt(text.get());
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException e) {
            // said below
        }
        throw Failure.usage(option + " takes a number from " + least + " to " + most + ", not " + text.get());
    }

    /// One of several words.
    ///
    /// @throws Failure `USAGE` for any other
    public String oneOf(String option, String preset, String... allowed) {
        var word = get(option).orElse(preset);
        if (word == null || List.of(allowed).contains(word)) return word;
        throw Failure.usage(option + " " + word + " is none of " + String.join(", ", allowed) + Nearest.hint(word, List.of(allowed)));
    }

    /// One option, for whoever lists them.
    ///
    /// @param names   shortest first
    /// @param label   of its value; null when it takes none
    /// @param meaning one sentence
    public record Option(List<String> names, String label, String meaning) {}

    /// All options, as declared.
    public List<Option> options() {
        return spec.options().stream().map(option -> new Option(List.of(option.names()), option.arity().max() == 0 ? null : option.paramLabel(),
                String.join(" ", option.description()))).toList();
    }

    /// The help text.
    public String help() {
        var text = new StringWriter();
        new CommandLine(spec).usage(new PrintWriter(text, true), CommandLine.Help.Ansi.OFF);
        return text.toString();
    }
}
