package scorpiox.server.team;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// The file with the keys of a team, `serve-keys.json` beside the user configuration: `{"keys":[{"name","sha256","tokens",
/// "created","used"}]}`. Private to its owner, replaced whole, and changed by one program at a time. What else stands in it stays.
///
/// @param clock  says which day it is
/// @param notice told what the user should know, a line each
public record KeyFile(Path path, InstantSource clock, Consumer<String> notice) {
    /// Its usual name.
    public static final String NAME = "serve-keys.json";

    private static final String KEYS = "keys";

    /// The keys there are; none without a file.
    ///
    /// @throws Failure `AUTH` where it may not be used, or holds anything else
    public List<MemberKey> keys() {
        var keys = new ArrayList<MemberKey>();
        for (var entry : entries(read())) keys.add(MemberKey.of(entry).orElseThrow(() -> file().unusable("holds an entry that is no key")));
        return List.copyOf(keys);
    }

    /// Makes a key for a member and returns it: nobody can read it again.
    ///
    /// @param tokens whether it may fetch access tokens
    /// @throws Failure `USAGE` for a name that is taken, in whatever case, or cannot be one
    public String add(String name, boolean tokens) {
        if (!MemberKey.named(name)) throw Failure.usage("a key cannot be called " + name).hint("use up to 64 letters, digits and . _ @ + -, a letter or digit first");
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        var key = MemberKey.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        change(entries -> {
            for (var each : keys()) {
                if (each.name().equalsIgnoreCase(name)) throw Failure.usage("there is a key called " + each.name() + " already").hint("revoke it first with: serve key revoke " + each.name());
            }
            entries.add(new MemberKey(name, MemberKey.hash(key), tokens, today(), Optional.empty()).json());
        });
        return key;
    }

    /// Takes a member's key away; servers that run notice at once.
    ///
    /// @throws Failure `USAGE` where there is none of that name
    public void revoke(String name) {
        change(entries -> {
            if (!remove(entries, name)) throw Failure.usage("there is no key called " + name).hint("serve key list shows those there are");
        });
    }

    /// Notes that a key was used today.
    void used(MemberKey key) {
        change(entries -> {
            for (var entry : entries) {
                if (entry instanceof ObjectNode object && key.hash().equals(Json.text(object, "sha256"))) object.put("used", today().toString());
            }
        });
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void change(Consumer<ArrayNode> how) {
        try {
            CredentialFile.ownFolder(path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.INTERNAL, "the folder of " + path + " cannot be made private: " + CredentialFile.reason(e));
        }
        try (var _ = file().lock(new Cancel())) {
            var json = read();
            how.accept(entries(json));
            file().write(json);
        }
    }

    private static boolean remove(ArrayNode entries, String name) {
        for (var at = 0; at < entries.size(); at++) {
            if (name.equals(Json.text(entries.get(at), "name"))) return entries.remove(at) != null;
        }
        return false;
    }

    private ObjectNode read() {
        return Files.exists(path) ? file().read() : Json.object();
    }

    private ArrayNode entries(ObjectNode json) {
        if (!json.has(KEYS)) return json.putArray(KEYS);
        if (json.get(KEYS) instanceof ArrayNode array) return array;
        throw file().unusable("holds no list of keys");
    }

    private CredentialFile file() {
        return new CredentialFile(path, "keys of the team", "mend it, or delete it and make new keys with: serve key add NAME", Optional.empty(), notice);
    }
}
