package scorpiox.command.guide;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Choices;
import scorpiox.command.editor.Line;
import scorpiox.command.editor.Lines;
import scorpiox.command.editor.Preview;
import scorpiox.command.editor.Words;
import scorpiox.command.layers.Writing;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Cascade;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// `config init`, the guide for the first run: who shall answer, a credential that is tried for real, model and effort. It
/// writes the user's file, and sends nothing before it was asked for.
public final class Init {
    private final Settings settings;
    private final Cascade.Flags flags;
    private final Asked asked;
    private final Stderr err;
    private final Cancel cancel;
    private final boolean person;
    private final PlanStep plan;
    private final EndpointStep endpoint;
    private final KeyStep keys;

    private Init(Settings settings, Cascade.Flags flags, Lines lines, boolean person, Stderr err, Cancel cancel) {
        this.settings = settings;
        this.flags = flags;
        this.asked = new Asked(lines, err);
        this.err = err;
        this.cancel = cancel;
        this.person = person;
        this.plan = new PlanStep(settings, flags, asked, err, cancel);
        this.endpoint = new EndpointStep(settings, asked, err, cancel);
        this.keys = new KeyStep(settings, asked, err, cancel);
    }

    /// Guides the user; the result is the exit code.
    ///
    /// @param flags    what this run lays over the files
    /// @param terminal which streams are one
    public static int run(Settings settings, Cascade.Flags flags, Terminal terminal, Stderr err, Cancel cancel) {
        try (var lines = Lines.of(terminal, err, cancel)) {
            return run(settings, flags, lines, terminal.in(), err, cancel);
        }
    }

    /// @param person whether somebody sits there and can answer anew
    static int run(Settings settings, Cascade.Flags flags, Lines lines, boolean person, Stderr err, Cancel cancel) {
        try {
            return new Init(settings, flags, lines, person, err, cancel).guide();
        } catch (Asked.Ended ended) {
            err.message("the input ended before the last question: no setting is written");
            return Kind.USAGE.exit();
        }
    }

    private int guide() {
        var changes = chosen();
        if (changes.isEmpty()) {
            err.message("everything stays as it is");
            return 0;
        }
        var wanted = new LinkedHashMap<>(changes.get());
        if (!Choice.DEMO.equals(wanted.get(Keys.PROVIDER.name()))) model(wanted);
        return write(wanted);
    }

    /// What has to be set for whoever shall answer; a credential that does not work leads a person back to the question.
    /// Lines of a pipe were written for what should have followed, so there it is the end.
    ///
    /// @throws Failure on a pipe, what the credential failed with
    private Optional<Map<String, String>> chosen() {
        while (true) {
            var signIn = plan.found();
            var key = endpoint.found();
            var sentences = List.of("a ChatGPT plan, by its Codex sign-in" + signIn.map(whose -> " (found: " + whose + ")").orElse(""),
                    "a third-party Codex endpoint, by base URL and key" + key.map(where -> " (found: " + where + ")").orElse(""),
                    "Anthropic, Google or OpenAI, by an API key" + keys.found().map(where -> " (found: " + where + ")").orElse(""),
                    "only the offline demo for now", "leave everything as it is");
            var answer = asked.one("Who shall answer?", sentences, signIn.isPresent() ? 1 : key.isPresent() ? 2 : keys.found().isPresent() ? 3 : 1);
            try {
                var changes = switch (answer) {
                    case 1 -> plan.ask();
                    case 2 -> endpoint.ask();
                    case 3 -> keys.ask();
                    case 4 -> Optional.of(Map.of(Keys.PROVIDER.name(), Choice.DEMO));
                    default -> Optional.<Map<String, String>>empty();
                };
                if (changes.isPresent() || answer == 5) return changes;
            } catch (Failure failure) {
                cancel.check();
                if (failure.kind() == Kind.CANCELLED || !person) throw failure;
                err.message(failure.line());
            } catch (IOException e) {
                var problem = "the sign-in could not be kept: " + e.getMessage();
                if (!person) throw Failure.of(Kind.INTERNAL, problem, e);
                err.message(problem);
            }
        }
    }

    private void model(Map<String, String> wanted) {
        var model = asked.word("Which model? A tier is the provider's own of that size.", Choices.models(settings.environment()), settings.get(Keys.MODEL), _ -> Optional.empty());
        if (!model.isEmpty()) wanted.put(Keys.MODEL.name(), model);
        var key = settings.isSet(Keys.CODEX_REASONING_EFFORT) ? Keys.CODEX_REASONING_EFFORT : Keys.REASONING_EFFORT;
        var now = settings.find(key).orElse("the model's own");
        var efforts = key.choices().stream().filter(each -> !List.of("off", "0").contains(each)).toList();
        var effort = asked.word("How hard shall it think?", efforts, now, key::problemWith);
        if (!effort.isEmpty()) wanted.put(key.name(), effort);
    }

    private int write(Map<String, String> wanted) {
        var environment = settings.environment();
        var target = Writing.target(environment, "user", null);
        var preview = Preview.of(Writing.preview(environment, target, wanted), environment);
        if (preview.isEmpty()) {
            err.message("the settings are like this already");
        } else {
            err.raw("\n" + preview.stream().map(Line::text).collect(Collectors.joining("\n")) + "\n");
            if (!asked.yes("Write this?")) {
                err.message("no setting is written");
                return 0;
            }
            Writing.write(environment, target, wanted);
            err.message("written: " + Words.path(target.file(), environment));
        }
        above(wanted);
        err.raw("\nTry:\n  sx \"hello\"\n  sx \"count the Java files here and name the largest\"\n");
        return 0;
    }

    /// Says what will not count because a layer above the user's file says something else.
    private void above(Map<String, String> wanted) {
        var now = Cascade.resolve(settings.environment(), flags);
        wanted.forEach((name, text) -> {
            Key key = Keys.named(name);
            var counts = text != null ? now.get(key).equals(text) : now.find(key).isEmpty();
            if (!counts) err.message(name + " from " + now.value(key).source() + " stands above it");
        });
    }
}
