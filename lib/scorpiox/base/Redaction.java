package scorpiox.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Takes secrets out of text on its way to a log, an error or a capture.
///
/// Every secret in use is registered when it is read; its plain, URL-encoded and base64 forms are then removed
/// wherever they turn up, together with whatever looks like a secret by its shape.
public final class Redaction {
    /// What stands where a secret stood.
    public static final String MASK = "***";

    private static final int LONGEST_SPREAD = 64 * 1024;
    private static final int LEAST_SPREAD = 12;

    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();

    private Redaction() {}

    /// Remembers a live secret. Values under 8 characters are left out: they would blank ordinary words.
    public static void register(String secret) {
        if (secret != null && secret.length() >= 8) LIVE.add(secret);
    }

    /// `text` without any registered secret and without anything shaped like one.
    public static String mask(String text) {
        if (text == null || text.isEmpty()) return text;
        return Shapes.ALL.matcher(maskSpread(maskKnown(text))).replaceAll(match -> match.group("keep") == null ? MASK : match.group("keep") + MASK);
    }

    /// The same, and without e-mail addresses.
    public static String maskPeople(String text) {
        var masked = mask(text);
        return masked == null || masked.indexOf('@') < 0 ? masked : Addresses.ALL.matcher(masked).replaceAll(MASK);
    }

    /// `text` without any registered secret; what only looks like one stays, since it may be the very thing asked about.
    public static String maskKnown(String text) {
        var masked = text;
        for (var secret : LIVE.stream().sorted(Comparator.comparing(String::length).reversed()).toList()) {
            for (var form : forms(secret)) masked = masked.replace(form, MASK);
        }
        return masked;
    }

    /// Whether a text holds a registered secret in any of its forms; what only looks like a secret does not count.
    public static boolean holds(String text) {
        return LIVE.stream().anyMatch(secret -> forms(secret).stream().anyMatch(text::contains));
    }

    /// A copy of a JSON value, its texts masked.
    public static JsonNode mask(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var masked = Json.object();
                object.properties().forEach(member -> masked.set(member.getKey(), mask(member.getValue())));
                yield masked;
            }
            case ArrayNode array -> {
                var masked = Json.array();
                array.forEach(item -> masked.add(mask(item)));
                yield masked;
            }
            case TextNode text -> TextNode.valueOf(mask(text.textValue()));
            default -> value;
        };
    }

    /// As it is, URL-encoded, in hexadecimal, and in both alphabets of base64 wherever it begins within a larger text.
    private static List<String> forms(String secret) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var hex = HexFormat.of().formatHex(bytes);
        var forms = new ArrayList<>(List.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8), hex, hex.toUpperCase(Locale.ROOT),
                HexFormat.ofDelimiter("%").formatHex(bytes), HexFormat.ofDelimiter("%").withUpperCase().formatHex(bytes)));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        for (var offset = 0; offset < 3; offset++) {
            var shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            var base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // characters at either end hold bits of the neighbours too
            var whole = base64.substring(offset == 0 ? 0 : offset + 1, shifted.length % 3 == 0 ? base64.length() : base64.length() - 1);
            forms.add(whole);
            forms.add(whole.replace('+', '-').replace('/', '_'));
        }
        return forms;
    }

    /// Whoever echoes a secret may have put blanks, line ends or invisible characters into it.
    private static String maskSpread(String text) {
        if (text.length() > LONGEST_SPREAD || LIVE.isEmpty() || text.chars().noneMatch(Redaction::separates)) return text;
        var together = text.codePoints().filter(c -> !separates(c)).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        var masked = text;
        for (var secret : LIVE) {
            if (secret.length() < LEAST_SPREAD || !together.contains(secret)) continue;
            var pattern = secret.chars().mapToObj(c -> Pattern.quote(Character.toString(c))).collect(Collectors.joining("[\\s\\p{Cf}\\p{Cc}]*"));
            masked = Pattern.compile(pattern).matcher(masked).replaceAll(MASK);
        }
        return masked;
    }

    private static boolean separates(int c) {
        return Character.isWhitespace(c) || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    private static final class Addresses {
        static final Pattern ALL = Pattern.compile("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}");
    }

    /// Compiled on first use only: a run without errors never pays for it.
    private static final class Shapes {
        static final Pattern ALL = Pattern.compile(String.join("|",
                "(?<keep>\\b(?i:bearer|basic)\\s+|\\b[a-z][a-z0-9+.-]*://(?=[^\\s/@]+@)"
                        + "|[?&](?:code|state|token|access_token|refresh_token|id_token|key|api_key|client_secret|code_verifier)=)[^\\s\"'&@]+",
                "eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*",
                "\\bsk-[A-Za-z0-9_*-]{8,}",
                "\\bsxk_[A-Za-z0-9_-]{8,}",
                "\\brt_[A-Za-z0-9_-]{8,}",
                "\\bgh[pousr]_[A-Za-z0-9]{8,}",
                "\\bgithub_pat_[A-Za-z0-9_]{8,}",
                "\\bAKIA[A-Z0-9]{12,}",
                "\\bxox[abpr]-[A-Za-z0-9-]{8,}",
                "\\bAIza[A-Za-z0-9_-]{20,}",
                "-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----|[A-Za-z0-9+/=\\s\\\\]*)"));
    }
}
