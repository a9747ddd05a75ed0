package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.http.Timeouts;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Notice;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Asks the user's own program `claude`, in an empty folder, without tools, sessions or settings of its own
/// (code.claude.com, CLI reference). It signs in, renews and repeats by itself; its stream wraps the events of the
/// Messages wire.
final class ClaudeCli implements Provider {
    private final Settings settings;
    private final Models models;
    private final Timeouts timeouts;

    ClaudeCli(Settings settings, Models models, Timeouts timeouts) {
        this.settings = settings;
        this.models = models;
        this.timeouts = timeouts;
    }

    @Override
    public String id() {
        return ClaudeCode.ID;
    }

    @Override
    public ModelInfo model(String name) {
        return models.find(ClaudeCode.ID, name);
    }

    /// The program itself.
    ///
    /// @throws Failure `AUTH` when there is none
    static Path program(Settings settings) {
        return ClaudeProcess.program(settings.environment()).orElseThrow(() -> Failure.of(Kind.AUTH, "the program claude is not on PATH")
                .hint("install Claude Code and sign in with: claude; or put a token of claude setup-token into CLAUDE_CODE_OAUTH_TOKEN and set CLAUDE_CODE_AUTH=bearer"));
    }

    @Override
    public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        try {
            cancel.check();
            var program = program(settings);
            if (!request.tools().offered().isEmpty() && !(request.tools().choice() instanceof Request.Choice.None)) {
                to.event(new Notice("tools_dropped", "claude-code takes no tools in cli mode: it answers without them"));
            }
            var folder = Files.createTempDirectory("sx-claude-");
            try {
                to.event(ask(program, folder, request, to, cancel));
            } finally {
                delete(folder);
            }
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : failure));
        } catch (IOException e) {
            to.event(new StreamEvent.Failed(Failure.of(Kind.INTERNAL, "claude needs a folder for a while: " + e.getMessage(), e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            to.event(new StreamEvent.Failed(Failure.of(Kind.CANCELLED, "interrupted", e)));
        }
    }

    /// @return the event that ends the answer
    private StreamEvent ask(Path program, Path folder, Request request, Sink<StreamEvent> to, Cancel cancel) throws IOException, InterruptedException {
        var answer = new ClaudeAnswer(request, to);
        try (var process = new ClaudeProcess(command(program, folder, request), folder, variables(request), Json.bytes(ClaudePrompt.of(request)), timeouts.silence(), cancel)) {
            for (var line = process.line(); line != null; line = process.line()) {
                var json = json(line);
                if (json != null) answer.line(json);
                if (answer.end() != null) break;
                to.pause();
            }
            cancel.check();
            return answer.end() != null ? answer.end() : answer.without(process.exit(), process.lastError());
        }
    }

    private List<String> command(Path program, Path folder, Request request) throws IOException {
        var command = new ArrayList<>(List.of(program.toString(), "-p", "--output-format", "stream-json", "--input-format", "stream-json", "--include-partial-messages", "--verbose",
                "--model", request.model(), "--tools", "", "--strict-mcp-config", "--setting-sources", "", "--disable-slash-commands", "--no-session-persistence"));
        var effort = request.thinking().effort();
        if (effort != null && effort != Effort.NONE) command.addAll(List.of("--effort", effort == Effort.MINIMAL ? Effort.LOW.wire() : effort.wire()));
        var system = String.join("\n\n", request.system());
        if (!system.isBlank()) command.addAll(List.of("--system-prompt-file", Files.writeString(folder.resolve("system.txt"), system).toString()));
        return command;
    }

    private Map<String, String> variables(Request request) {
        var variables = ClaudeProcess.variables(settings.environment());
        settings.path(Keys.CLAUDE_CONFIG_DIR).ifPresent(folder -> variables.put("CLAUDE_CONFIG_DIR", folder.toString()));
        settings.find(Keys.CLAUDE_CODE_OAUTH_TOKEN).ifPresent(token -> variables.put("CLAUDE_CODE_OAUTH_TOKEN", token.strip()));
        if (request.output().maxTokens() > 0) variables.put("CLAUDE_CODE_MAX_OUTPUT_TOKENS", String.valueOf(request.output().maxTokens()));
        if (request.thinking().effort() == Effort.NONE) variables.put("MAX_THINKING_TOKENS", "0");
        else if (request.thinking().budget() > 0) variables.put("MAX_THINKING_TOKENS", String.valueOf(request.thinking().budget()));
        return variables;
    }

    /// A line may begin with what was meant for a terminal; null for one without JSON.
    private static JsonNode json(String line) {
        var start = line.indexOf('{');
        if (start < 0) return null;
        try {
            return Json.read(start == 0 ? line : line.substring(start));
        } catch (IOException notJson) {
            return null;
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException kept) {
            // it is in the folder for temporary files
        }
    }
}
