package scorpiox.command.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.command.Arguments;

/// Completion for zsh, with what each option and key means. It starts no process.
final class Zsh {
    private static final String HEAD = """
            #compdef @NAMES@
            # Completion of sx and the scripts beside it, for zsh: source <(sx completion zsh) after compinit, or keep this
            # text as a file _sx in a folder of $fpath.

            # The files in a folder of the user's configuration, and where asked for in the team's and the project's:
            # folder, ending, "team" or "project".
            _sx_named() {
                local root=$PWD place file name
                local -a places names expl
                places=("${XDG_CONFIG_HOME:-${HOME-}/.config}/scorpiox")
                [[ -n ${3-} && -n ${SX_TEAM-} ]] && places+=($SX_TEAM)
                if [[ ${3-} == project ]]; then
                    while [[ -n $root && ! -e $root/.git ]]; do root=${root%/*}; done
                    places+=("${root:-$PWD}/.scorpiox")
                fi
                for place in $places; do
                    for file in $place/$1/*$2(N); do
                        name=${${file:t}%$2}
                        if [[ $1 == tools ]]; then
                            [[ -f $file && $name != *(\\~|.json) && ( -x $file || $name == *.java ) ]] || continue
                            name=${name%.*}
                            [[ $name == [a-z]?* && $name != *[^a-z0-9_]* ]] || continue
                        fi
                        [[ $name == [A-Za-z0-9]* && $name != *[^A-Za-z0-9._-]* ]] && names+=($name)
                    done
                done
                _wanted names expl name compadd -a names
            }

            _sx_named_or_file() {
                local ret=1
                _sx_named "$@" && ret=0
                _files && ret=0
                return ret
            }

            # Names of tools with commas between them, each perhaps after a sign.
            _sx_tools() {
                local -a expl
                compset -P '*,'
                compset -P '[-+]'
                _wanted tools expl tool compadd -- $@
                _sx_named tools '' project
            }

            _sx_tool() {
                local -a expl
                _wanted tools expl tool compadd -- $@
                _sx_named tools '' project
            }

            # The value of the key in the word before: the function of the list.
            _sx_value() {
                [[ $words[CURRENT-1] == *=* ]] || $1 $words[CURRENT-1]
            }

            # KEY and VALUE in two words, or in one: the function of the list.
            _sx_apart() {
                if [[ $PREFIX == *=* ]]; then _sx_pairs $1; else $1 '' apart; fi
            }

            # Words that depend on whether an option was typed: the option, those that go with it, the others.
            _sx_either() {
                local -a expl
                if (( ${words[(Ie)$1]} )); then _wanted values expl value compadd -- ${=2}; else _wanted values expl value compadd -- ${=3}; fi
            }

            # KEY=VALUE: the function of the list, which gives keys without an argument, else the values of one.
            _sx_pairs() {
                if compset -P 1 '*='; then
                    $1 ${${IPREFIX%=}##*=}
                else
                    $1
                fi
            }
            """;

    private static final String TAIL = """

            _sx() {
                case ${service:-$words[1]} in
            @SETS@
                esac
            }

            if [[ ${funcstack[1]-} == _sx ]]; then
                _sx "$@"
            elif (( $+functions[compdef] )); then
                compdef _sx @OWN@
                # the short names may mean something else here
                () {
                    local name
                    for name; do (( $+_comps[$name] + $+aliases[$name] )) || compdef _sx $name; done
                } @SHORT@
            fi
            """;

    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final StringBuilder sets = new StringBuilder();
    private final StringBuilder functions = new StringBuilder();

    String script() {
        for (var script : Published.ALL) {
            sets.append("        ").append(String.join("|", script.names())).append(") _sx_of_").append(script.name()).append(" ;;\n");
            var own = script.words().stream().filter(word -> word.own().isPresent()).toList();
            own.forEach(word -> set(script.name() + "_" + word.name(), script.name(), word.own().get().get(), "", word.words(), word.after()));
            var delegate = own.isEmpty() ? "" : "    case ${words[2]-} in\n        " + own.stream().map(Published.Word::name).collect(Collectors.joining("|"))
                    + ") (( CURRENT > 2 )) && { local own=_sx_of_" + script.name() + "_$words[2]; shift words; (( CURRENT-- )); $own; return; } ;;\n    esac\n";
            set(script.name(), script.name(), script.options().get(), delegate, script.words(), own.isEmpty() ? Values.Place.NOWHERE : Values.Place.FILE);
        }
        var names = Published.ALL.stream().flatMap(script -> script.names().stream()).collect(Collectors.joining(" "));
        return (HEAD + String.join("", pairs.values()) + functions + TAIL.replace("@SETS@\n", sets)).replace("@NAMES@", names)
                .replace("@OWN@", Published.ownNames()).replace("@SHORT@", Published.shortNames());
    }

    /// One function that knows everything about the options of a script or a command.
    private void set(String id, String script, Arguments arguments, String before, List<Published.Word> words, Values after) {
        var text = new StringBuilder("\n_sx_of_" + id + "() {\n" + before);
        text.append("    local curcontext=$curcontext state state_descr\n    local -a line\n    typeset -A opt_args\n    _arguments -C -S \\\n");
        for (var option : arguments.options()) for (var name : option.names()) text.append("        ").append(spec(script, option, name)).append(" \\\n");
        functions.append(text).append("        '*: :->word' && return\n");
        functions.append("    [[ $state == word ]] && case \"${(j: :)line[1,-2]}\" in\n").append(words("", words, after));
        if (after == Values.Place.FILE) functions.append("        *) _files ;;\n");
        functions.append("    esac\n}\n");
    }

    private String spec(String script, Arguments.Option option, String name) {
        var others = option.names().size() > 1 ? "(" + String.join(" ", option.names()) + ")" : "";
        var meaning = "[" + Offers.meaning(option).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") + "]";
        var values = Offers.of(script, option);
        if (values instanceof Values.Apart(var list)) {
            return Shell.always(others + name + meaning + "::KEY: _sx_apart " + pairs(list) + "::VALUE: _sx_value " + pairs(list));
        }
        if (option.label() == null) return Shell.always(others + name + meaning + (values == Values.Place.NOWHERE ? "" : "::KEY:" + action(values)));
        var action = action(values);
        return Shell.always("*" + name + (name.startsWith("--") ? "=" : "") + meaning + ":" + option.label().replace(":", "\\:") + ":" + action);
    }

    private String action(Values values) {
        return switch (values) {
            case Values.Words(var words) -> "(" + words.stream().map(word -> word.replace(":", "\\:")).collect(Collectors.joining(" ")) + ")";
            case Values.Tools(var words, var list) -> (list ? " _sx_tools " : " _sx_tool ") + String.join(" ", words);
            case Values.Apart(var list) -> " _sx_apart " + pairs(list);
            case Values.Either(var option, var with, var without) ->
                    " _sx_either " + option + " '" + String.join(" ", with) + "' '" + String.join(" ", without) + "'";
            case Values.Named named -> (named.file() ? " _sx_named_or_file " : " _sx_named ") + named.arguments();
            case Values.Pairs list -> list.value() ? " _sx_pairs " + pairs(list) : " " + pairs(list);
            case Values.Place place -> switch (place) {
                case FILE -> "_files";
                case FOLDER -> "_files -/";
                case NOWHERE -> " ";
            };
        };
    }

    /// The function of a list, which is written once.
    private String pairs(Values.Pairs list) {
        var name = "_sx_of_" + list.id();
        if (pairs.containsKey(name)) return name;
        pairs.put(name, "");
        var text = new StringBuilder("\n" + name + "() {\n    local -a keys expl\n    keys=(\n");
        for (var pair : list.pairs()) text.append("        ").append(Shell.always(pair.key() + ":" + pair.meaning())).append('\n');
        text.append("    )\n    case ${1-}${2-} in\n        ");
        text.append(list.value() ? "apart) _describe -t keys key keys ;;\n        '') _describe -t keys key keys -S = -q" : "'') _describe -t keys key keys").append(" ;;\n");
        for (var pair : list.value() ? list.pairs() : List.<Values.Pair>of()) {
            call(pair.values()).ifPresent(call -> text.append("        ").append(pair.key()).append(") ").append(call).append(" ;;\n"));
        }
        pairs.put(name, text.append("    esac\n}\n").toString());
        return name;
    }

    /// Cases over the words so far.
    private String words(String path, List<Published.Word> words, Values after) {
        var cases = new StringBuilder();
        var actions = new ArrayList<String>();
        if (!words.isEmpty()) {
            var described = words.stream().map(word -> Shell.always(word.name() + ":" + word.meaning())).collect(Collectors.joining(" "));
            actions.add("local -a commands; commands=(" + described + "); _describe -t commands command commands");
        }
        call(after).ifPresent(actions::add);
        if (!actions.isEmpty()) cases.append("        '").append(path).append("') ").append(String.join("; ", actions)).append(" ;;\n");
        for (var word : words) if (word.own().isEmpty()) cases.append(words((path + " " + word.name()).strip(), word.words(), word.after()));
        return cases.toString();
    }

    /// The same values as a command of its own.
    private Optional<String> call(Values values) {
        return switch (values) {
            case Values.Words(var words) -> Optional.of("_wanted values expl value compadd -- " + String.join(" ", words));
            case Values.Place place when place == Values.Place.NOWHERE -> Optional.empty();
            default -> Optional.of(action(values).strip());
        };
    }
}
