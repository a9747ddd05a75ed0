package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The members of a JSON object of a client, read one by one. What is of the wrong type is [Refused], its place named as
/// clients know it (`messages[2].content[0].type`); a member that is null counts as missing. What was never read is known in
/// the end.
public final class Members {
    private static final int LONGEST_NAME = 64;
    private static final int MOST_NAMES = 40;

    private final ObjectNode object;
    private final String path;
    private final Set<String> read = new HashSet<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> usual = new HashSet<>();

    private Members(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /// Those of a whole request. The members that `serve` itself has given a meaning are taken as read.
    public static Members of(ClientRequest request) {
        var members = new Members(request.body(), "");
        members.ignore("model", "agent", "conversation_id", "session_id", Instructions.MEMBER);
        members.ignore(EnvironmentContext.MEMBERS);
        return members;
    }

    /// Those of a value within one.
    ///
    /// @param path of the value, `tools[0]`
    /// @throws Refused `invalid_type` where it is no object
    public static Members of(JsonNode value, String path) {
        if (value instanceof ObjectNode object) return new Members(object, path);
        throw wrong(path, "an object");
    }

    /// A value that is of the wrong type.
    ///
    /// @param wanted what it should be, `a string`
    public static Refused wrong(String path, String wanted) {
        return Refused.invalid("invalid_type", path + " must be " + wanted, path);
    }

    /// The path of a member.
    public String path(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    /// The path of the object itself; empty for a whole request.
    public String path() {
        return path;
    }

    /// All of them, as they are.
    public ObjectNode all() {
        return object;
    }

    /// A member of any type; null where it is missing.
    public JsonNode get(String member) {
        read.add(member);
        var value = object.get(member);
        return value == null || value.isNull() ? null : value;
    }

    /// Whether it is there.
    public boolean has(String member) {
        return get(member) != null;
    }

    /// Text, or null.
    public String text(String member) {
        var value = get(member);
        if (value != null && !value.isTextual()) throw wrong(path(member), "a string");
        return value == null ? null : value.textValue();
    }

    /// Text that must be there and hold more than blanks.
    public String name(String member) {
        var text = text(member);
        if (text == null) throw missing(member);
        if (text.isBlank()) throw invalid(member, "must not be blank");
        return text;
    }

    /// One of some words, or null.
    public String word(String member, String... words) {
        var text = text(member);
        if (text == null) return null;
        for (var word : words) if (word.equals(text)) return text;
        throw invalid(member, "must be one of " + String.join(", ", words));
    }

    public boolean flag(String member, boolean preset) {
        var value = get(member);
        if (value != null && !value.isBoolean()) throw wrong(path(member), "true or false");
        return value == null ? preset : value.booleanValue();
    }

    /// A number within bounds, or null.
    public Double number(String member, double least, double most) {
        var value = get(member);
        if (value == null) return null;
        if (!value.isNumber()) throw wrong(path(member), "a number");
        var number = value.doubleValue();
        if (number >= least && number <= most) return number;
        throw invalid(member, "must be between " + (long) least + " and " + (long) most);
    }

    /// A whole number from `least` on, or null.
    public Integer whole(String member, int least) {
        var value = get(member);
        if (value == null) return null;
        if (!value.isNumber() || !value.canConvertToExactIntegral()) throw wrong(path(member), "a whole number");
        if (value.canConvertToInt() && value.intValue() >= least) return value.intValue();
        throw invalid(member, "must be a whole number from " + least + " on");
    }

    /// An object, or null.
    public Members object(String member) {
        var value = get(member);
        return value == null ? null : of(value, path(member));
    }

    /// An array; an empty one where it is missing.
    public List<JsonNode> list(String member) {
        var value = get(member);
        if (value == null) return List.of();
        if (!(value instanceof ArrayNode array)) throw wrong(path(member), "an array");
        var list = new ArrayList<JsonNode>(array.size());
        array.forEach(list::add);
        return list;
    }

    public Refused missing(String member) {
        return Refused.invalid("missing_required_parameter", path(member) + " is missing", path(member));
    }

    /// @param what is wrong with it, `must not be blank`
    public Refused invalid(String member, String what) {
        return Refused.invalid("invalid_value", path(member) + " " + what, path(member));
    }

    /// Members that are known and change nothing.
    public void ignore(String... members) {
        read.addAll(List.of(members));
    }

    /// A member that nobody is sent. Does nothing where it is missing.
    ///
    /// @param without whether the answer is the same without it, so that even a strict client need not be told
    public void drop(String member, boolean without) {
        read.add(member);
        dropped.add(member);
        if (without) usual.add(member);
    }

    /// Names of the members that were dropped or never read, in their order, fit for a header.
    ///
    /// @throws Refused `unsupported_parameter` for the first of them that counts, if the client is `strict`
    public List<String> dropped(boolean strict) {
        var names = new ArrayList<String>();
        for (var member : object.properties()) {
            var name = member.getKey();
            if (member.getValue().isNull() || read.contains(name) && !dropped.contains(name)) continue;
            if (strict && !usual.contains(name)) throw unsupported(plain(name));
            if (names.size() < MOST_NAMES) names.add(plain(name));
        }
        return names;
    }

    /// A member that cannot be served.
    public Refused unsupported(String member) {
        return Refused.invalid("unsupported_parameter", path(member) + " is not supported", path(member));
    }

    /// Somebody else's name without what could end a header.
    private static String plain(String name) {
        var plain = new StringBuilder();
        for (var i = 0; i < Math.min(name.length(), LONGEST_NAME); i++) {
            var c = name.charAt(i);
            plain.append(c > ' ' && c < 0x7f && c != ',' ? c : '_');
        }
        return plain.toString();
    }
}
