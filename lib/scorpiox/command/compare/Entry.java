package scorpiox.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.provider.router.Choice;

/// The figures of one answer, as a log keeps them. Null stands for what is not known.
///
/// @param time   when it was over
/// @param prompt hash of the question; null where it was not written down
/// @param first  milliseconds
/// @param total  milliseconds
/// @param rate   tokens a second
/// @param cost   US dollars
/// @param prices date of the oldest price in it
/// @param error  why there is no answer, a line without secrets
record Entry(Instant time, String prompt, String provider, String model, boolean ok, Double first, Double total, Double rate, Long input, Long cached,
             Long output, Double cost, String prices, String finish, String error) {
    static Entry of(Choice target, Measure measure, Instant time, String prompt) {
        var usage = measure.usage();
        var error = measure.ok() ? null : Redaction.mask(measure.failure().line()).replaceAll("\\s+", " ").strip();
        return new Entry(time, prompt, target.provider(), Targets.shown(target), measure.ok(), measure.first(), measure.total(), measure.rate(),
                usage == null ? null : usage.input(), usage == null ? null : usage.cached(), usage == null ? null : usage.output(),
                measure.cost() == null ? null : measure.cost().usd(), measure.cost() == null || measure.cost().asOf().isEmpty() ? null : measure.cost().asOf(),
                measure.finish(), error);
    }

    ObjectNode json() {
        var json = Json.object().put("time", time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString()).put("prompt_sha256", prompt);
        return figures(json.put("provider", provider).put("model", model).put("ok", ok));
    }

    private ObjectNode figures(ObjectNode json) {
        return json.put("ttft_ms", rounded(first, 1)).put("total_ms", rounded(total, 1)).put("tokens_per_s", rounded(rate, 2)).put("input_tokens", input)
                .put("cached_input_tokens", cached).put("output_tokens", output).put("cost_usd", rounded(cost, 9)).put("prices_as_of", prices)
                .put("finish", finish).put("error", error);
    }

    /// What a log says; empty for anything that is no result.
    static Optional<Entry> of(JsonNode json) {
        var provider = Json.text(json, "provider");
        var model = Json.text(json, "model");
        if (provider == null || model == null || !json.path("ok").isBoolean()) return Optional.empty();
        return Optional.of(new Entry(time(Json.text(json, "time")), Json.text(json, "prompt_sha256"), provider, model, json.path("ok").booleanValue(), number(json, "ttft_ms"),
                number(json, "total_ms"), number(json, "tokens_per_s"), whole(json, "input_tokens"), whole(json, "cached_input_tokens"), whole(json, "output_tokens"),
                number(json, "cost_usd"), Json.text(json, "prices_as_of"), Json.text(json, "finish"), Json.text(json, "error")));
    }

    static Double rounded(Double number, int places) {
        return number == null ? null : Double.valueOf(Figures.rounded(number, places));
    }

    private static Double number(JsonNode json, String member) {
        var value = json.path(member);
        return value.isNumber() && value.doubleValue() >= 0 && Double.isFinite(value.doubleValue()) ? Double.valueOf(value.doubleValue()) : null;
    }

    private static Long whole(JsonNode json, String member) {
        var number = number(json, member);
        return number == null ? null : Long.valueOf(Math.round(number));
    }

    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException noTime) {
            return null;
        }
    }
}
