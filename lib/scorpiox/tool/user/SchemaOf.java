package scorpiox.tool.user;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IllegalFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ITypeInfo;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine;

/// What a picocli command takes, as JSON Schema, and how arguments become its command line. Runs in the child process of
/// [Describe], so it makes plain maps and lists.
final class SchemaOf {
    private static final Set<Class<?>> WHOLE = Set.of(byte.class, Byte.class, short.class, Short.class, int.class, Integer.class, long.class, Long.class, BigInteger.class);
    private static final Set<Class<?>> BROKEN = Set.of(float.class, Float.class, double.class, Double.class, BigDecimal.class);
    private static final List<String> CLASSES = List.of("READ", "WRITE", "EXEC", "NET");

    private final CommandSpec spec;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();
    private final List<Map<String, Object>> slots = new ArrayList<>();

    private SchemaOf(CommandSpec spec) {
        this.spec = spec;
    }

    /// A description as [Description#of] reads it.
    ///
    /// @throws IllegalArgumentException for a command that is no tool, with the reason
    static Map<String, Object> command(Class<?> type) {
        var spec = new CommandLine(type).getCommandSpec();
        if (spec.subcommands().values().stream().anyMatch(each -> !each.getCommandSpec().helpCommand())) {
            throw new IllegalArgumentException("its picocli command has sub-commands; a tool is one command, so make a file of each");
        }
        return new SchemaOf(spec).described(type);
    }

    private Map<String, Object> described(Class<?> type) {
        for (var option : spec.options()) if (!option.hidden() && !option.usageHelp() && !option.versionHelp() && !option.interactive()) option(option);
        for (var parameter : spec.positionalParameters()) if (!parameter.hidden() && !parameter.interactive()) parameter(parameter);
        var usage = spec.usageMessage();
        var text = (formatted(usage.header()) + "\n" + formatted(usage.description())).strip();
        var described = new LinkedHashMap<String, Object>();
        described.put("description", text.isEmpty() ? "Runs " + spec.name() + "." : text);
        described.put("parameters", ordered("type", "object", "properties", properties, "required", required, "additionalProperties", false));
        described.put("class", access(type));
        described.put("argv", ordered("separator", spec.parser().separator(), "end", spec.parser().endOfOptionsDelimiter(), "files", spec.parser().expandAtFiles(), "slots", slots));
        return described;
    }

    /// By any annotation called `Access`, so that a tool needs none of our classes.
    private static String access(Class<?> type) {
        for (Annotation annotation : type.getAnnotations()) {
            if (!annotation.annotationType().getSimpleName().equals("Access")) continue;
            try {
                var method = annotation.annotationType().getDeclaredMethod("value");
                method.setAccessible(true);
                var value = String.valueOf(method.invoke(annotation)).strip().toUpperCase(Locale.ROOT);
                if (CLASSES.contains(value)) return value;
                throw new IllegalArgumentException("its annotation Access says " + value + ", which is none of READ, WRITE, EXEC and NET");
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("its annotation Access has no value()");
            }
        }
        return "EXEC";
    }

    private void option(OptionSpec option) {
        var name = unique(snake(option.longestName().replaceFirst("^[-+/]+", "")));
        var type = option.typeInfo();
        if (type.isBoolean() && option.arity().max() == 0) {
            if (type.isMultiValue()) {
                add(name, option, ordered("type", "integer", "minimum", 0, "maximum", Argv.MOST_TIMES), "how often it is given");
                slot(name, "COUNT", option.longestName());
            } else {
                flag(name, option);
            }
            return;
        }
        add(name, option, schema(type, option.arity()), "");
        var kind = type.isMap() ? "MAP" : !type.isMultiValue() ? "VALUE" : option.arity().min() > 1 ? "GROUP" : "LIST";
        slot(name, kind, option.longestName());
    }

    private void parameter(ArgSpec parameter) {
        var name = unique(snake(parameter.paramLabel()));
        var type = parameter.typeInfo();
        if (type.isMap()) throw new IllegalArgumentException("its positional parameter " + name + " is a map; make it an option");
        add(name, parameter, schema(type, parameter.arity()), "");
        slot(name, type.isMultiValue() ? "POSITIONALS" : "POSITIONAL", "").put("preset", type.isMultiValue() ? null : preset(parameter));
    }

    /// What an option means that is only named: the opposite of its default, or its fallback (picocli 4.7, "boolean options").
    private void flag(String name, OptionSpec option) {
        var absent = Boolean.parseBoolean(option.defaultValueString(true));
        var fallback = option.fallbackValue();
        var named = fallback == null || fallback.isEmpty() ? !absent : Boolean.parseBoolean(fallback);
        var yes = option.longestName();
        var no = option.negatable() ? spec.negatableOptionTransformer().makeNegative(yes, spec) : null;
        var words = new String[2];
        for (var value : new boolean[] {false, true}) {
            var explicit = option.arity().isUnspecified() ? yes + spec.parser().separator() + value : "";
            words[value ? 1 : 0] = value == named ? yes : no != null ? no : value == absent ? "" : explicit;
        }
        add(name, option, ordered("type", "boolean"), "");
        slot(name, "FLAG", words[1]).put("off", words[0]);
    }

    private void add(String name, ArgSpec arg, Map<String, Object> schema, String more) {
        var text = plain(arg.description(), " ");
        var preset = preset(arg);
        var lower = text.toLowerCase(Locale.ROOT);
        var shown = preset == null || arg.required() || lower.contains("default") && lower.contains(preset.toLowerCase(Locale.ROOT)) ? "" : "default: " + preset;
        var remark = more + (more.isEmpty() || shown.isEmpty() ? "" : "; ") + shown;
        var description = (text + (remark.isEmpty() ? "" : " (" + remark + ")")).strip();
        if (!description.isEmpty()) schema.put("description", description);
        properties.put(name, schema);
        if (needed(arg)) required.add(name);
    }

    /// In a group an option may be called required and still be one of several to choose from.
    private static boolean needed(ArgSpec arg) {
        for (var group = arg.group(); group != null; group = group.parentGroup()) if (group.exclusive() || group.multiplicity().min() == 0) return false;
        return arg.required();
    }

    /// The value of an argument that is left out, where it has one worth telling.
    private static String preset(ArgSpec arg) {
        if (arg.defaultValue() != null) return arg.defaultValue();
        var value = arg.initialValue();
        if (value == null || value.equals(false) || value instanceof Collection<?> all && all.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty()) return null;
        if (value.getClass().isArray() && Array.getLength(value) == 0) return null;
        return arg.typeInfo().isOptional() ? null : arg.defaultValueString(true);
    }

    private static Map<String, Object> schema(ITypeInfo type, CommandLine.Range arity) {
        var element = type.getAuxiliaryTypes();
        if (type.isMap()) return ordered("type", "object", "additionalProperties", scalar(element.length > 1 ? element[1] : String.class));
        if (!type.isMultiValue()) return scalar(element.length > 0 ? element[0] : type.getType());
        var list = ordered("type", "array", "items", scalar(element.length > 0 ? element[0] : String.class));
        if (arity.min() > 1) list.put("minItems", arity.min());
        if (arity.min() > 1 && !arity.isVariable()) list.put("maxItems", arity.max());
        return list;
    }

    private static Map<String, Object> scalar(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) return ordered("type", "boolean");
        if (WHOLE.contains(type)) return ordered("type", "integer");
        if (BROKEN.contains(type)) return ordered("type", "number");
        if (!type.isEnum()) return ordered("type", "string");
        var names = new ArrayList<String>();
        for (var each : type.getEnumConstants()) names.add(each.toString());
        return ordered("type", "string", "enum", names);
    }

    private Map<String, Object> slot(String name, String kind, String on) {
        var slot = ordered("name", name, "kind", kind, "on", on, "off", "");
        slots.add(slot);
        return slot;
    }

    private String unique(String name) {
        var base = name.isEmpty() ? "arg" : name;
        var unique = base;
        for (var i = 2; properties.containsKey(unique); i++) unique = base + "_" + i;
        return unique;
    }

    /// `maxCount`, `--max-count` and `<max count>` are all `max_count`.
    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "").toLowerCase(Locale.ROOT);
    }

    /// Lines of a command's own text, which are formats still.
    private static String formatted(String[] lines) {
        var all = new String[lines.length];
        for (var i = 0; i < lines.length; i++) {
            try {
                all[i] = lines[i].formatted();
            } catch (IllegalFormatException notMeantAsOne) {
                all[i] = lines[i];
            }
        }
        return plain(all, "\n");
    }

    /// Without the marks for colours.
    private static String plain(String[] lines, String by) {
        var all = new ArrayList<String>();
        for (var line : lines) all.add(Ansi.OFF.string(line).strip());
        return String.join(by, all).strip();
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (var i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
