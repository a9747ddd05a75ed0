package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.server.ask.Attachments;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.Refused;

/// The content of items in neutral words.
final class NeutralContent {
    private NeutralContent() {}

    /// What somebody else than the model says.
    static List<Part> said(JsonNode content, String path) {
        return parts(content, path, null);
    }

    /// What the model said.
    ///
    /// @param phase of it, or null
    static List<Part> answered(JsonNode content, String path, Phase phase) {
        var parts = parts(content, path, phase);
        parts.removeIf(part -> part instanceof Part.Text(var text, _, _) && text.isEmpty());
        return parts;
    }

    /// What came of a call: text and pictures.
    static List<Part> result(JsonNode output, String path) {
        if (output != null && !output.isTextual() && !output.isArray()) throw Members.wrong(path, "a string or an array");
        var parts = parts(output, path, null);
        parts.replaceAll(part -> part instanceof Part.File(var name, _, _) ? new Part.Text("[file " + name + "]") : part);
        if (parts.isEmpty()) parts.add(new Part.Text(""));
        return parts;
    }

    /// All texts of a content.
    static String text(List<Part> parts) {
        var texts = new ArrayList<String>();
        for (var part : parts) if (part instanceof Part.Text(var text, _, _)) texts.add(text);
        return String.join("\n", texts);
    }

    private static List<Part> parts(JsonNode content, String path, Phase phase) {
        var parts = new ArrayList<Part>();
        if (content == null) return parts;
        if (content.isTextual()) {
            parts.add(new Part.Text(content.textValue(), phase));
            return parts;
        }
        if (!content.isArray()) throw Members.wrong(path, "a string or an array");
        for (var i = 0; i < content.size(); i++) parts.add(part(Members.of(content.get(i), path + "[" + i + "]"), phase));
        return parts;
    }

    private static Part part(Members part, Phase phase) {
        return switch (part.text("type")) {
            case "input_text", "output_text", "text", "summary_text" -> {
                var text = part.text("text");
                if (text == null) throw part.missing("text");
                yield new Part.Text(text, phase);
            }
            case "refusal" -> new Part.Refusal(part.text("refusal") == null ? "" : part.text("refusal"));
            case "input_image" -> picture(part);
            case "input_file" -> document(part);
            case "input_audio" -> throw Refused.invalid("unsupported_content", part.path("type") + " is not supported: no sound can be sent", part.path("type"));
            case null -> throw part.missing("type");
            default -> throw part.invalid("type", "is no kind of content that can be understood here; there are input_text, output_text, refusal, input_image and input_file");
        };
    }

    private static Part picture(Members part) {
        if (!part.has("image_url")) throw part.has("file_id") ? part.invalid("file_id", "is not supported: no files are stored here") : part.missing("image_url");
        return Attachments.picture(part.text("image_url"), part.text("detail"), part.path("image_url"));
    }

    private static Part document(Members part) {
        if (!part.has("file_data")) {
            for (var elsewhere : List.of("file_id", "file_url")) if (part.has(elsewhere)) throw part.invalid(elsewhere, "is not supported: send the file in file_data");
            throw part.missing("file_data");
        }
        return Attachments.document(part.text("file_data"), part.text("filename"), part.path("file_data"));
    }
}
