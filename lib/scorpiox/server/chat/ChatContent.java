package scorpiox.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.server.ask.Attachments;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.Refused;

/// What stands in the `content` of a message: text, or an array of parts. Parts in the words of Responses are taken too.
final class ChatContent {
    private ChatContent() {}

    /// What a user says and shows.
    ///
    /// @param content null for nothing
    static List<Part> user(JsonNode content, String path) {
        var parts = new ArrayList<Part>();
        for (var part : each(content, path)) parts.add(shown(part));
        return parts;
    }

    /// What the model has said. Its thinking, which some clients keep among the parts, is left out.
    static List<Part> assistant(JsonNode content, String path) {
        var parts = new ArrayList<Part>();
        for (var part : each(content, path)) {
            switch (type(part)) {
                case "text", "output_text", "input_text" -> parts.add(text(part));
                case "refusal" -> parts.add(new Part.Refusal(required(part, "refusal")));
                case "thinking", "redacted_thinking", "reasoning" -> { }
                default -> throw unknown(part);
            }
        }
        return parts;
    }

    /// What a tool has answered: text alone in one piece, line by line, else everything in its order.
    static List<Part> tool(JsonNode content, String path) {
        var parts = user(content, path);
        if (!parts.stream().allMatch(Part.Text.class::isInstance)) return parts;
        return List.of(new Part.Text(lines(parts)));
    }

    /// The text of the system.
    static String system(JsonNode content, String path) {
        var parts = new ArrayList<Part>();
        for (var part : each(content, path)) {
            switch (type(part)) {
                case "text", "input_text" -> parts.add(text(part));
                default -> throw unknown(part);
            }
        }
        return lines(parts);
    }

    private static String lines(List<Part> texts) {
        if (texts.size() == 1 && texts.getFirst() instanceof Part.Text(var text, _, _)) return text;
        var all = new StringBuilder();
        for (var part : texts) if (part instanceof Part.Text(var text, _, _)) all.append(all.isEmpty() ? "" : "\n").append(text);
        return all.toString();
    }

    private static Part shown(Members part) {
        return switch (type(part)) {
            case "text", "input_text", "output_text" -> text(part);
            case "image_url", "input_image" -> picture(part);
            case "file" -> {
                var file = part.object("file");
                if (file == null) throw part.missing("file");
                yield document(file);
            }
            case "input_file" -> document(part);
            case "input_audio" -> throw Refused.invalid("unsupported_content", part.path() + ": models here do not listen", part.path());
            default -> throw unknown(part);
        };
    }

    private static Part picture(Members part) {
        if (part.has("file_id")) throw stored(part);
        var image = part.get("image_url");
        if (image == null) throw part.missing("image_url");
        var members = image.isTextual() ? part : Members.of(image, part.path("image_url"));
        var member = image.isTextual() ? "image_url" : "url";
        return Attachments.picture(required(members, member), members.word("detail", "auto", "low", "high", "original"), members.path(member));
    }

    private static Part document(Members file) {
        if (!file.has("file_data")) throw file.has("file_id") ? stored(file) : file.has("file_url") ? file.unsupported("file_url") : file.missing("file_data");
        return Attachments.document(required(file, "file_data"), file.text("filename"), file.path("file_data"));
    }

    private static Refused stored(Members holder) {
        return Refused.invalid("unsupported_content", holder.path("file_id") + ": no files are kept here; send the data itself", holder.path("file_id"));
    }

    private static Part.Text text(Members part) {
        return new Part.Text(required(part, "text"));
    }

    /// Text that must be there, and may be empty.
    private static String required(Members part, String member) {
        var text = part.text(member);
        if (text == null) throw part.missing(member);
        return text;
    }

    private static String type(Members part) {
        return required(part, "type");
    }

    private static Refused unknown(Members part) {
        return part.invalid("type", "is no kind of content that can be sent on here");
    }

    /// The parts of any content; text is one part.
    private static List<Members> each(JsonNode content, String path) {
        return switch (content) {
            case null -> List.of();
            case JsonNode text when text.isTextual() -> List.of(Members.of(Json.object().put("type", "text").set("text", text), path));
            case ArrayNode array -> {
                var parts = new ArrayList<Members>(array.size());
                for (var i = 0; i < array.size(); i++) parts.add(Members.of(array.get(i), path + "[" + i + "]"));
                yield parts;
            }
            default -> throw Members.wrong(path, "a string or an array of parts");
        };
    }
}
