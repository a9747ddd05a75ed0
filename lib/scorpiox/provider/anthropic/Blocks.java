package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Part;

/// Content blocks that mean the same wherever they stand: text, pictures and documents.
final class Blocks {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private Blocks() {}

    /// The block for a part of a message; null for text without anything in it, which the wire refuses, and for parts of
    /// another kind.
    static ObjectNode of(Part part) {
        return switch (part) {
            case Part.Text(var text, _, _) -> text(text);
            case Part.Refusal(var text) -> text(text);
            case Part.Image(var mime, var base64, _) -> PICTURES.contains(mime) ? source("image", mime, base64) : text("[image omitted: " + mime + " is not taken]");
            case Part.ImageLink(var url, _) -> link(url);
            case Part.File file -> document(file);
            case Part.Reasoning _, Part.ToolCall _, Part.ToolResult _, Part.Hosted _ -> null;
        };
    }

    static ObjectNode text(String text) {
        return text.isBlank() ? null : Json.object().put("type", "text").put("text", text);
    }

    /// What the program itself has to say: the wire has no such role, so the user's carries it, and says whose it is.
    static ObjectNode note(String text) {
        return text("[note from the program, not from the user]\n" + text);
    }

    private static ObjectNode document(Part.File file) {
        if (file.mime().equals("application/pdf")) return source("document", file.mime(), file.base64()).put("title", file.name());
        if (!file.mime().startsWith("text/")) return text("[file " + file.name() + " omitted: " + file.mime() + " is not taken]");
        var document = Json.object().put("type", "document");
        document.putObject("source").put("type", "text").put("media_type", "text/plain")
                .put("data", new String(Base64.getDecoder().decode(file.base64()), StandardCharsets.UTF_8));
        return document.put("title", file.name());
    }

    private static ObjectNode link(String url) {
        var block = Json.object().put("type", "image");
        block.putObject("source").put("type", "url").put("url", url);
        return block;
    }

    private static ObjectNode source(String type, String mime, String base64) {
        var block = Json.object().put("type", type);
        block.putObject("source").put("type", "base64").put("media_type", mime).put("data", base64);
        return block;
    }
}
