package scorpiox.command.sx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.agent.Acceptance;
import scorpiox.agent.Agent;
import scorpiox.agent.Conversation;
import scorpiox.agent.schema.Structured;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.command.Ids;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Wiring;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.ModelNames;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// What a run of `sx` needs, put together once: who answers, what the model may do, and the conversation.
///
/// @param settings     in force
/// @param provider     who answers
/// @param toolset      what may be called
/// @param conversation what is said
/// @param agent        the turn loop over all of it
record Session(Settings settings, Provider provider, Toolset toolset, Conversation conversation, Agent agent) implements AutoCloseable {
    /// Who is told on the way what the run has to say.
    ///
    /// @param notice   takes what the user should know, a line each
    /// @param progress takes what they may see go on, a line each
    record Listener(Consumer<String> notice, Consumer<String> progress) {}

    private static final int ANSWERS = 100;

    /// @param interactive whether somebody goes on talking after the first answer
    /// @param dry         whether the request is only looked at
    /// @param person      whom to ask, if anybody
    static Session open(Options options, Settings settings, boolean interactive, boolean dry, Optional<Person> person, Cancel cancel, Listener listener)
            throws IOException {
        var structured = options.structured(settings.environment()::path);
        var models = Models.of(settings.environment());
        var choice = dry ? Choice.evenWithoutCredentials(settings, models) : Choice.of(settings, models);
        if (choice.provider().equals(Codex.ID) && settings.get(Keys.CODEX_MODEL_MAP).equals("legacy") && !settings.get(Keys.MODEL).endsWith(choice.model())) {
            listener.notice().accept(settings.get(Keys.MODEL) + " means " + choice.model() + " here (CODEX_MODEL_MAP=legacy)");
        }
        var effort = choice.effort(options.arguments().get("--effort").orElse(null), settings);
        var provider = provider(options, choice, models, tokens(settings, person, cancel, listener.notice()), dry);
        var id = Ids.next();
        var toolset = Toolset.of(options, settings, provider.model(choice.model()), id,
                person.map(Person::approver), listener, cancel);
        var messages = new ArrayList<Message>();
        var instructions = options.has("--bare") ? "" : Instructions.of(settings.environment(), listener.notice());
        if (!instructions.isEmpty()) messages.add(Message.user(new Part.Text(instructions)));
        var tier = settings.get(Keys.SERVICE_TIER);
        var manner = manner(settings, choice, effort.orElse(null), provider.model(choice.model()));
        var shape = new Request(choice.model(), system(options, settings, toolset, structured), messages, Request.Tools.NONE,
                new Request.Thinking(effort.orElse(null), manner.summary(), settings.find(Keys.THINKING_BUDGET).map(Integer::valueOf).orElse(0)),
                new Request.Output(0, manner.verbosity(), tier.isEmpty() ? null : tier.equals("fast") ? "priority" : tier,
                        structured.isPresent() ? structured.get().schema() : null), cache(settings), id);
        var bounds = new Agent.Bounds(options.arguments().number("--max-turns", interactive ? 0 : ANSWERS, 1, 100_000),
                options.arguments().number("--max-tokens-total", 0, 1, Integer.MAX_VALUE), options.has("--denials-ok"));
        Script.beforeHalt(_ -> toolset.commands().kill());
        return new Session(settings, provider, toolset, new Conversation(shape), new Agent(provider, toolset.dispatcher(), bounds, toolset.commands()::news,
                structured.isPresent() ? structured.get() : Acceptance.ANY));
    }

    /// Ends every program that still runs, and the provider's connections.
    @Override
    public void close() {
        toolset.commands().close();
        provider.close();
    }

    private static Tokens tokens(Settings settings, Optional<Person> person, Cancel cancel, Consumer<String> notice) {
        return new Tokens(settings, new Http(Networks.of(settings)), InstantSource.system(), notice, person.map(Person::hosts), cancel);
    }

    /// The provider, its connection already in the making while the rest of the request is put together.
    private static Provider provider(Options options, Choice choice, Models models, Tokens tokens, boolean dry) {
        var timeouts = Timeouts.TURN.silence(options.seconds("--idle-timeout", 300));
        if (choice.provider().equals(Choice.DEMO)) return Demo.provider(timeouts);
        var provider = Vendors.of(choice.provider(), tokens.settings()).open(new Wiring(tokens, models, Product.AGENT, timeouts, Retry.USUAL, dry));
        if (!dry) provider.endpoint().ifPresent(tokens.http()::prepare);
        return provider;
    }

    /// Summary and verbosity: as set, else what the preset of a third-party endpoint's model says.
    private static ModelNames.Preset manner(Settings settings, Choice choice, Effort effort, ModelInfo model) {
        var set = new ModelNames.Preset(settings.get(Keys.CODEX_REASONING_SUMMARY), settings.find(Keys.CODEX_TEXT_VERBOSITY).orElse(null));
        if (!choice.provider().equals(Codex.ID) || !Codex.thirdParty(settings)) return set;
        var preset = ModelNames.preset(settings.get(Keys.MODEL), choice.model(), effort);
        return new ModelNames.Preset(settings.isSet(Keys.CODEX_REASONING_SUMMARY) ? set.summary() : preset.summary(),
                set.verbosity() != null ? set.verbosity() : model.verbosity() ? preset.verbosity() : null);
    }

    private static Request.Cache cache(Settings settings) {
        var mode = switch (settings.get(Keys.PROMPT_CACHE)) {
            case "off" -> Request.Cache.Mode.OFF;
            case "explicit" -> Request.Cache.Mode.EXPLICIT;
            default -> Request.Cache.Mode.AUTO;
        };
        return new Request.Cache(mode, settings.get(Keys.PROMPT_CACHE_TTL).equals("long"));
    }

    private static List<String> system(Options options, Settings settings, Toolset toolset, Optional<Structured> structured) throws IOException {
        var arguments = options.arguments();
        var file = settings.path(Keys.CODEX_INSTRUCTIONS_FILE);
        var blocks = new ArrayList<String>();
        if (arguments.get("-s").isPresent()) blocks.add(arguments.get("-s").get());
        else if (file.isPresent()) blocks.add(instructionsFile(file.get()));
        else {
            blocks.add(text("sx.md"));
            if (toolset.dispatcher().hasTools()) blocks.add(text("agent.md") + "\n\n" + surroundings(toolset));
        }
        arguments.get("--append-system").ifPresent(blocks::add);
        if (structured.isPresent()) blocks.add(structured.get().instructions());
        return blocks;
    }

    /// What stays the same for a whole conversation, so that it can be cached.
    private static String surroundings(Toolset toolset) {
        var workspace = toolset.workspace();
        var more = workspace.roots().stream().skip(1).map(Path::toString).toList();
        return "Working directory: " + workspace.directory() + (more.isEmpty() ? "" : "\nAlso open to you: " + String.join(", ", more))
                + "\nSystem: " + System.getProperty("os.name") + "\nMode: " + toolset.permissions().mode().shown();
    }

    private static String instructionsFile(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.usage("CODEX_INSTRUCTIONS_FILE cannot be read: " + e.getMessage());
        }
    }

    private static String text(String name) throws IOException {
        try (var file = Session.class.getResourceAsStream("/data/prompts/" + name)) {
            if (file == null) throw new IOException("the program was built without its prompt " + name);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
