package scorpiox.command.sx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import scorpiox.agent.Dispatcher;
import scorpiox.base.Cancel;
import scorpiox.base.ChildEnvironment;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Nearest;
import scorpiox.command.Product;
import scorpiox.http.Http;
import scorpiox.model.ModelInfo;
import scorpiox.model.Tool;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;
import scorpiox.tool.Aliases;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.UpdatePlan;
import scorpiox.tool.Workspace;
import scorpiox.tool.docs.Docs;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.edit.Edit;
import scorpiox.tool.edit.MultiEdit;
import scorpiox.tool.edit.Write;
import scorpiox.tool.files.Ls;
import scorpiox.tool.files.Read;
import scorpiox.tool.files.ViewImage;
import scorpiox.tool.permission.Approver;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;
import scorpiox.tool.permission.Rule.Verdict;
import scorpiox.tool.permission.Rule;
import scorpiox.tool.search.Glob;
import scorpiox.tool.search.Grep;
import scorpiox.tool.search.Ignore;
import scorpiox.tool.shell.Bash;
import scorpiox.tool.shell.BashKill;
import scorpiox.tool.shell.BashOutput;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.OutputFiles;
import scorpiox.tool.web.WebFetch;
import scorpiox.tool.web.WebSearch;

/// The tools of a run, put together as flags and settings say.
///
/// @param dispatcher  what the agent calls
/// @param permissions what decides
/// @param commands    what must be over when the run is
/// @param workspace   where the run works
record Toolset(Dispatcher dispatcher, Permissions permissions, Commands commands, Workspace workspace) {
    /// Names of tools that stand for others' work and are offered only on request or when allowed.
    private static final String HOSTED_SEARCH = "web_search";

    /// @param run      name of the run, for the outputs of its commands
    /// @param approver whom to ask, if anybody
    /// @throws Failure `USAGE` for a rule, tool or folder that cannot be used
    static Toolset of(Options options, Settings settings, ModelInfo model, String run, Optional<Approver> approver, Session.Listener listener, Cancel cancel) {
        var environment = settings.environment();
        var outputs = new OutputFiles(environment.state().resolve("out"), run);
        var workspace = workspace(options, environment).alsoReadable(outputs.folder());
        var asked = options.neverAsks() ? Optional.<Approver>empty() : approver;
        var mode = settings.isSet(Keys.SX_MODE) ? Mode.named(settings.get(Keys.SX_MODE)).orElseThrow() : approver.isPresent() ? Mode.ASK : Mode.READ_ONLY;
        var permissions = new Permissions(mode, rules(settings), workspace, asked.isPresent());
        var commands = new Commands(outputs, ChildEnvironment.of(environment.variables(), settings.get(Keys.SX_BASH_ENV_KEEP)), cancel);
        if (!settings.on(Keys.TOOLS)) return new Toolset(new Dispatcher(List.of(), List.of(), permissions, asked, _ -> true), permissions, commands, workspace);
        var tools = all(settings, model, workspace, permissions, commands, !options.has("--bare"));
        var known = new LinkedHashSet<>(tools.stream().map(LocalTool::name).toList());
        var builtIn = new LinkedHashSet<>(known);
        builtIn.addAll(List.of(HOSTED_SEARCH, "view_image"));
        var own = OwnTools.of(options, settings, builtIn, listener.notice());
        builtIn.addAll(own.files().keySet());
        checkRules(rules(settings), builtIn, own);
        known.addAll(own.files().keySet());
        var names = chosen(options, known);
        tools.removeIf(tool -> !names.contains(tool.name()));
        tools.addAll(own.tools(names, workspace, limits(settings), commands, model.vision(), listener, cancel));
        var local = tools.stream().anyMatch(tool -> tool.name().equals(HOSTED_SEARCH));
        var hosted = !local && names.contains(HOSTED_SEARCH) && searchAllowed(options, settings) ? List.<Tool>of(hostedSearch()) : List.<Tool>of();
        var dispatcher = new Dispatcher(tools, hosted, permissions, asked, tool -> !tool.name().matches("bash_(output|kill)") || commands.hasJobs());
        return new Toolset(dispatcher, permissions, commands, workspace);
    }

    private static Workspace workspace(Options options, Environment environment) {
        var more = new ArrayList<Path>();
        for (var name : options.arguments().all("--add-dir")) {
            var folder = environment.path(name);
            if (!Files.isDirectory(folder)) throw Failure.usage("--add-dir " + name + ": there is no such folder");
            more.add(folder);
        }
        var workspace = new Workspace(environment.directory(), more, environment.home())
                .secret(environment.configuration().resolve("codex-auth.json")).secret(environment.configuration().resolve("accounts"))
                .programs(environment.configuration()).programs(environment.team().orElse(environment.configuration()))
                .programs(environment.cache()).programs(environment.state()).programs(environment.home().resolve(".jbang")).programs(environment.home().resolve(".m2"));
        for (var name : List.of("JBANG_DIR", "JBANG_CACHE_DIR", "JBANG_REPO")) environment.variable(name).map(environment::path).ifPresent(workspace::programs);
        return workspace;
    }

    private static List<Rule> rules(Settings settings) {
        var rules = new ArrayList<Rule>();
        rules.addAll(rules(Verdict.DENY, settings, Keys.SX_DENY));
        rules.addAll(rules(Verdict.ASK, settings, Keys.SX_ASK));
        rules.addAll(rules(Verdict.ALLOW, settings, Keys.SX_ALLOW));
        return rules;
    }

    private static List<Rule> rules(Verdict verdict, Settings settings, Key key) {
        var flag = "--" + key.name().substring(3).toLowerCase(Locale.ROOT);
        return Rule.list(verdict, settings.get(key), flag + " or " + key.name());
    }

    private static ArrayList<LocalTool> all(Settings settings, ModelInfo model, Workspace workspace, Permissions permissions, Commands commands, boolean instructions) {
        var environment = settings.environment();
        var limits = limits(settings);
        var ledger = new Ledger();
        var path = environment.variable("PATH").orElse("");
        var ignore = new Ignore(workspace);
        var tools = new ArrayList<LocalTool>(List.of(
                new Read(workspace, ledger, limits, permissions::mayRead, ignore::test, model.vision(), instructions),
                new Ls(workspace, limits, permissions::mayRead, ignore::test),
                new Glob(workspace, limits, permissions::mayRead),
                new Grep(workspace, limits, permissions::mayRead, Grep.ripgrep(path)),
                new Docs(workspace, limits, permissions::mayRead, environment.home().resolve(".m2/repository"), permissions::mayRun)));
        if (model.vision()) tools.add(new ViewImage(workspace, limits, model.id(), true));
        tools.addAll(List.of(new UpdatePlan(), new Write(workspace, ledger), new Edit(workspace, ledger), new MultiEdit(workspace, ledger),
                new ApplyPatch(workspace, ledger, true), new Bash(workspace, limits, commands), new BashOutput(limits, commands), new BashKill(commands)));
        tools.add(new WebFetch(new Http(Networks.of(settings)), limits, Product.AGENT, permissions::namesHost));
        settings.find(Keys.SX_SEARCH_CMD).ifPresent(command -> tools.add(new WebSearch(List.of("/bin/sh", "-c", command), limits,
                ChildEnvironment.of(environment.variables(), settings.get(Keys.SX_BASH_ENV_KEEP)))));
        return tools;
    }

    /// A rule about a tool that does not exist would forbid nothing.
    private static void checkRules(List<Rule> rules, Set<String> names, OwnTools own) {
        for (var rule : rules) {
            if (names.stream().noneMatch(rule::isAbout) && !rule.tool().startsWith("mcp__") && own.known().stream().noneMatch(rule::isAbout)) {
                throw Failure.usage(rule.source() + ": no tool " + rule.tool() + Nearest.hint(rule.tool(), names)).hint("there are " + String.join(", ", names));
            }
        }
    }

    /// Search by the provider sends what is sought to others, so it is offered only where the user said so.
    private static boolean searchAllowed(Options options, Settings settings) {
        var named = options.arguments().get("--tools").filter(list -> list.contains(HOSTED_SEARCH)).isPresent();
        return named || rules(Verdict.ALLOW, settings, Keys.SX_ALLOW).stream().anyMatch(rule -> rule.isAbout(HOSTED_SEARCH));
    }

    private static Tool.Hosted hostedSearch() {
        return new Tool.Hosted(HOSTED_SEARCH, Json.object().put("type", HOSTED_SEARCH).put("external_web_access", true));
    }

    /// `--tools`: exactly those named, or all but those with a minus.
    private static LinkedHashSet<String> chosen(Options options, Set<String> local) {
        var known = new LinkedHashSet<>(local);
        known.add(HOSTED_SEARCH);
        var list = options.arguments().get("--tools");
        if (list.isEmpty()) return known;
        var names = Arrays.stream(list.get().split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
        if (names.isEmpty()) throw Failure.usage("--tools names no tool").hint("--no-tools offers none");
        var chosen = names.stream().allMatch(name -> name.startsWith("-") || name.startsWith("+")) ? new LinkedHashSet<>(known) : new LinkedHashSet<String>();
        for (var name : names) {
            var called = name.replaceFirst("^[-+]", "");
            var tool = known.contains(called) ? called : Aliases.name(called);
            if (!known.contains(tool)) throw Failure.usage("--tools: no tool " + tool + Nearest.hint(tool, known)).hint("there are " + String.join(", ", known));
            if (name.startsWith("-")) chosen.remove(tool);
            else chosen.add(tool);
        }
        return chosen;
    }

    private static Limits limits(Settings settings) {
        return new Limits(number(settings, Keys.SX_TOOL_MAX_LINES), number(settings, Keys.SX_TOOL_MAX_LINE), number(settings, Keys.SX_TOOL_MAX_BYTES),
                number(settings, Keys.SX_BASH_MAX_CHARS), number(settings, Keys.SX_TOOL_MAX_FILE), number(settings, Keys.SX_GREP_MAX),
                number(settings, Keys.SX_GREP_MAX_FILES), number(settings, Keys.SX_GLOB_MAX), number(settings, Keys.SX_LS_MAX),
                Duration.ofSeconds(number(settings, Keys.SX_BASH_TIMEOUT)), Duration.ofSeconds(number(settings, Keys.SX_BASH_MAX_TIMEOUT)),
                number(settings, Keys.SX_WEB_MAX_BYTES), Duration.ofSeconds(number(settings, Keys.SX_WEB_TIMEOUT)), number(settings, Keys.SX_TOOL_MAX_IMAGE),
                Limits.USUAL.imageSent(), Limits.USUAL.imageEdge());
    }

    private static int number(Settings settings, Key key) {
        return Math.max(1, Integer.parseInt(settings.get(key)));
    }
}
