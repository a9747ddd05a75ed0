package scorpiox.server;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.RateLimit;
import scorpiox.model.StreamEvent;

/// What the header of an answer says besides its type: who answers and how hard it thinks, what of the request was left out,
/// and how much of the plan is used up.
final class AnswerHead {
    /// What it means for a request that some notice of a provider was given.
    private static final Map<String, String> LEFT_OUT = Map.of("verbosity_dropped", "verbosity", "image_dropped", "images", "tool_choice_dropped", "tool_choice", "tools_dropped", "tools");
    private static final String REFUSED = " refused ";
    private static final int MOST = 1000;

    private final Set<String> dropped = new LinkedHashSet<>();
    private final String effort;
    private List<RateLimit> limits = List.of();
    private String model = "";

    /// @param asked   members of the request that are not sent on
    /// @param wished  effort that the client asks for, as it wrote it; null for none
    /// @param wanted  effort in force before it was cut to the model; null for none
    AnswerHead(List<String> asked, String wished, Effort wanted, ModelInfo model) {
        dropped.addAll(asked);
        effort = effort(wished, wanted, model);
    }

    private static String effort(String wished, Effort wanted, ModelInfo model) {
        if (wanted == null) return "";
        var stops = wanted == Effort.NONE && model.reasoning().style().stops();
        var used = stops ? wanted : wanted.clamp(model.efforts());
        var asked = wished == null || wished.isBlank() ? wanted.wire() : wished.strip().toLowerCase(Locale.ROOT);
        return asked.equals(used.wire()) ? used.wire() : used.wire() + " (requested " + asked + ")";
    }

    String effort() {
        return effort;
    }

    List<String> dropped() {
        return List.copyOf(dropped);
    }

    void model(String name) {
        if (name != null) model = name;
    }

    void limits(List<RateLimit> windows) {
        limits = windows;
    }

    void notice(StreamEvent.Notice notice) {
        var member = LEFT_OUT.get(notice.code());
        if (member != null) dropped.add(member);
        if (!notice.code().equals("parameter_refused") && !notice.code().equals("parameter_dropped")) return;
        var at = notice.text().indexOf(REFUSED);
        if (at >= 0) dropped.add(notice.text().substring(at + REFUSED.length()).split("[;:]", 2)[0].strip());
    }

    /// The fields, in a fixed order; those about limits as Codex names them.
    ///
    /// @param state of the turn, which clients of Codex repeat themselves
    Map<String, String> fields(Instant now, Optional<String> state) {
        var fields = new LinkedHashMap<String, String>();
        state.filter(text -> text.equals(plain(text))).ifPresent(text -> fields.put("x-codex-turn-state", text));
        if (!model.isEmpty()) fields.put("x-sx-upstream-model", plain(model));
        if (!effort.isEmpty()) fields.put("x-sx-effort", plain(effort));
        if (!dropped.isEmpty()) fields.put("x-sx-dropped", plain(String.join(",", dropped)));
        for (var limit : limits) {
            var name = limit.name().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
            if (!name.startsWith("codex") || !name.matches("[a-z0-9-]{1,60}")) continue;
            fields.put("x-" + name + "-used-percent", number(limit.usedPercent()));
            limit.window().map(Duration::toMinutes).ifPresent(minutes -> fields.put("x-" + name + "-window-minutes", String.valueOf(minutes)));
            limit.resets().ifPresent(end -> {
                fields.put("x-" + name + "-reset-after-seconds", String.valueOf(Math.max(0, Duration.between(now, end).toSeconds())));
                fields.put("x-" + name + "-reset-at", String.valueOf(end.getEpochSecond()));        // which newer clients read
            });
        }
        return fields;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /// Only what may stand in a header: the words of backends and clients are in it.
    private static String plain(String text) {
        var plain = new StringBuilder();
        for (var i = 0; i < text.length() && plain.length() < MOST; i++) {
            var c = text.charAt(i);
            plain.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return plain.toString().strip();
    }
}
