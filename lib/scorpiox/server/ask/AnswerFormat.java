package scorpiox.server.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;

/// The format of an answer as APIs of OpenAI write it: text, any JSON, or JSON after a schema.
public final class AnswerFormat {
    private static final int LONGEST_NAME = 64;
    private static final String WORD = "json";

    private AnswerFormat() {}

    /// `response_format` of Chat Completions, the schema in an object of its own, or `text.format` of Responses, flat.
    ///
    /// @param format null for none
    /// @return null for text
    public static Request.Format read(Members format) {
        if (format == null) return null;
        if (!format.has("type")) throw format.missing("type");
        return switch (format.word("type", "text", "json_object", "json_schema")) {
            case "json_object" -> Request.Format.JSON;
            case "json_schema" -> schema(format.has("json_schema") || !format.has("schema") && !format.path().endsWith("text.format") ? nested(format) : format);
            default -> null;
        };
    }

    private static Members nested(Members format) {
        var nested = format.object("json_schema");
        if (nested == null) throw format.missing("json_schema");
        return nested;
    }

    /// The schema goes out as it is.
    private static Request.Format schema(Members members) {
        var schema = members.get("schema");
        if (schema == null) throw members.missing("schema");
        if (!(schema instanceof ObjectNode object)) throw Members.wrong(members.path("schema"), "an object");
        return new Request.Format(name(members.text("name")), members.text("description"), object, members.flag("strict", false));
    }

    private static String name(String said) {
        if (said == null || said.isBlank()) return "response";
        var name = new StringBuilder();
        for (var i = 0; i < Math.min(said.length(), LONGEST_NAME); i++) {
            var c = said.charAt(i);
            var fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            name.append(fits ? c : '_');
        }
        return name.toString();
    }

    /// The conversation, with a word about JSON at its end where an answer in any JSON is wanted and nobody has said so:
    /// providers refuse such a request.
    public static List<Message> said(Request.Format format, List<String> system, List<Message> messages) {
        if (format == null || format.schema() != null) return messages;
        for (var text : system) if (mentions(text)) return messages;
        for (var message : messages) for (var part : message.parts()) if (part instanceof Part.Text(var text, _, _) && mentions(text)) return messages;
        var more = new ArrayList<>(messages);
        more.add(new Message(Message.Role.DEVELOPER, List.of(new Part.Text("Answer in JSON."))));
        return more;
    }

    private static boolean mentions(String text) {
        for (var i = 0; i <= text.length() - WORD.length(); i++) if (text.regionMatches(true, i, WORD, 0, WORD.length())) return true;
        return false;
    }
}
