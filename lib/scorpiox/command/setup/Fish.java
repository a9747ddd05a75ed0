package scorpiox.command.setup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import scorpiox.command.Arguments;

/// Completion for fish, with what each option and key means. Names of its functions begin with `_sx_`; it starts no process.
final class Fish {
    private static final String HEAD = """
            # Completion of sx and the scripts beside it, for fish: sx completion fish | source

            # Whether the first word is one of these.
            function _sx_first
                set -l line (commandline -opc)
                test (count $line) -ge 2; and contains -- $line[2] $argv
            end

            # Whether nothing stands before the word being typed.
            function _sx_alone
                test (count (commandline -opc)) -eq 1
            end

            # Whether one of these stands right before the word being typed.
            function _sx_after
                contains -- (commandline -opc)[-1] $argv
            end

            # Whether one of these words has been typed.
            function _sx_seen
                for word in (commandline -opc)[2..-1]
                    contains -- $word $argv; and return 0
                end
                return 1
            end

            # The files in a folder of the user's configuration, and where asked for in the team's and the project's:
            # folder, ending, "team" or "project".
            function _sx_named
                set -l configuration $HOME/.config
                test -n "$XDG_CONFIG_HOME"; and set configuration $XDG_CONFIG_HOME
                set -l places $configuration/scorpiox
                set -q argv[3]; and set -a places $SX_TEAM
                if test "$argv[3]" = project
                    set -l root $PWD
                    while test -n "$root"; and not test -e $root/.git
                        set root (string replace -r '/[^/]*$' '' -- $root)
                    end
                    test -n "$root"; or set root $PWD
                    set -a places $root/.scorpiox
                end
                for place in $places
                    for file in $place/$argv[1]/*
                        string match -rq '/[A-Za-z0-9][A-Za-z0-9._-]*\\z' -- $file; or continue
                        set -l name (string replace -r '(?s)^.*/' '' -- $file)
                        if test $argv[1] = tools
                            test -f $file; and not string match -rq '(~|\\.json)\\z' -- $name; or continue
                            test -x $file; or string match -q '*.java' -- $name; or continue
                            set name (string replace -r '\\.[^.]*$' '' -- $name)
                            string match -rq '^[a-z][a-z0-9_]+$' -- $name; or continue
                        end
                        string match -q -- "*$argv[2]" $name; or continue
                        string sub -l (math (string length -- $name) - (string length -- $argv[2])) -- $name
                    end
                end
            end

            # Whether a key stands right before the word being typed, and one of these before that.
            function _sx_second
                set -l line (commandline -opc)
                test (count $line) -ge 3; and contains -- $line[-2] $argv; and not string match -q '*=*' -- $line[-1]
            end

            # The keys of a list, or its pairs once an equals sign is typed: its function.
            function _sx_keys
                if string match -q '*=*' -- (commandline -ct)
                    $argv[1]
                else
                    $argv[1] | string replace -rf '^([A-Za-z0-9_]+)=\\t' '$1\\t'
                end
            end

            # The values of the key right before the word being typed: the function of the list.
            function _sx_value
                set -l before (commandline -opc)[-1]=
                for pair in ($argv[1] | string match -rv '=\\t')
                    string match -q -- "$before*" $pair; and string sub -s (math (string length -- $before) + 1) -- $pair
                end
            end

            # Names of tools with commas between them, each perhaps after a sign.
            function _sx_tools
                set -l typed (string replace -r '^--[^=]*=' '' -- (commandline -ct))
                set -l before (string match -r '^(?:.*,)?[-+]?' -- $typed)
                for name in $argv (_sx_named tools '' project)
                    echo $before$name
                end
            end
            """;

    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final StringBuilder lines = new StringBuilder();

    String script() {
        for (var script : Published.ALL) {
            var own = script.words().stream().filter(word -> word.own().isPresent()).toList();
            var names = script.installed().stream().map(name -> " -c " + name).collect(Collectors.joining());
            lines.append('\n');
            // a script with commands of its own takes a prompt otherwise, in which files are named
            if (own.isEmpty()) lines.append("complete").append(names).append(" -f\n");
            var ownNames = own.stream().map(Published.Word::name).collect(Collectors.joining(" "));
            options(script, names, own.isEmpty() ? "" : "not _sx_first " + ownNames, script.options().get());
            var apart = script.options().get().options().stream().filter(option -> Offers.of(script.name(), option) instanceof Values.Apart)
                    .flatMap(option -> option.names().stream()).collect(Collectors.joining(" "));
            words(names, !own.isEmpty() ? "_sx_alone" : apart.isEmpty() ? "" : "not _sx_second " + apart, script.words());
            for (var word : own) {
                options(script, names, "_sx_first " + word.name(), word.own().get().get());
                complete(names, "_sx_first " + word.name(), " -f", "");
                words(names, "_sx_first " + word.name(), word.words());
            }
            // the short name may mean something else here
            script.shortName().ifPresent(name -> lines.append("complete -c ").append(name).append(" | string length -q; or functions -q ").append(name)
                    .append("; or complete -c ").append(name).append(" -w ").append(script.installed().getFirst()).append('\n'));
        }
        return HEAD + String.join("", pairs.values()) + lines;
    }

    private void options(Published script, String names, String condition, Arguments arguments) {
        for (var option : arguments.options()) {
            var forms = option.names().stream().map(Fish::form).collect(Collectors.joining());
            var values = Offers.of(script.name(), option);
            complete(names, condition, forms + (option.label() == null ? "" : values(values)), Offers.meaning(option));
            var before = option.label() == null && values != Values.Place.NOWHERE;
            if (values instanceof Values.Apart(var list)) {
                complete(names, "_sx_second " + String.join(" ", option.names()), " -x -a " + quoted("(_sx_value " + pairs(list) + ")"), "");
            }
            if (before) complete(names, "_sx_after " + String.join(" ", option.names()), values(values), "");
        }
    }

    private static String form(String option) {
        if (option.startsWith("--")) return " -l " + option.substring(2);
        return (option.length() == 2 ? " -s " : " -o ") + option.substring(1);
    }

    /// Words that may come next, and those after them.
    ///
    /// @param condition what must hold
    private void words(String names, String condition, List<Published.Word> words) {
        var all = words.stream().map(Published.Word::name).collect(Collectors.joining(" "));
        var and = condition.isEmpty() ? "" : condition + "; and ";
        for (var word : words) {
            complete(names, and + "not _sx_seen " + all, " -a " + word.name(), word.meaning());
            if (word.own().isPresent()) continue;
            var there = and + "_sx_seen " + word.name();
            words(names, there, word.words());
            if (word.after() != Values.Place.NOWHERE) complete(names, there, values(word.after()), "");
        }
    }

    private void complete(String names, String condition, String what, String meaning) {
        lines.append("complete").append(names);
        if (!condition.isEmpty()) lines.append(" -n ").append(quoted(condition));
        lines.append(what);
        if (!meaning.isEmpty()) lines.append(" -d ").append(quoted(meaning));
        lines.append('\n');
    }

    /// That an option takes a value, and which.
    private String values(Values values) {
        return switch (values) {
            case Values.Words(var words) -> " -x -a " + quoted(String.join(" ", words));
            case Values.Tools(var words, var list) -> " -x -a "
                    + quoted(list ? "(_sx_tools " + String.join(" ", words) + ")" : String.join(" ", words) + " (_sx_named tools '' project)");
            case Values.Apart(var list) -> " -x -a " + quoted("(_sx_keys " + pairs(list) + ")");
            case Values.Either(var option, var with, var without) -> " -x -a "
                    + quoted("(_sx_seen " + option + "; and string split ' ' -- '" + String.join(" ", with) + "'; or string split ' ' -- '" + String.join(" ", without) + "')");
            case Values.Named named -> (named.file() ? " -r -F" : " -x") + " -a " + quoted("(_sx_named " + named.arguments() + ")");
            case Values.Pairs list -> " -x -a " + quoted("(" + pairs(list) + ")");
            case Values.Place place -> switch (place) {
                case FILE -> " -r -F";
                case FOLDER -> " -x -a '(__fish_complete_directories)'";
                case NOWHERE -> " -x";
            };
        };
    }

    /// The function of a list, which is written once: every key, and every value of it that is known.
    private String pairs(Values.Pairs list) {
        var name = "_sx_of_" + list.id();
        if (pairs.containsKey(name)) return name;
        var text = new StringBuilder("\nfunction " + name + "\n");
        for (var pair : list.pairs()) {
            text.append("    printf '%s\\t%s\\n' ").append(quoted(pair.key() + (list.value() ? "=" : ""))).append(' ').append(quoted(pair.meaning())).append('\n');
            if (!list.value()) continue;
            var known = switch (pair.values()) {
                case Values.Words(var words) -> String.join(" ", words);
                case Values.Named named -> "(_sx_named " + named.arguments() + ")";
                default -> "";
            };
            if (!known.isEmpty()) text.append("    printf '").append(pair.key()).append("=%s\\n' ").append(known).append('\n');
        }
        pairs.put(name, text.append("end\n").toString());
        return name;
    }

    /// Within single quotes fish knows two escapes.
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
