package scorpiox.tool.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import scorpiox.base.Json;
import scorpiox.tool.ToolError;

/// How the arguments of a call become the command line of a picocli command.
///
/// @param separator between an option and its value; a blank makes them two words
/// @param end       the word after which everything is a positional parameter
/// @param files     whether a word that begins with `@` would be taken for a file with more words, so that it needs
///                  another one
/// @param slots     options, then positional parameters in their order
record Argv(String separator, String end, boolean files, List<Slot> slots) {
    /// What a parameter becomes.
    enum Kind {
        /// one of two words, or none
        FLAG,
        /// an option and its value
        VALUE,
        /// the option again for every element
        LIST,
        /// the option once, all elements behind it
        GROUP,
        /// the option with `KEY=VALUE` for every member
        MAP,
        /// the option so many times
        COUNT,
        /// the value itself
        POSITIONAL,
        /// the elements themselves
        POSITIONALS
    }

    static final int MOST_TIMES = 9;
    private static final int LONGEST_NUMBER = 1000;
    private static final Pattern NUMBER = Pattern.compile("-\\d[\\d.]*");

    /// One parameter.
    ///
    /// @param name   in the schema
    /// @param on     the option; for a flag what means true, empty where that is nothing
    /// @param off    for a flag what means false, empty where that is nothing
    /// @param preset of a positional parameter, for a call that leaves it out and not the next; null for none
    record Slot(String name, Kind kind, String on, String off, String preset) {}

    Argv {
        slots = List.copyOf(slots);
    }

    /// The words behind the program.
    ///
    /// @throws ToolError for what no command line can say
    List<String> of(ObjectNode arguments) {
        var words = new ArrayList<String>();
        var presets = new ArrayList<String>();
        var ended = false;
        String gap = null;
        for (var slot : slots) {
            var value = arguments.get(slot.name);
            if (slot.kind != Kind.POSITIONAL && slot.kind != Kind.POSITIONALS) {
                if (value != null) option(slot, value, words);
            } else if (value == null || value.isArray() && value.isEmpty()) {
                if (slot.preset != null) presets.add(slot.preset);
                else if (gap == null) gap = slot.name;
            } else {
                if (gap != null) throw new ToolError("give " + gap + " too: without it " + slot.name + " would be taken for it");
                if (!ended) words.add(end);
                ended = true;
                words.addAll(presets);
                presets.clear();
                words.addAll(slot.kind == Kind.POSITIONALS ? elements(value) : List.of(text(value)));
            }
        }
        for (var word : words) if (word.indexOf('\0') >= 0) throw new ToolError("the arguments hold a NUL character, which no command line can");
        return files ? words.stream().map(word -> word.startsWith("@") && word.length() > 1 ? "@" + word : word).toList() : List.copyOf(words);
    }

    private void option(Slot slot, JsonNode value, List<String> to) {
        switch (slot.kind) {
            case FLAG -> {
                var word = value.asBoolean() ? slot.on : slot.off;
                if (!word.isEmpty()) to.add(word);
            }
            case VALUE -> add(slot.on, text(value), to);
            case LIST -> elements(value).forEach(each -> add(slot.on, each, to));
            case GROUP -> {
                var elements = elements(value);
                if (elements.isEmpty()) return;
                add(slot.on, elements.getFirst(), to);
                for (var element : elements.subList(1, elements.size())) to.add(alone(element));
            }
            case MAP -> value.properties().forEach(member -> add(slot.on, member.getKey() + "=" + text(member.getValue()), to));
            case COUNT -> {
                for (var i = 0; i < Math.min(value.asInt(), MOST_TIMES); i++) to.add(slot.on);
            }
            default -> throw new AssertionError(slot.kind);
        }
    }

    private void add(String option, String value, List<String> to) {
        if (separator.isBlank()) {
            to.add(option);
            to.add(alone(value));
        } else {
            to.add(option + separator + value);
        }
    }

    /// A word that stands by itself behind an option, where it would be taken for another option: a hidden one perhaps.
    private static String alone(String value) {
        if (value.startsWith("-") && !NUMBER.matcher(value).matches()) throw new ToolError(value + " cannot be given here: it begins with - and would be taken for an option");
        return value;
    }

    private static List<String> elements(JsonNode value) {
        if (!(value instanceof ArrayNode array)) return List.of(text(value));
        var elements = new ArrayList<String>();
        array.forEach(each -> elements.add(text(each)));
        return elements;
    }

    private static String text(JsonNode value) {
        if (value.isNumber()) return number(value);
        return value.isContainerNode() ? Json.write(value) : value.asText();
    }

    /// As people write it, unless that would be long: a few characters can stand for a number of gigabytes.
    private static String number(JsonNode value) {
        var plain = value.isBigDecimal() || Double.isFinite(value.doubleValue()) && !value.isIntegralNumber();
        var text = plain ? text(value.decimalValue()) : value.asText();
        if (text.length() > LONGEST_NUMBER) throw new ToolError("a number has more than " + LONGEST_NUMBER + " characters");
        return text;
    }

    private static String text(BigDecimal number) {
        return Math.abs((long) number.scale()) + number.precision() < LONGEST_NUMBER ? number.toPlainString() : number.toString();
    }

    ObjectNode json() {
        var json = Json.object().put("separator", separator).put("end", end).put("files", files);
        var list = json.putArray("slots");
        for (var slot : slots) list.addObject().put("name", slot.name).put("kind", slot.kind.name()).put("on", slot.on).put("off", slot.off).put("preset", slot.preset);
        return json;
    }

    /// @throws IllegalArgumentException for what [#json] has not written
    static Argv read(JsonNode json) {
        var slots = new ArrayList<Slot>();
        for (var slot : json.path("slots")) {
            slots.add(new Slot(slot.path("name").asText(), Kind.valueOf(slot.path("kind").asText()), slot.path("on").asText(""), slot.path("off").asText(""), Json.text(slot, "preset")));
        }
        return new Argv(json.path("separator").asText("="), json.path("end").asText("--"), json.path("files").asBoolean(), slots);
    }
}
