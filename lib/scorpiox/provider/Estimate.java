package scorpiox.provider;

import java.nio.charset.StandardCharsets;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;

/// How many tokens a prompt is likely to be, for when nobody can be asked: one for four bytes of UTF-8.
public final class Estimate {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int IMAGE = 1200;

    private Estimate() {}

    /// Of a request's whole prompt, tools included.
    public static long tokens(Request request) {
        var bytes = 0L;
        for (var block : request.system()) bytes += bytes(block);
        for (var message : request.messages()) for (var part : message.parts()) bytes += bytes(part);
        for (var tool : request.tools().offered()) bytes += bytes(tool);
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static long bytes(Part part) {
        return switch (part) {
            case Part.Text text -> bytes(text.text());
            case Part.Refusal refusal -> bytes(refusal.text());
            case Part.Reasoning reasoning -> bytes(reasoning.text());
            case Part.ToolCall call -> bytes(call.name()) + bytes(call.raw());
            case Part.ToolResult result -> {
                var bytes = 0L;
                for (var inner : result.content()) bytes += bytes(inner);
                yield bytes;
            }
            case Part.Image _, Part.ImageLink _ -> (long) IMAGE * BYTES_PER_TOKEN;
            case Part.File file -> file.base64().length() * 3L / 4;
            case Part.Hosted _ -> 0;
        };
    }

    private static long bytes(Tool tool) {
        return switch (tool) {
            case Tool.Function(var name, var description, var parameters, _) -> bytes(name) + bytes(description) + Json.bytes(parameters).length;
            case Tool.Freeform(var name, var description, var grammar, _) -> bytes(name) + bytes(description) + (grammar == null ? 0 : bytes(grammar));
            case Tool.Hosted(_, var declaration) -> Json.bytes(declaration).length;
        };
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
