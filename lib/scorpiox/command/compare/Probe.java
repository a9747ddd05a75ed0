package scorpiox.command.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.Fetched;
import scorpiox.auth.oauth.LocalSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.TimeLimit;
import scorpiox.command.Ids;
import scorpiox.command.compare.Check.Verdict;
import scorpiox.model.Answer;
import scorpiox.model.Cost;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.model.Usage;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;

/// Small live checks of one provider, a feature after the other.
///
/// @param provider    to be checked
/// @param model       to be asked
/// @param can         what it says it can do: what it cannot is not tried
/// @param credentials makes its credential source anew
/// @param limit       longest time for one request
/// @param told        of every check as soon as it is over
record Probe(Provider provider, String model, Capabilities can, Supplier<CredentialSource> credentials, Duration limit, InstantSource clock, Consumer<Check> told, Cancel cancel) {
    private static final String TOOL = "report";
    private static final String CITY = "Lisbon";
    private static final int PREFIX_TOKENS = 5_000;
    private static final int MOST = 512;

    /// What came of one request.
    private record Reply(Answer answer, int pieces, List<StreamEvent.ToolCallEnd> calls, List<String> notices, long millis) {
        Usage usage() {
            return answer.usage();
        }
    }

    /// All checks, in the order of the matrix. Once the first request has failed, those that need one like it are left out: they would fail alike.
    List<Check> run() {
        var checks = new ArrayList<Check>();
        Consumer<Check> keep = check -> {
            checks.add(check);
            told.accept(check);
        };
        var first = checked(Feature.STREAMING, () -> streaming(keep));
        keep.accept(first);
        keep.accept(first.verdict() != Verdict.FAILED ? new Check(Feature.AUTHENTICATION, Verdict.PASSED, can.cells().get(Feature.AUTHENTICATION).note(), 0)
                : Check.skipped(Feature.AUTHENTICATION, "not known: " + first.reason()));
        for (var feature : List.of(Feature.THINKING, Feature.TOOL_USE, Feature.VISION, Feature.CONTEXT_CACHING, Feature.TOKEN_COUNT)) {
            if (first.verdict() == Verdict.FAILED) keep.accept(Check.skipped(feature, "the first request failed"));
            else if (!can.cells().get(feature).supported()) keep.accept(Check.skipped(feature, can.cells().get(feature).note()));
            else keep.accept(checked(feature, () -> of(feature, keep)));
        }
        keep.accept(checked(Feature.TOKEN_REFRESH, this::refresh));
        for (var feature : Original.ROWS) {
            if (checks.stream().noneMatch(check -> check.feature() == feature)) keep.accept(Check.skipped(feature, "what it needs did not come"));
        }
        checks.sort(Comparator.comparingInt(check -> Original.ROWS.indexOf(check.feature())));
        return checks;
    }

    private Check of(Feature feature, Consumer<Check> more) {
        return switch (feature) {
            case THINKING -> thinking();
            case TOOL_USE -> tools(more);
            case VISION -> vision();
            case CONTEXT_CACHING -> caching();
            default -> count();
        };
    }

    private Check checked(Feature feature, Supplier<Check> check) {
        try {
            return check.get();
        } catch (Failure failure) {
            cancel.check();
            return new Check(feature, Verdict.FAILED, Redaction.mask(failure.line()).replaceAll("\\s+", " "), 0);
        }
    }

    private Check streaming(Consumer<Check> more) {
        var reply = ask(request("Count from 1 to 12 in words, with blanks between them and nothing else.", Request.Tools.NONE, null));
        if (reply.answer().text().isBlank()) return new Check(Feature.STREAMING, Verdict.FAILED, "an answer without text", reply.millis());
        var cost = Cost.of(Stopwatch.priced(reply.answer(), provider, model), reply.usage(), clock);
        more.accept(cost == null ? Check.skipped(Feature.COST, reply.usage().equals(Usage.NONE) ? "no tokens were reported" : "no price of " + model + " is known")
                : new Check(Feature.COST, Verdict.PASSED, Figures.dollars(cost.usd()) + (cost.charged() ? ", as the provider says" : ", prices as of " + cost.asOf()), 0));
        if (!can.cells().get(Feature.STREAMING).supported()) return Check.skipped(Feature.STREAMING, can.cells().get(Feature.STREAMING).note());
        return reply.pieces() > 1 ? new Check(Feature.STREAMING, Verdict.PASSED, reply.pieces() + " pieces", reply.millis())
                : new Check(Feature.STREAMING, Verdict.SKIPPED, "the answer came in one piece, too short to tell", reply.millis());
    }

    private Check thinking() {
        if (info().reasoning().style() == ModelInfo.Style.NONE) return Check.skipped(Feature.THINKING, model + " does not think");
        var effort = info().efforts().stream().filter(each -> each.compareTo(Effort.LOW) >= 0).findFirst().orElse(Effort.LOW);
        var reply = ask(request("What is 17 times 23? The number alone.", Request.Tools.NONE, effort));
        if (!reply.notices().isEmpty()) return new Check(Feature.THINKING, Verdict.FAILED, String.join("; ", reply.notices()), reply.millis());
        return new Check(Feature.THINKING, Verdict.PASSED, "effort " + effort.wire() + ", " + reply.usage().reasoning() + " tokens of thinking reported", reply.millis());
    }

    private Check tools(Consumer<Check> more) {
        var schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("city").put("type", "string").put("description", "name of a city");
        schema.putArray("required").add("city");
        schema.put("additionalProperties", false);
        var tools = new Request.Tools(List.of(new Tool.Function(TOOL, "Reports a city", schema)), new Request.Choice.Named(TOOL), false);
        var reply = ask(request("Call " + TOOL + " with {\"city\": \"" + CITY + "\"}", tools, null));
        var call = reply.calls().stream().filter(each -> each.name().equals(TOOL)).findFirst();
        if (call.isEmpty()) {
            return new Check(Feature.TOOL_USE, Verdict.FAILED, "the tool was not called", reply.millis());
        }
        more.accept(arguments(call.get().args(), reply.millis()));
        return new Check(Feature.TOOL_USE, Verdict.PASSED, reply.notices().isEmpty() ? "the tool was called when it had to be" : "the tool was called; " + String.join("; ", reply.notices()), reply.millis());
    }

    private static Check arguments(ObjectNode arguments, long millis) {
        if (arguments == null) return new Check(Feature.FUNCTION_CALLING, Verdict.FAILED, "the arguments are no JSON object", millis);
        var city = Json.text(arguments, "city");
        var right = city != null && city.toLowerCase(Locale.ROOT).contains(CITY.toLowerCase(Locale.ROOT));
        return new Check(Feature.FUNCTION_CALLING, right ? Verdict.PASSED : Verdict.FAILED, right ? "arguments as the schema wants them" : "the arguments are not what was asked for", millis);
    }

    private Check vision() {
        if (!info().vision()) return Check.skipped(Feature.VISION, model + " takes no images");
        var reply = ask(with(Request.Tools.NONE, null, "", new Part.Image("image/png", red(), null), new Part.Text("Which colour fills this picture? One English word.")));
        var said = reply.answer().text().strip();
        var right = said.toLowerCase(Locale.ROOT).contains("red");
        return new Check(Feature.VISION, right ? Verdict.PASSED : Verdict.FAILED, right ? "saw a red picture" : "a red picture was called " + Cells.cut(said.replaceAll("\\s+", " "), 40), reply.millis());
    }

    /// A prefix of its own every time, so that only the second request can find it.
    private Check caching() {
        var prefix = new StringBuilder("Material " + Ids.next() + ", of no meaning:");
        for (var i = 0; i < PREFIX_TOKENS / 4; i++) prefix.append(" item ").append(i).append(';');
        var request = with(Request.Tools.NONE, null, prefix.toString(), new Part.Text("Say ok."));
        ask(request);
        var again = ask(request);
        var read = again.usage().cached();
        return new Check(Feature.CONTEXT_CACHING, read > 0 ? Verdict.PASSED : Verdict.FAILED, read + " of " + again.usage().input() + " tokens came from the cache", again.millis());
    }

    private Check count() {
        var start = System.nanoTime();
        try (var time = time()) {
            var counted = provider.count(request("How many tokens are these?", Request.Tools.NONE, null), time.cancel());
            return new Check(Feature.TOKEN_COUNT, Verdict.PASSED, counted.tokens() + " tokens, " + (counted.estimated() ? "an estimate" : "counted by the server"), millis(start));
        }
    }

    /// A refresh token is good for one use, so none is spent here.
    private Check refresh() {
        var cell = can.cells().get(Feature.TOKEN_REFRESH);
        if (!cell.supported()) return Check.skipped(Feature.TOKEN_REFRESH, cell.note());
        var source = credentials.get();
        return switch (source) {
            case Fetched _ -> {
                source.get();
                credentials.get().get();
                yield new Check(Feature.TOKEN_REFRESH, Verdict.PASSED, "fetched twice from " + source.place(), 0);
            }
            case LocalSource _ -> Check.skipped(Feature.TOKEN_REFRESH, "not forced, for a refresh token can be used once; this one "
                    + source.get().expires().map(end -> "ends " + Figures.until(end, clock.instant())).orElse("does not say when it ends"));
            default -> Check.skipped(Feature.TOKEN_REFRESH, "nothing to renew in " + source.place());
        };
    }

    private ModelInfo info() {
        return provider.model(model);
    }

    private Request request(String prompt, Request.Tools tools, Effort effort) {
        return with(tools, effort, "", new Part.Text(prompt));
    }

    private Request with(Request.Tools tools, Effort effort, String prefix, Part... parts) {
        var system = prefix.isEmpty() ? List.of(Question.SYSTEM) : List.of(prefix, Question.SYSTEM);
        return new Request(model, system, List.of(Message.user(parts)), tools, new Request.Thinking(effort, "auto"), new Request.Output(MOST, null, null, null), Ids.next());
    }

    private Reply ask(Request request) {
        var answer = new Answer();
        var pieces = new int[1];
        var calls = new ArrayList<StreamEvent.ToolCallEnd>();
        var notices = new ArrayList<String>();
        var start = System.nanoTime();
        try (var time = time()) {
            provider.stream(request, new Turn(false), event -> {
                answer.event(event);
                switch (event) {
                    case StreamEvent.TextDelta _ -> pieces[0]++;
                    case StreamEvent.ToolCallEnd call -> calls.add(call);
                    case StreamEvent.Notice notice -> notices.add(notice.text());
                    default -> { }
                }
            }, time.cancel());
        }
        if (answer.failure() != null) throw answer.failure();
        if (answer.finish() == null) throw Failure.of(Kind.PROTOCOL, "the answer has no end");
        return new Reply(answer, pieces[0], calls, notices, millis(start));
    }

    private TimeLimit time() {
        return new TimeLimit(limit, cancel, Failure.of(Kind.DEADLINE, "no whole answer within " + limit.toSeconds() + " s"));
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /// Eight by eight red dots, as PNG.
    private static String red() {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (var x = 0; x < 8; x++) for (var y = 0; y < 8; y++) image.setRGB(x, y, Color.RED.getRGB());
        try (var out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return Base64.getEncoder().encodeToString(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
