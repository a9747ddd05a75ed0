package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// Keeps every request, and writes it to a file as one line of JSON, credentials masked.
public final class Recorder {
    /// A request as it came.
    ///
    /// @param query what followed the question mark, empty for nothing
    /// @param body  JSON, or the fields of a form; a missing node when it was neither
    public record Recorded(String method, String path, String query, Map<String, String> headers, JsonNode body, byte[] bytes) {}

    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "cookie");
    private static final Set<String> SECRET_FIELDS = Set.of("refresh_token", "access_token", "id_token", "subject_token", "code", "authorization_code",
            "code_verifier", "device_auth_id", "user_code", "state", "client_secret", "key");

    /// Bodies kept in memory; beyond it the oldest go.
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final Optional<Path> file;
    private long kept;
    private final List<Recorded> all = new CopyOnWriteArrayList<>();

    /// @throws Failure `USAGE` for a file that cannot be written
    public Recorder(Optional<Path> file) {
        this.file = file;
        file.ifPresent(path -> {
            try {
                Files.writeString(path, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw Failure.usage("requests cannot be recorded in " + path + ": " + e.getMessage());
            }
        });
    }

    public List<Recorded> all() {
        return List.copyOf(all);
    }

    public synchronized void keep(Recorded request) throws IOException {
        all.add(request);
        kept += request.bytes().length;
        while (kept > MOST_BYTES && all.size() > 1) kept -= all.removeFirst().bytes().length;
        if (file.isEmpty()) return;
        var line = Json.object().put("method", request.method()).put("path", request.path());
        var headers = line.putObject("headers");
        request.headers().forEach((name, value) -> headers.put(name, SECRET_HEADERS.contains(name) ? masked(value) : value));
        if (!request.query().isEmpty()) line.set("query", masked(Form.read(request.query())));
        line.set("body", masked(request.body()));
        Files.writeString(file.get(), Json.write(line) + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// The scheme alone may stay.
    private static String masked(String value) {
        return value.startsWith("Bearer ") ? "Bearer " + Redaction.MASK : Redaction.MASK;
    }

    /// A body or query without the values of its secret fields.
    private static JsonNode masked(JsonNode fields) {
        if (!(fields instanceof ObjectNode object)) return fields.isMissingNode() ? null : fields;
        var masked = Json.object();
        object.properties().forEach(field -> masked.set(field.getKey(), SECRET_FIELDS.contains(field.getKey()) ? masked.textNode(Redaction.MASK)
                : field.getValue()));
        return masked;
    }
}
