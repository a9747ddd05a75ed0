package scorpiox.tool.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.Outcome;
import scorpiox.tool.ToolError;
import scorpiox.tool.files.Pictures;
import scorpiox.tool.shell.CommandOutput;
import scorpiox.tool.shell.Foreground;
import scorpiox.tool.shell.OutputFiles;

/// What a tool's program has come to, as an outcome: its output, or the shape
/// `{"text", "error", "attachments": [{"media_type", "data"}]}` when it printed just that. Exit code 0 is success, 2 a
/// refusal whose reason stands in its errors, any other a failure with both streams.
///
/// @param tool   its name
/// @param vision whether the model takes pictures
/// @param files  where outputs are kept that are not shown whole
record Reply(String tool, Limits limits, boolean vision, OutputFiles files) {
    private static final int REFUSED = 2;
    private static final int REASON = 4000;
    private static final int MOST_SHAPE = 32 * 1024 * 1024;
    private static final int MOST_IMAGES = 10;
    private static final Set<String> MEMBERS = Set.of("text", "error", "attachments");

    /// What is shown of an output, and the file with all of it where that is not all; else null.
    private record Shown(String text, boolean truncated, Path file) {}

    /// @param run    how the program ended
    /// @param output what it printed
    /// @param errors what it wrote to its error stream
    /// @param limit  the time it had
    /// @throws ToolError where it refused
    Outcome of(Foreground run, Path output, Path errors, Duration limit, Cancel cancel) {
        try {
            if (!run.left().isEmpty()) Foreground.settle(output);
            if (run.exit() != null && run.exit() == REFUSED) throw new ToolError("refused: " + reason(output, errors));
            var shape = run.exit() != null && run.exit() == 0 ? shape(output) : Optional.<ObjectNode>empty();
            if (shape.isPresent()) return shaped(shape.get(), run, output, errors, cancel);
            var failed = run.exit() == null || run.exit() != 0;
            var shown = shown(output, run, failed ? limits.bashChars() - limits.bashChars() / 3 : limits.bashChars());
            if (!failed) {
                drop(errors, run);
                return outcome(shown.text.isEmpty() ? "(no output)" : shown.text, false, List.of(), shown, run);
            }
            var said = shown(errors, run, limits.bashChars() / 3);
            var text = line(shown.text) + (said.text.isEmpty() ? "" : "[errors]\n" + line(said.text)) + note(run, limit, !shown.text.isEmpty() || !said.text.isEmpty());
            return outcome(text, true, List.of(), shown, run);
        } catch (IOException e) {
            throw new ToolError("the output of " + tool + " cannot be read: " + e.getMessage());
        }
    }

    private Outcome outcome(String text, boolean error, List<Part.Image> images, Shown shown, Foreground run) {
        var remark = text.endsWith("\n") && !run.left().isEmpty() ? run.remark().substring(1) : run.remark();
        return new Outcome(text + remark, error, images, new Detail.Command(shown.text, run.exit(), run.took(), shown.truncated, shown.file));
    }

    private String note(Foreground run, Duration limit, boolean partial) {
        return run.exit() == null ? run.early(limit, partial) : "[" + tool + " failed: exit " + run.exit() + ", " + Foreground.seconds(run.took()) + "]";
    }

    private String reason(Path output, Path errors) throws IOException {
        for (var file : List.of(errors, output)) {
            var text = CommandOutput.read(file, 0, Files.size(file), REASON).text().strip();
            if (!text.isEmpty()) return text;
        }
        return tool + " gave no reason";
    }

    private Shown shown(Path file, Foreground run, int most) throws IOException {
        var shown = CommandOutput.read(file, 0, Files.size(file), most);
        var kept = shown.truncated() || shown.binary();
        if (!kept) drop(file, run);
        return new Shown(shown.text(), shown.truncated(), kept ? file : null);
    }

    /// A child may still write to it.
    private void drop(Path file, Foreground run) {
        if (run.left().isEmpty()) files.drop(file);
    }

    private static String line(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /// An object with other members is a result that happens to be JSON.
    private static Optional<ObjectNode> shape(Path output) throws IOException {
        if (Files.size(output) > MOST_SHAPE || !beginsObject(output)) return Optional.empty();
        try {
            if (!(Json.read(Files.readAllBytes(output)) instanceof ObjectNode object) || object.isEmpty()) return Optional.empty();
            for (var member : object.properties()) if (!MEMBERS.contains(member.getKey())) return Optional.empty();
            return isShape(object) ? Optional.of(object) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static boolean isShape(JsonNode object) {
        var error = object.path("error");
        var attachments = object.path("attachments");
        return (object.path("text").isTextual() || !object.hasNonNull("text")) && (error.isMissingNode() || error.isNull() || error.isTextual() || error.isBoolean())
                && (attachments.isMissingNode() || attachments.isNull() || attachments.isArray());
    }

    private static boolean beginsObject(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            for (var b : in.readNBytes(1024)) {
                if (b == '{') return true;
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t' && (b & 0xff) != 0xef && (b & 0xff) != 0xbb && (b & 0xff) != 0xbf) return false;
            }
            return false;
        }
    }

    private Outcome shaped(ObjectNode shape, Foreground run, Path output, Path errors, Cancel cancel) throws IOException {
        drop(output, run);
        drop(errors, run);
        var text = new ArrayList<String>();
        if (!shape.path("text").asText("").isEmpty()) text.add(shape.path("text").asText());
        if (shape.path("error").isTextual() && !shape.path("error").asText().isEmpty()) text.add(shape.path("error").asText());
        var failed = shape.path("error").isTextual() ? !shape.path("error").asText().isEmpty() : shape.path("error").asBoolean();
        var images = new ArrayList<Part.Image>();
        shape.path("attachments").forEach(each -> text.add(attached(each, images, cancel)));
        var whole = files.next();
        Files.writeString(whole, String.join("\n", text), StandardCharsets.UTF_8);
        var shown = shown(whole, new Foreground(run.exit(), false, 0, run.took(), List.of()), limits.bashChars());
        return outcome(shown.text.isEmpty() ? "(no output)" : shown.text, failed, images, shown, run);
    }

    /// What is said of an attachment; a picture also goes to the images.
    private String attached(JsonNode attachment, List<Part.Image> images, Cancel cancel) {
        var type = attachment.path("media_type").asText("");
        var data = Json.text(attachment, "data");
        if (data == null) return "[an attachment is left out: it has no data]";
        if (!type.startsWith("image/")) return "[an attachment of the type " + (type.isEmpty() ? "?" : type) + " is left out: only images can be shown]";
        if (!vision) return "[an image is left out: the model takes none]";
        if (images.size() >= MOST_IMAGES) return "[an image is left out: there are already " + MOST_IMAGES + "]";
        try {
            var bytes = Base64.getMimeDecoder().decode(data);
            if (bytes.length > limits.imageBytes()) return "[an image is left out: it is too large]";
            var picture = Pictures.show(bytes, "the image of " + tool, false, limits, cancel);
            images.addAll(picture.images());
            return "[" + picture.text() + "]";
        } catch (IllegalArgumentException notBase64) {
            return "[an image is left out: its data is not base64]";
        } catch (ToolError unusable) {
            return "[an image is left out: " + unusable.getMessage() + "]";
        }
    }
}
