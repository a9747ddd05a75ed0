package scorpiox.command.sx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;

/// `--config KEY=VALUE` as programs pass it that were written for Codex; the value is TOML.
///
/// @param settings  our keys and their values
/// @param mode      `sandbox_mode`
/// @param neverAsks whether `approval_policy` says never
/// @param ignored   keys that mean nothing here
record CodexKeys(Map<String, String> settings, Optional<String> mode, boolean neverAsks, List<String> ignored) {
    private static final Map<String, String> KNOWN = Map.of("model", "MODEL", "model_reasoning_effort", "CODEX_REASONING_EFFORT",
            "model_reasoning_summary", "CODEX_REASONING_SUMMARY", "model_verbosity", "CODEX_TEXT_VERBOSITY");

    /// @throws Failure `USAGE` for a text without a value
    static CodexKeys of(List<String> pairs) {
        var settings = new LinkedHashMap<String, String>();
        var ignored = new ArrayList<String>();
        Optional<String> mode = Optional.empty();
        var never = false;
        for (var pair : pairs) {
            var equals = pair.indexOf('=');
            if (equals <= 0) throw Failure.usage("--config takes KEY=VALUE, not " + pair);
            var key = pair.substring(0, equals).strip();
            var value = unquoted(pair.substring(equals + 1).strip());
            if (KNOWN.containsKey(key)) settings.put(KNOWN.get(key), value);
            else if (key.equals("sandbox_mode")) mode = Optional.of(value);
            else if (key.equals("approval_policy")) never = value.equals("never");
            else ignored.add(key);
        }
        return new CodexKeys(settings, mode, never, ignored);
    }

    private static String unquoted(String value) {
        var quoted = value.length() >= 2 && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1).replace("\\\"", "\"") : value;
    }
}
