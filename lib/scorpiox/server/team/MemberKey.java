package scorpiox.server.team;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import scorpiox.base.Json;

/// One key of the file: whose it is and the SHA-256 of it, never the key itself.
///
/// A plain hash is enough here. Slow hashes are for passwords, which people think up and others can guess; a key is 256 random
/// bits, which nobody tries out, and a slow hash would only be time that every request pays.
///
/// @param name    of the member
/// @param hash    SHA-256 of the key, in small hexadecimal digits
/// @param tokens  whether it may fetch access tokens
/// @param created the day it was made, in UTC
/// @param used    the day it was last used, in UTC
public record MemberKey(String name, String hash, boolean tokens, LocalDate created, Optional<LocalDate> used) {
    /// What every key begins with, so that people and secret scanners know one when they see it.
    public static final String PREFIX = "sxk_";

    /// Characters of a key: the prefix and 32 bytes in base64.
    static final int LENGTH = PREFIX.length() + 43;

    /// What a member may be called: it stands in logs, on the status page and on command lines.
    static boolean named(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");
    }

    /// The SHA-256 of a key.
    static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// Whether a key of this hash is this one, in the same time whatever it is.
    boolean matches(String other) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    /// An entry of the file; empty for what is none.
    static Optional<MemberKey> of(JsonNode entry) {
        var name = Json.text(entry, "name");
        var hash = Json.text(entry, "sha256");
        var created = day(Json.text(entry, "created"));
        var tokens = entry.path("tokens");
        if (name == null || !named(name) || hash == null || !hash.matches("[0-9a-f]{64}") || created.isEmpty() || !tokens.isBoolean()) return Optional.empty();
        return Optional.of(new MemberKey(name, hash, tokens.booleanValue(), created.get(), day(Json.text(entry, "used"))));
    }

    /// As an entry of the file.
    ObjectNode json() {
        return Json.object().put("name", name).put("sha256", hash).put("tokens", tokens).put("created", created.toString()).put("used", used.map(LocalDate::toString).orElse(null));
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
    }
}
