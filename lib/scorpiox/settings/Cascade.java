package scorpiox.settings;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.base.Redaction;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Source.Layer;

/// Resolves the layers of settings, lowest first: presets, team file, user file, project files, profile, environment, flags.
///
/// A project's files come with a clone, so they may do only what each key's [Key.Trust] allows.
public final class Cascade {
    static final String FILE = "scorpiox-env.txt";
    static final String REMEDY = " (config trust accepts them)";
    private static final String NOT_TRUSTED = "the project is not trusted";
    private static final int MOST_UNKNOWN = 10;

    private final Environment environment;
    private final Project project;
    private final Reading reading;
    private final boolean trusted;
    private final Map<Key, Value> values = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private boolean shadowed;

    /// A project setting that was not taken over.
    private record Refused(Value value, boolean trustHelps) {}

    private Cascade(Environment environment, Project project, Reading reading, boolean trusted) {
        this.environment = environment;
        this.project = project;
        this.reading = reading;
        this.trusted = trusted;
    }

    /// What the flags of this run say about settings.
    ///
    /// @param profile   `--profile`, or null
    /// @param overrides keys set by flags and by `-e KEY=VALUE`
    /// @param trust     `--trust-project`
    public record Flags(String profile, Map<String, String> overrides, boolean trust) {
        public static final Flags NONE = new Flags(null, Map.of(), false);
    }

    /// Resolves everything, asking nobody.
    ///
    /// @throws Failure `USAGE` for a file, value or profile that cannot be used, and when an untrusted project wanted
    ///                 the prompt to go elsewhere
    public static Settings resolve(Environment environment, Flags flags) {
        return resolve(environment, flags, Guard.NOBODY);
    }

    /// Resolves everything. Until the guard has decided about the project nothing but its settings files is looked at.
    ///
    /// @throws Failure `USAGE` for a file, value or profile that cannot be used, and when an untrusted project wanted
    ///                 the prompt to go elsewhere
    public static Settings resolve(Environment environment, Flags flags, Guard guard) {
        var project = Project.around(environment);
        var reading = new Reading(project);
        var cascade = new Cascade(environment, project, reading, false).layers(flags);
        var tools = guard.wantsTools() && cascade.ownTools() && Files.exists(project.tools(), LinkOption.NOFOLLOW_LINKS);
        var decision = Decision.NONE;
        if (tools || cascade.trustMatters()) {
            decision = Decision.about(project, environment, reading, tools, flags.trust(), guard);
            if (decision.trusted()) cascade = new Cascade(environment, project, reading, true).layers(flags);
        }
        cascade.warnings.addAll(decision.warnings());
        if (guard.sends()) cascade.refuse(decision.never());
        cascade.warn(decision.never());
        return new Settings(environment, cascade.values, cascade.warnings, project, decision.fingerprint());
    }

    private boolean trustMatters() {
        for (var each : refused) if (each.trustHelps()) return true;
        return shadowed;
    }

    private boolean ownTools() {
        return !current(Keys.TOOLS).equals("0") && !current(Keys.SX_TOOLS).equals("0");
    }

    private Cascade layers(Flags flags) {
        files();
        profile(flags);
        variables();
        flags(flags.overrides());
        return this;
    }

    private void files() {
        environment.variable(Keys.SX_TEAM.name()).ifPresent(this::team);
        take(reading.read(environment.userSettings()), Layer.USER, false);
        for (var file : project.settings()) ofProject(file, Layer.PROJECT);
    }

    private void ofProject(Path file, Layer layer) {
        project.outside(file).ifPresent(why -> warnings.add(file + ": ignored, it " + why));
        take(reading.readOfProject(file), layer, true);
    }

    /// Going on without them could send the prompt elsewhere than the team wants.
    private void team(String named) {
        var folder = environment.team().orElseThrow(() ->
                Failure.usage("SX_TEAM: " + named + " is not the absolute path of a folder").hint("mend it, or unset it to go without"));
        take(reading.read(folder.resolve(FILE)), Layer.TEAM, false);
    }

    private void profile(Flags flags) {
        var asked = flags.profile() != null ? flags.profile()
                : flags.overrides().getOrDefault(Keys.ACTIVE_PROFILE.name(), environment.variable(Keys.ACTIVE_PROFILE.name())
                        .orElseGet(() -> values.containsKey(Keys.ACTIVE_PROFILE) ? values.get(Keys.ACTIVE_PROFILE).text() : ""));
        if (asked.isEmpty()) return;
        var profiles = Profiles.of(environment);
        var ofProject = profiles.inProject(asked);
        var ofUser = profiles.ofUser(asked);
        var outside = project.outside(ofProject);
        var there = outside.isEmpty() && Files.exists(ofProject);
        outside.ifPresent(why -> warnings.add(ofProject + ": ignored, it " + why));
        if (!there && ofUser.isEmpty()) throw outside.map(why -> Failure.usage(ofProject + " " + why)).orElseGet(() -> profiles.none(asked));
        shadowed = there && ofUser.isPresent() && !trusted;
        if (shadowed) warnings.add(ofProject + ": ignored, the project is not trusted and you have a profile of that name");
        if (there && !shadowed) ofProject(ofProject, Layer.PROFILE);
        else take(reading.read(ofUser.orElseThrow()), Layer.PROFILE, false);
    }

    private void take(EnvFile file, Layer layer, boolean fromProject) {
        var lines = new HashMap<String, Integer>();
        var unknown = 0;
        for (var entry : file.entries()) {
            var source = new Source(layer, file.file(), entry.line(), fromProject);
            var key = Keys.named(entry.name());
            if (key == null) {
                if (++unknown <= MOST_UNKNOWN) warnings.add(source + ": unknown key " + entry.name() + Nearest.hint(entry.name(), names()) + " (ignored)");
                continue;
            }
            var before = lines.put(entry.name(), entry.line());
            if (before != null && key.type() != Key.Type.RULES) warnings.add(source + ": " + key.name() + " is set again; line " + before + " counts no more");
            var value = checked(key, entry.value(), source);
            if (key.trust() == Key.Trust.ENVIRONMENT) warnings.add(source + ": " + key.name() + " counts from the environment only (ignored)");
            else if (!fromProject || mayTake(value)) put(value);
        }
        if (unknown > MOST_UNKNOWN) warnings.add(file.file() + ": " + (unknown - MOST_UNKNOWN) + " more unknown keys (ignored)");
    }

    /// A layer above replaces what the one below says, but for lists, which grow.
    private void put(Value value) {
        if (value.text().isEmpty() && value.key().emptyIsPreset()) {
            values.remove(value.key());
            return;
        }
        var below = values.get(value.key());
        var list = value.key().type() == Key.Type.RULES && below != null && !below.text().isEmpty();
        values.put(value.key(), list ? new Value(value.key(), below.text() + "\n" + value.text(), value.source()) : value);
    }

    private boolean mayTake(Value value) {
        var key = value.key();
        var allowed = switch (key.trust()) {
            case FREE -> true;
            case TIGHTEN -> key.atLeastAsStrict(value.text(), current(key));
            case TRUSTED -> trusted || !key.needsTrust(value.text());
            case NEVER, ENVIRONMENT -> false;
        };
        if (!allowed) refused.add(new Refused(value, key.trust() == Key.Trust.TRUSTED));
        return allowed;
    }

    private void variables() {
        for (var key : Keys.all()) {
            environment.variable(key.name()).or(() -> lowerCaseProxy(key)).ifPresent(text -> put(checked(key, text, Source.of(Layer.ENVIRONMENT))));
        }
        for (var name : environment.variables().keySet()) {
            if (Keys.isAlias(name)) environment.variable(name).ifPresent(text -> put(checked(Keys.named(name), text, Source.of(Layer.ENVIRONMENT))));
        }
    }

    /// Proxies are commonly set as `https_proxy`.
    private Optional<String> lowerCaseProxy(Key key) {
        return key.name().endsWith("_PROXY") ? environment.variable(key.name().toLowerCase(java.util.Locale.ROOT)) : Optional.empty();
    }

    private void flags(Map<String, String> overrides) {
        overrides.forEach((name, text) -> {
            var key = Keys.named(name);
            if (key == null) throw Failure.usage("-e " + name + ": unknown key" + Nearest.hint(name, names()));
            if (key.trust() == Key.Trust.ENVIRONMENT) throw Failure.usage("-e " + name + ": it counts from the environment only");
            put(checked(key, text.strip(), Source.of(Layer.FLAG)));
        });
    }

    /// A refused key that would have changed where the prompt goes ends the run: going elsewhere would be worse. The demo's
    /// prompts stay in this process.
    ///
    /// @param never why the project can never be trusted, if so
    private void refuse(Optional<String> never) {
        var demo = current(Keys.PROVIDER).equalsIgnoreCase("demo");
        for (var each : refused) {
            var value = each.value();
            var stands = values.get(value.key());
            if (demo && !value.key().equals(Keys.PROVIDER) || stands != null && stands.source().layer().compareTo(value.source().layer()) > 0) continue;
            if (value.key().routes() && !value.text().equals(current(value.key()))) throw elsewhere(value, each.trustHelps(), never);
        }
    }

    private void warn(Optional<String> never) {
        if (refused.isEmpty()) return;
        var names = new LinkedHashMap<String, LinkedHashSet<String>>();
        for (var trust : List.of(Key.Trust.TRUSTED, Key.Trust.TIGHTEN, Key.Trust.NEVER)) {
            for (var each : refused) {
                var key = each.value().key();
                var what = each.value().source().file() + ": ignored, " + why(trust, never);
                if (key.trust() == trust) names.computeIfAbsent(what, _ -> new LinkedHashSet<>()).add(key.name());
            }
        }
        names.forEach((what, keys) -> warnings.add(what + ": " + String.join(", ", keys) + (what.endsWith(NOT_TRUSTED) ? REMEDY : "")));
    }

    private static String why(Key.Trust trust, Optional<String> never) {
        return switch (trust) {
            case TRUSTED -> never.map(what -> "there is no trust in " + what).orElse(NOT_TRUSTED);
            case TIGHTEN -> "a project may only make them stricter";
            default -> "a project may not set them";
        };
    }

    private Failure elsewhere(Value value, boolean trustHelps, Optional<String> never) {
        var failure = Failure.usage(value.source() + ": " + value.key().name() + " would change where the prompt goes"
                + (!trustHelps ? ", which a project's file may not" : never.map(what -> ", and there is no trust in " + what).orElse(", and this project is not trusted")));
        return failure.hint(trustHelps && never.isEmpty() ? "config trust accepts what the project sets, --trust-project for this run; or set the key yourself"
                : "take the line out; where it is meant, set it in the environment or in " + environment.userSettings());
    }

    private Value checked(Key key, String text, Source source) {
        var value = key.normalised(text);
        if (!value.isEmpty()) {
            key.problemWith(value).ifPresent(problem -> {
                var shown = key.secret() || value.contains("@") ? Redaction.MASK : value;
                throw Failure.usage((source.file() == null ? "" : source + ": ") + key.name() + " " + problem + ", not " + shown);
            });
        }
        return new Value(key, value, source);
    }

    private String current(Key key) {
        return values.containsKey(key) ? values.get(key).text() : key.preset();
    }

    private static List<String> names() {
        return Keys.all().stream().map(Key::name).toList();
    }
}
