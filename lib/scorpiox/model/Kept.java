package scorpiox.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.AtomicFile;
import scorpiox.base.Json;

/// What a provider's server said that it has, kept between runs: one for each place it was asked at and each account.
///
/// @param origin  of the server
/// @param place   where the credential came from
/// @param account whose it was, as a hash
/// @param etag    to ask whether it has changed; empty for none
/// @param asked   when it was asked last, in seconds since 1970
/// @param entries of the models in the server's order, each with what differs from what the program knows itself
public record Kept(String origin, String place, String account, String etag, long asked, List<JsonNode> entries) {
    /// How long it counts where nobody has asked again.
    static final long LIFE_SECONDS = 30L * 24 * 3600;

    private static final List<String> BUILT_IN_ONLY = List.of("large", "promotion");
    private static final int MOST = 8;
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    /// The catalogue of some models.
    public static Kept of(String provider, String origin, String place, String account, String etag, long asked, List<ModelInfo> models) {
        var entries = new ArrayList<JsonNode>();
        for (var model : models) entries.add(Entry.differing(model, Models.BUILT_IN.find(provider, model.id())));
        return new Kept(origin, place, account, etag, asked, entries);
    }

    /// The models in it.
    public List<ModelInfo> models(String provider) {
        var models = new ArrayList<ModelInfo>();
        for (var entry : entries) models.add(Entry.over(Models.BUILT_IN.find(provider, entry.path("id").asText()), entry, Models.sellsByPlan(provider)));
        return models;
    }

    /// The same, asked once more without a change.
    public Kept at(long seconds) {
        return new Kept(origin, place, account, etag, seconds, entries);
    }

    /// Those of a file, the newest first; none where the file is missing or not what we wrote.
    public static List<Kept> read(Path file) {
        var all = new ArrayList<Kept>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) return all;
            for (var each : Json.read(Files.readAllBytes(file)).path("catalogues")) {
                var entries = new ArrayList<JsonNode>();
                for (var entry : each.path("models")) if (entry instanceof ObjectNode own && Json.text(own, "id") != null) entries.add(own.without(BUILT_IN_ONLY));
                all.add(new Kept(each.path("origin").asText(), each.path("place").asText(), each.path("account").asText(), each.path("etag").asText(),
                        each.path("asked").asLong(), entries));
            }
        } catch (IOException broken) {
            all.clear();
        }
        return all;
    }

    /// Puts it into a file, in the place of the one of the same origin and account. It is a cache: what cannot be written is not.
    public void write(Path file) {
        var list = Json.object();
        var all = list.putArray("catalogues");
        all.add(json());
        for (var other : read(file)) if (all.size() < MOST && !other.isOf(origin, place, account)) all.add(other.json());
        try {
            makeFolder(file.getParent());
            AtomicFile.write(file, Json.bytes(list), "rw-------");
        } catch (IOException unwritable) {
            // asked anew each time, then
        }
    }

    public boolean isOf(String otherOrigin, String otherPlace, String otherAccount) {
        return origin.equals(otherOrigin) && place.equals(otherPlace) && account.equals(otherAccount);
    }

    private ObjectNode json() {
        var json = Json.object().put("origin", origin).put("place", place).put("account", account).put("etag", etag).put("asked", asked);
        var models = json.putArray("models");
        for (var entry : entries) models.add(entry);
        return json;
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        Files.createDirectories(folder.getParent());
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createDirectories(folder);
        }
    }
}
