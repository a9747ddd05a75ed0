package scorpiox.command.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.Owner;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.TerminalFilter;
import scorpiox.http.Credential;
import scorpiox.model.RateLimit;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.CodexUsage;
import scorpiox.provider.responses.ResponsesDialect;

/// `fetchtoken status`: whose sign-in it is, until when, and how much of the plan is used.
///
/// @param err told why limits are missing
record TokenStatus(TokenOptions options, Tokens tokens, Stderr err) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /// What is known.
    private record Known(String place, Credential credential, Owner owner, Optional<String> plan, List<RateLimit> limits, List<String> accounts) {}

    void print(Stdout out) {
        var known = look();
        if (options.has("--json")) out.line(Json.write(json(known)));
        else out.print(text(known));
    }

    private Known look() {
        var codex = options.claudeCode() ? Optional.<Codex>empty() : Optional.of(Codex.of(tokens.settings(), tokens));
        var source = codex.map(Codex::credentials).orElseGet(() -> tokens.claudeCode(Life.USUAL));
        source.get();
        var usage = codex.filter(each -> each.kind() == ResponsesDialect.Kind.CHATGPT).flatMap(_ -> usage(source));
        var plan = usage.flatMap(CodexUsage::plan).or(() -> source.owner().plan());
        return new Known(source.place(), source.get(), source.owner(), plan, usage.map(CodexUsage::limits).orElse(List.of()), CodexAccounts.names(tokens.settings().environment()));
    }

    /// Without limits the rest is still worth showing; without a credential nothing is.
    private Optional<CodexUsage> usage(CredentialSource source) {
        try {
            return Optional.of(CodexUsage.fetch(tokens.settings(), tokens.http(), source, tokens.cancel()));
        } catch (Failure failure) {
            tokens.cancel().check();
            if (failure.kind() == Kind.AUTH) throw failure;
            err.message("how much of the plan is used is not known: " + failure.line());
            return Optional.empty();
        }
    }

    private ObjectNode json(Known known) {
        var json = Json.object().put("source", known.place()).put("email", known.owner().email().orElse(null))
                .put("account_id", known.credential().account().orElse(null)).put("plan", known.plan().orElse(null));
        known.credential().expires().ifPresentOrElse(end -> json.put("expires_at", end.getEpochSecond()), () -> json.putNull("expires_at"));
        var limits = json.putArray("limits");
        for (var limit : known.limits()) {
            var each = limits.addObject().put("name", limit.name()).put("used_percent", limit.usedPercent());
            limit.window().ifPresentOrElse(window -> each.put("window_minutes", window.toMinutes()), () -> each.putNull("window_minutes"));
            limit.resets().ifPresentOrElse(resets -> each.put("resets_at", resets.getEpochSecond()), () -> each.putNull("resets_at"));
        }
        var accounts = json.putArray("accounts");
        known.accounts().forEach(accounts::add);
        return json;
    }

    private String text(Known known) {
        var lines = new ArrayList<String[]>();
        lines.add(new String[] {"account", known.owner().email().or(known.credential()::account).orElse("unknown")});
        lines.add(new String[] {"plan", known.plan().orElse("unknown")});
        lines.add(new String[] {"source", known.place()});
        lines.add(new String[] {"expires", known.credential().expires().map(this::moment).orElse("unknown")});
        for (var limit : known.limits()) {
            lines.add(new String[] {limit.window().map(TokenStatus::length).orElse(limit.name()), "%.0f %% used".formatted(limit.usedPercent())
                    + limit.resets().map(resets -> ", resets " + moment(resets)).orElse("") + (limit.name().startsWith("codex ") ? "" : " (" + limit.name().replaceFirst(" (primary|secondary)$", "") + ")")});
        }
        if (!known.accounts().isEmpty()) lines.add(new String[] {"accounts", String.join(", ", known.accounts())});
        var width = lines.stream().mapToInt(line -> line[0].length()).max().orElse(0);
        var filter = new TerminalFilter();
        // what a server says is one line, whatever it says
        return lines.stream().map(line -> String.join(" ", filter.whole(line[0] + " ".repeat(width + 2 - line[0].length()) + line[1]).split("[\\n\\t]+")) + "\n").collect(Collectors.joining());
    }

    /// In the user's own time zone, and from now.
    private String moment(Instant at) {
        var from = Duration.between(tokens.clock().instant(), at);
        var shown = TIME.format(at.atZone(ZoneId.systemDefault()));
        return from.isNegative() ? shown : shown + " (in " + length(from) + ")";
    }

    /// Rounded to what matters.
    private static String length(Duration time) {
        if (time.toHours() >= 47) return Math.round(time.toHours() / 24.0) + " days";
        if (time.toMinutes() >= 119) return Math.round(time.toMinutes() / 60.0) + " hours";
        return Math.max(1, Math.round(time.toSeconds() / 60.0)) + " minutes";
    }
}
