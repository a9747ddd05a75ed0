package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import scorpiox.model.Usage;

/// The tokens of one answer while they are reported: every figure that comes takes the place of the one before.
final class Tally {
    private long input;
    private long read;
    private long written;
    private long writtenForAnHour;
    private long output;
    private long thinking;

    void take(JsonNode usage) {
        replace(usage);
        var iterations = usage.path("iterations");
        if (iterations.isArray() && !iterations.isEmpty()) sum(iterations);
    }

    Usage usage() {
        return new Usage(input + read + written, read, written, Math.min(writtenForAnHour, written), output, thinking, null);
    }

    private void replace(JsonNode usage) {
        input = figure(usage.path("input_tokens"), input);
        read = figure(usage.path("cache_read_input_tokens"), read);
        written = figure(usage.path("cache_creation_input_tokens"), written);
        writtenForAnHour = figure(usage.path("cache_creation").path("ephemeral_1h_input_tokens"), writtenForAnHour);
        output = figure(usage.path("output_tokens"), output);
        thinking = figure(usage.path("output_tokens_details").path("thinking_tokens"), thinking);
    }

    /// The figures at the top are those of the last step only; where another model took over they are those of its answer,
    /// which count. What an adviser used is never added.
    private void sum(JsonNode iterations) {
        var sum = new Tally();
        var any = false;
        for (var step : iterations) {
            switch (step.path("type").asText()) {
                case "fallback_message" -> {
                    return;
                }
                case "message", "compaction" -> {
                    any = true;
                    sum.add(step);
                }
                default -> { }
            }
        }
        if (!any) return;
        input = sum.input;
        read = sum.read;
        written = sum.written;
        writtenForAnHour = sum.writtenForAnHour;
        output = sum.output;
    }

    private void add(JsonNode step) {
        var one = new Tally();
        one.replace(step);
        input += one.input;
        read += one.read;
        written += one.written;
        writtenForAnHour += one.writtenForAnHour;
        output += one.output;
    }

    private static long figure(JsonNode number, long before) {
        return number.isNumber() ? Math.max(0, number.longValue()) : before;
    }
}
