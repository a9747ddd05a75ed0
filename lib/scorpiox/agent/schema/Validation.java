package scorpiox.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.AllowSchemaLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Checks JSON against a schema of draft 2020-12, and a schema against the draft. Nothing is ever fetched: references lead
/// within the schema. The one place that knows the library.
public final class Validation {
    /// What is wrong with a value.
    ///
    /// @param pointer JSON Pointer to the place, empty for the value as a whole
    /// @param message what is wrong there
    public record Violation(String pointer, String message) {
        /// Both in one line.
        public String line() {
            return (pointer.isEmpty() ? "the whole value" : pointer) + ": " + message;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 300;
    private static final String DRAFTS = "classpath:draft/";        // in the library's own jar
    private static final JsonSchemaFactory FACTORY = factory();
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ENGLISH)
            .formatAssertionsEnabled(true).build();

    private final Duration patience;
    private final JsonSchema schema;

    /// @throws IllegalArgumentException for a schema that cannot be used, saying why
    Validation(ObjectNode json) {
        this(json, PATIENCE);
    }

    /// @param patience for each check
    Validation(ObjectNode json, Duration patience) {
        this.patience = patience;
        schema = inTime(patience, "it is nested too deeply", () -> {
            var own = json.deepCopy();
            own.remove(List.of("$schema", "$id"));      // of another draft, or a place to fetch others from
            checkReferences(own);
            var made = FACTORY.getSchema(own, CONFIG);
            made.initializeValidators();
            return made;
        });
    }

    /// What makes a text no schema; empty for a good one.
    ///
    /// @throws IllegalArgumentException when it cannot be told
    static Optional<String> problem(ObjectNode json) {
        return inTime(PATIENCE, "it is nested too deeply", () -> {
            var draft = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);
            return violations(draft, json).stream().findFirst().map(Violation::line);
        });
    }

    /// What is wrong with a value, in the order in which it is found; empty when it follows the schema.
    ///
    /// @throws IllegalArgumentException when the schema turns out to be unusable
    List<Violation> of(JsonNode value) {
        return inTime(patience, "its references go in circles", () -> violations(schema, value));
    }

    /// Does a check that a schema can make endless, by a pattern or by references that multiply. No library call of it can be
    /// ended, so that what takes too long goes on in a daemon thread while the run fails.
    ///
    /// @param deep what it means when the stack does not suffice
    private static <T> T inTime(Duration patience, String deep, Callable<T> check) {
        var task = new FutureTask<>(check);
        Thread.ofPlatform().daemon().name("schema").start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IllegalArgumentException("checking takes longer than " + patience.toSeconds() + " s", late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("checking was interrupted", e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case JsonSchemaException unusable -> new IllegalArgumentException(line(unusable.getMessage()).replaceFirst("^: ", ""), unusable);
                case StackOverflowError overflow -> new IllegalArgumentException(deep, overflow);
                case OutOfMemoryError memory -> new IllegalArgumentException("checking takes too much memory", memory);
                case RuntimeException other -> other;
                case null, default -> new IllegalStateException(e.getCause());
            };
        }
    }

    private static List<Violation> violations(JsonSchema schema, JsonNode value) {
        var violations = new ArrayList<Violation>();
        for (var message : schema.validate(value)) violations.add(new Violation(pointer(message), line(message.getError())));
        return violations;
    }

    /// The place of a member that is missing or too much is that of the member.
    private static String pointer(ValidationMessage message) {
        var at = message.getInstanceLocation().toString();
        var member = message.getProperty();
        if (member == null || !message.getType().equals("required") && !message.getType().equals("additionalProperties")) return line(at);
        return line(at + "/" + member.replace("~", "~0").replace("/", "~1"));
    }

    /// Names of members come from the model.
    private static String line(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static void checkReferences(JsonNode node) {
        for (var name : List.of("$ref", "$dynamicRef")) {
            var reference = node.path(name).asText("#");
            if (!reference.startsWith("#")) throw new IllegalArgumentException("it refers to " + line(reference) + ", and references lead within the schema (#/$defs/…)");
        }
        for (var inner : node) checkReferences(inner);
    }

    private static JsonSchemaFactory factory() {
        System.setProperty("slf4j.internal.verbosity", "ERROR");       // nobody logs here, and that is no news for stderr
        return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.add(new AllowSchemaLoader(at -> at.toString().startsWith(DRAFTS)))));
    }
}
