package scorpiox.command.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import scorpiox.command.Arguments;

/// Completion for bash 4 and later. Names of its functions begin with `_sx_`; it starts no process but bash's own.
final class Bash {
    private static final String HEAD = """
            # Completion of sx and the scripts beside it, for bash 4 and later: source <(sx completion bash)

            # Offers those words that go on from what is typed. Readline replaces only what stands after the last = or :,
            # so what comes before that is left out.
            _sx_words() {
                local word
                for word in "$@"; do
                    word=$_sx_before$word
                    [[ $word == "$_sx_typed"* ]] && COMPREPLY+=("${word:${#_sx_kept}}")
                done
                return 0
            }

            _sx_files() { compopt -o default 2>/dev/null || :; }

            _sx_folders() { compopt -o dirnames 2>/dev/null || :; }

            # The files in a folder of the user's configuration, and where asked for in the team's and the project's:
            # folder, ending, "team" or "project".
            _sx_named() {
                local root=$PWD place name
                local -a places=("${XDG_CONFIG_HOME:-${HOME-}/.config}/scorpiox")
                [[ -n ${3-} && -n ${SX_TEAM-} ]] && places+=("$SX_TEAM")
                if [[ ${3-} == project ]]; then
                    while [[ -n $root && ! -e $root/.git ]]; do root=${root%/*}; done
                    places+=("${root:-$PWD}/.scorpiox")
                fi
                for place in "${places[@]}"; do
                    while IFS= read -r name; do
                        name=${name##*/}
                        [[ -e $place/$1/$name ]] || continue
                        if [[ $1 == tools ]]; then
                            [[ -f $place/$1/$name && $name != *[~] && $name != *.json && ( -x $place/$1/$name || $name == *.java ) ]] || continue
                            name=${name%.*}
                            [[ $name == [a-z]?* && $name != *[!a-z0-9_]* ]] || continue
                        fi
                        [[ $name == [A-Za-z0-9]*"$2" ]] || continue
                        name=${name%"$2"}
                        [[ $name == *[!A-Za-z0-9._-]* ]] || _sx_words "$name"
                    done < <(compgen -f -- "$place/$1/")
                done
                return 0
            }

            # Names of tools with commas between them, each perhaps after a sign.
            _sx_tools() {
                local rest=${_sx_typed#"$_sx_before"} item
                item=${rest##*,}
                _sx_before+=${rest%"$item"}
                [[ $item == [-+]* ]] && _sx_before+=${item:0:1}
                _sx_words "$@"
                _sx_named tools '' project
            }

            # KEY=VALUE: the function of the list, which gives keys without an argument, else the values of one.
            _sx_pairs() {
                local rest=${_sx_typed#"$_sx_before"} key
                if [[ $rest == *=* ]]; then
                    key=${rest%%=*}
                    _sx_before+=$key=
                    "$1" "$key"
                else
                    compopt -o nospace 2>/dev/null || :
                    "$1"
                fi
            }

            # KEY and VALUE in two words, or in one: the function of the list, the keys.
            _sx_apart() {
                local list=$1
                shift
                if [[ ${_sx_typed#"$_sx_before"} == *=* ]]; then _sx_pairs "$list"; else _sx_words "$@"; fi
            }

            # Words that depend on whether an option was typed: the option, how many go with it, those, the others.
            _sx_either() {
                local count=$2
                [[ " ${line[*]} " == *" $1 "* ]]
                case $? in
                    0) shift 2; _sx_words "${@:1:count}" ;;
                    *) shift $((2 + count)); _sx_words "$@" ;;
                esac
            }

            _sx_complete() {
                local IFS=$' \\t\\n' _sx_typed _sx_before= _sx_kept _sx_set rest part option= word= over= key= path= end= i
                local -a line=()
                COMPREPLY=()
                # what bash has split at = and : belongs together where no blank stands between
                rest=${COMP_LINE-}
                for ((i = 0; i <= COMP_CWORD; i++)); do
                    part=${COMP_WORDS[i]-}
                    if ((i > 0)) && [[ -n $rest && $rest != [[:space:]]* ]]; then line[${#line[@]} - 1]+=$part; else line+=("$part"); fi
                    rest=${rest#*"$part"}
                done
                _sx_typed=${line[${#line[@]} - 1]}
                part=${COMP_WORDS[COMP_CWORD]-}
                [[ $part == *[!=:]* ]] || part=
                _sx_kept=${_sx_typed%"$part"}
                case ${line[0]##*/} in
            @SETS@
                    *) return 0 ;;
                esac
                for ((i = 1; i < ${#line[@]} - 1; i++)); do
                    part=${line[i]} over=
                    if [[ -n $option ]]; then
                        option=
                    elif [[ $part == -- ]]; then
                        end=1
                        break
                    elif [[ $part == -?* ]]; then
                        word=
                        if [[ $part == *=* ]]; then
                            continue
                        elif "_sx_of_$_sx_set" takes "$part"; then
                            option=$part
                        elif "_sx_of_$_sx_set" before "$part"; then
                            word=$part
                        fi
                    elif [[ -n $word ]]; then
                        over=$word key=$part word=
                    else
                        ((i == 1)) && case $_sx_set/$part in
            @COMMANDS@
                        esac
                        path+="${path:+ }$part"
                    fi
                done
                if [[ -n $end ]]; then
                    _sx_files
                elif [[ -n $option ]]; then
                    "_sx_of_$_sx_set" value "$option"
                elif [[ $_sx_typed == -?*=* ]]; then
                    option=${_sx_typed%%=*}
                    _sx_before=$option=
                    "_sx_of_$_sx_set" takes "$option" && "_sx_of_$_sx_set" value "$option"
                elif [[ $_sx_typed == -* ]]; then
                    "_sx_of_$_sx_set" options
                elif [[ -n $word ]]; then
                    "_sx_of_$_sx_set" value "$word"
                elif [[ -n $over ]] && "_sx_of_$_sx_set" apart "$over"; then
                    "_sx_of_$_sx_set" second "$over" "$key"
                else
                    "_sx_of_$_sx_set" words "$path" ${#line[@]}
                fi
                return 0
            }
            """;

    private static final String TAIL = """

            complete -F _sx_complete @NAMES@
            # the short names may mean something else here
            for _sx_name in @SHORT@; do
                complete -p "$_sx_name" >/dev/null 2>&1 || alias "$_sx_name" >/dev/null 2>&1 || complete -F _sx_complete "$_sx_name"
            done
            unset _sx_name
            """;

    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final StringBuilder sets = new StringBuilder();
    private final StringBuilder commands = new StringBuilder();
    private final StringBuilder functions = new StringBuilder();

    String script() {
        for (var script : Published.ALL) {
            sets.append("        ").append(String.join(" | ", script.names())).append(") _sx_set=").append(script.name()).append(" ;;\n");
            // a script with such commands takes a prompt otherwise, in which files are named
            var own = script.words().stream().anyMatch(word -> word.own().isPresent());
            var words = own ? words("/2", script.words(), Values.Place.FILE) + "                *) _sx_files ;;\n" : words("", script.words(), Values.Place.NOWHERE);
            set(script.name(), script.name(), script.options().get(), words, own);
            for (var word : script.words()) {
                word.own().ifPresent(options -> {
                    var id = script.name() + "_" + word.name();
                    commands.append("                ").append(script.name()).append('/').append(word.name()).append(") _sx_set=").append(id).append(" ;;\n");
                    set(id, script.name(), options.get(), words(word.name(), word.words(), word.after()), false);
                });
            }
        }
        var head = HEAD.replace("@SETS@\n", sets).replace("@COMMANDS@\n", commands);
        return head + String.join("", pairs.values()) + functions + TAIL.replace("@NAMES@", Published.ownNames()).replace("@SHORT@", Published.shortNames());
    }

    /// One function that knows everything about the options of a script or a command.
    ///
    /// @param words cases of what may stand outside options
    /// @param first whether commands count only as the first word
    private void set(String id, String script, Arguments arguments, String words, boolean first) {
        var options = arguments.options();
        var taking = options.stream().filter(option -> option.label() != null).toList();
        var before = options.stream().filter(option -> option.label() == null && Offers.of(script, option) != Values.Place.NOWHERE).toList();
        functions.append("\n_sx_of_").append(id).append("() {\n    case $1 in\n        options) _sx_words").append(names(options, " ", " ")).append(" ;;\n")
                .append("        takes) [[ '").append(names(taking, " ", " ")).append(" ' == *\" $2 \"* ]]; return ;;\n");
        functions.append("        before) [[ '").append(names(before, " ", " ")).append(" ' == *\" $2 \"* ]]; return ;;\n        value)\n            case $2 in\n");
        for (var option : options) {
            var action = action(Offers.of(script, option));
            if (!action.equals(":")) functions.append("                ").append(String.join(" | ", option.names())).append(") ").append(action).append(" ;;\n");
        }
        var apart = before.stream().filter(option -> Offers.of(script, option) instanceof Values.Apart).toList();
        functions.append("            esac ;;\n        apart) [[ '").append(names(apart, " ", " ")).append(" ' == *\" $2 \"* ]]; return ;;\n");
        functions.append("        second)\n            case $2 in\n");
        for (var option : apart) {
            var list = ((Values.Apart) Offers.of(script, option)).pairs();
            functions.append("                ").append(String.join(" | ", option.names())).append(") ").append(pairs(list)).append(" \"${3%%=*}\" ;;\n");
        }
        functions.append("            esac ;;\n        words)\n            case $2").append(first ? "/$3" : "").append(" in\n").append(words);
        functions.append("            esac ;;\n    esac\n    return 0\n}\n");
    }

    private static String names(List<Arguments.Option> options, String before, String between) {
        return options.stream().flatMap(option -> option.names().stream()).collect(Collectors.joining(between, before, ""));
    }

    private String action(Values values) {
        return switch (values) {
            case Values.Words(var words) -> "_sx_words" + quoted(words);
            case Values.Tools(var words, var list) -> list ? "_sx_tools" + quoted(words) : "_sx_words" + quoted(words) + "; _sx_named tools '' project";
            case Values.Apart(var list) -> "_sx_apart " + pairs(list) + quoted(list.pairs().stream().map(Values.Pair::key).toList());
            case Values.Either(var option, var with, var without) -> "_sx_either " + option + " " + with.size() + quoted(with) + quoted(without);
            case Values.Named named -> "_sx_named " + named.arguments() + (named.file() ? "; _sx_files" : "");
            case Values.Pairs list when !list.value() -> "_sx_words" + quoted(list.pairs().stream().map(Values.Pair::key).toList());
            case Values.Pairs list -> "_sx_pairs " + pairs(list);
            case Values.Place place -> switch (place) {
                case FILE -> "_sx_files";
                case FOLDER -> "_sx_folders";
                case NOWHERE -> ":";
            };
        };
    }

    /// The function of a list, which is written once.
    private String pairs(Values.Pairs list) {
        var name = "_sx_of_" + list.id();
        if (pairs.containsKey(name)) return name;
        pairs.put(name, "");
        var keys = list.pairs().stream().map(pair -> pair.key() + "=").toList();
        var text = new StringBuilder("\n" + name + "() {\n    case ${1-} in\n        '') _sx_words" + quoted(keys) + " ;;\n");
        for (var pair : list.pairs()) {
            var action = action(pair.values());
            if (!action.equals(":")) text.append("        ").append(pair.key()).append(") ").append(action).append(" ;;\n");
        }
        pairs.put(name, text.append("    esac\n    return 0\n}\n").toString());
        return name;
    }

    /// Cases over the words so far.
    ///
    /// @param path  those words, in the pattern of a case
    /// @param words what may come next, and `after` what else
    private String words(String path, List<Published.Word> words, Values after) {
        var cases = new StringBuilder();
        var actions = new ArrayList<String>();
        if (!words.isEmpty()) actions.add("_sx_words" + quoted(words.stream().map(Published.Word::name).toList()));
        if (after != Values.Place.NOWHERE) actions.add(action(after));
        if (!actions.isEmpty()) cases.append("                '").append(path).append("') ").append(String.join("; ", actions)).append(" ;;\n");
        for (var word : words) if (word.own().isEmpty()) cases.append(words((path + " " + word.name()).strip(), word.words(), word.after()));
        return cases.toString();
    }

    private static String quoted(List<String> words) {
        return words.stream().map(Shell::quoted).collect(Collectors.joining(" ", " ", ""));
    }
}
