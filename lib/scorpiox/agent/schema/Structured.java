package scorpiox.agent.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import scorpiox.agent.Acceptance;
import scorpiox.agent.schema.Validation.Violation;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;

/// Takes only an answer that follows a schema; the model is told what is wrong with any other, and asked again. One for
/// each run.
public final class Structured implements Acceptance {
    /// How often the model is asked for the answer in all.
    private static final int REQUESTS = 3;

    /// Most violations the model is told of at once.
    private static final int TOLD = 5;

    private final Schema schema;
    private int answers;

    public Structured(Schema schema) {
        this.schema = schema;
    }

    /// The schema as it was given. A provider that is strict about schemas gets [its own form][scorpiox.provider.StrictSchema].
    public ObjectNode schema() {
        return schema.json();
    }

    /// What the system text says of it: in words, since not every model is held to a schema, and with what a provider's own
    /// form of it leaves out.
    public String instructions() {
        return prompt("schema.md") + "\n\n" + Json.write(schema.json());
    }

    @Override
    public Verdict judge(String text) {
        answers++;
        var json = unfenced(text);
        JsonNode value;
        try {
            value = Json.read(json);
        } catch (JacksonException e) {
            var at = e.getLocation();
            return refused(new Violation("", "it is not JSON" + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")));
        } catch (IOException e) {
            return refused(new Violation("", "it is not JSON"));
        }
        try {
            var violations = schema.validation().of(value);
            return violations.isEmpty() ? new Fits(json, value) : refused(violations);
        } catch (IllegalArgumentException unusable) {
            return new Never(Failure.usage("the schema cannot be used: " + unusable.getMessage()));
        }
    }

    private Verdict refused(Violation only) {
        return refused(List.of(only));
    }

    private Verdict refused(List<Violation> violations) {
        if (answers >= REQUESTS) {
            return new Never(Failure.of(Kind.SCHEMA, "the answer never matched the schema, asked " + answers + " times: " + violations.getFirst().line()));
        }
        var told = new StringBuilder(prompt("schema-again.md"));
        for (var violation : violations.subList(0, Math.min(TOLD, violations.size()))) told.append("\n- ").append(violation.line());
        if (violations.size() > TOLD) told.append("\n- and ").append(violations.size() - TOLD).append(" more");
        return new Again(told.toString());
    }

    /// The text within one code fence where all of it stands in one; else the text. Blank space around either goes.
    static String unfenced(String text) {
        var whole = text.strip();
        var fence = whole.startsWith("```") ? '`' : whole.startsWith("~~~") ? '~' : 0;
        if (fence == 0) return whole;
        var length = 3;
        while (length < whole.length() && whole.charAt(length) == fence) length++;
        var end = whole.length();
        while (end > 0 && whole.charAt(end - 1) == fence) end--;
        var line = whole.indexOf('\n');
        return line < 0 || end <= line || whole.length() - end < length ? whole : whole.substring(line + 1, end).strip();
    }

    private static String prompt(String name) {
        try (var file = Structured.class.getResourceAsStream("/data/prompts/" + name)) {
            if (file == null) throw new IllegalStateException("the program was built without its prompt " + name);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
