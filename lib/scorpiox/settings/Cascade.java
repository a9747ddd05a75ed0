package scorpiox.settings;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.base.Redaction;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Source.Layer;

/// Resolves the layers of settings, lowest first: presets, user file, project files, profile, environment, flags.
///
/// A project's files come with a clone, so they may do only what each key's [Key.Trust] allows.
public final class Cascade {
    static final String FILE = "scorpiox-env.txt";

    private final Environment environment;
    private final boolean trusted;
    private final Project project;
    private final Map<Key, Value> values = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    private static final String REMEDY = " (config trust accepts them)";

    /// A project setting that was not taken over.
    private record Refused(Value value, boolean trustHelps) {}

    private Cascade(Environment environment, Project project, boolean trusted) {
        this.environment = environment;
        this.project = project;
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
        var cascade = new Cascade(environment, project, flags.trust()).layers(flags);
        var programs = guard.wantsTools() ? project.programs() : List.<String>of();
        var keys = cascade.refused.stream().filter(Refused::trustHelps).map(Refused::value).toList();
        var fingerprint = Optional.<String>empty();
        if (flags.trust() && !programs.isEmpty()) {
            fingerprint = Optional.of(project.fingerprint());
        } else if (!keys.isEmpty() || !programs.isEmpty()) {
            var now = project.fingerprint();
            if (trusts(environment, project, now, keys, programs, guard)) {
                fingerprint = Optional.of(now);
                cascade = new Cascade(environment, project, true).layers(flags);
            } else if (!programs.isEmpty()) {
                cascade.warnings.add(project.tools() + ": not offered, the project is not trusted: " + String.join(", ", programs) + REMEDY);
            }
        }
        cascade.refuseOrWarn();
        return new Settings(environment, cascade.values, cascade.warnings, project, fingerprint);
    }

    private static boolean trusts(Environment environment, Project project, String fingerprint, List<Value> keys, List<String> programs, Guard guard) {
        if (project.untrustable(environment).isPresent()) return false;
        var trust = Trust.of(environment);
        var verdict = trust.verdict(project, fingerprint);
        if (verdict == Trust.Verdict.TRUSTED || verdict == Trust.Verdict.REFUSED) return verdict == Trust.Verdict.TRUSTED;
        var answer = guard.decide(project, new Guard.Wishes(keys, programs, verdict == Trust.Verdict.CHANGED));
        if (answer != Guard.Answer.NO) trust.decide(environment, project, fingerprint, answer == Guard.Answer.YES);
        return answer == Guard.Answer.YES;
    }

    private Cascade layers(Flags flags) {
        files();
        profile(flags);
        variables();
        flags(flags.overrides());
        return this;
    }

    private void files() {
        environment.team().ifPresent(team -> take(EnvFile.read(team.resolve(FILE)), Layer.TEAM, false));
        take(EnvFile.read(environment.userSettings()), Layer.USER, false);
        for (var file : project.settings()) take(EnvFile.read(file), Layer.PROJECT, true);
    }

    private void profile(Flags flags) {
        var asked = flags.profile() != null ? flags.profile()
                : flags.overrides().getOrDefault(Keys.ACTIVE_PROFILE.name(), environment.variable(Keys.ACTIVE_PROFILE.name())
                        .orElseGet(() -> values.containsKey(Keys.ACTIVE_PROFILE) ? values.get(Keys.ACTIVE_PROFILE).text() : ""));
        if (asked.isEmpty()) return;
        var profiles = Profiles.of(environment);
        var ofProject = profiles.inProject(asked);
        var ofUser = profiles.ofUser(asked);
        if (!Files.exists(ofProject) && ofUser.isEmpty()) throw profiles.none(asked);
        var shadows = Files.exists(ofProject) && ofUser.isPresent() && !trusted;
        if (shadows) warnings.add(ofProject + ": ignored, the project is not trusted and you have a profile of that name");
        if (Files.exists(ofProject) && !shadows) take(EnvFile.read(ofProject), Layer.PROFILE, true);
        else take(EnvFile.read(ofUser.orElseThrow()), Layer.PROFILE, false);
    }

    private void take(EnvFile file, Layer layer, boolean fromProject) {
        var lines = new HashMap<String, Integer>();
        for (var entry : file.entries()) {
            var source = new Source(layer, file.file(), entry.line(), fromProject);
            var key = Keys.named(entry.name());
            if (key == null) {
                warnings.add(source + ": unknown key " + entry.name() + Nearest.hint(entry.name(), names()) + " (ignored)");
                continue;
            }
            var before = lines.put(entry.name(), entry.line());
            if (before != null && key.type() != Key.Type.RULES) warnings.add(source + ": " + key.name() + " is set again; line " + before + " counts no more");
            var value = checked(key, entry.value(), source);
            if (key.trust() == Key.Trust.ENVIRONMENT) warnings.add(source + ": " + key.name() + " counts from the environment only (ignored)");
            else if (!fromProject || mayTake(value)) put(value);
        }
    }

    /// A layer above replaces what the one below says, but for lists, which grow.
    private void put(Value value) {
        var below = values.get(value.key());
        var list = value.key().type() == Key.Type.RULES && below != null && !below.text().isEmpty();
        values.put(value.key(), list ? new Value(value.key(), below.text() + "\n" + value.text(), value.source()) : value);
    }

    private boolean mayTake(Value value) {
        var key = value.key();
        var allowed = switch (key.trust()) {
            case FREE -> true;
            case TIGHTEN -> key.allowed().indexOf(value.text()) >= key.allowed().indexOf(current(key));
            case TRUSTED -> trusted || key.harmless().contains(value.text().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            case NEVER, ENVIRONMENT -> false;
        };
        if (!allowed) refused.add(new Refused(value, key.trust() == Key.Trust.TRUSTED));
        return allowed;
    }

    private void variables() {
        for (var key : Keys.all()) {
            environment.variable(key.name()).or(() -> lowerCaseProxy(key)).ifPresent(text -> put(checked(key, text, Source.of(Layer.ENVIRONMENT))));
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

    /// A refused key that would have changed where the prompt goes ends the run: going elsewhere would be worse.
    private void refuseOrWarn() {
        for (var each : refused) {
            var value = each.value();
            var stands = values.get(value.key());
            if (stands != null && stands.source().layer().compareTo(value.source().layer()) > 0) continue;
            if (value.key().routes() && !value.text().equals(current(value.key()))) {
                throw Failure.usage(value.source() + ": " + value.key().name() + " would change where the prompt goes"
                        + (each.trustHelps() ? ", and this project is not trusted" : ", which a project's file may not")).hint(each.trustHelps()
                        ? "config trust accepts what the project sets, --trust-project for this run; or set the key yourself"
                        : "set it in the environment or in " + environment.userSettings());
            }
        }
        for (var trustHelps : List.of(true, false)) {
            refused.stream().filter(each -> each.trustHelps() == trustHelps)
                    .collect(Collectors.groupingBy(each -> each.value().source().file(), java.util.LinkedHashMap::new, Collectors.toList()))
                    .forEach((file, group) -> warnings.add(file + ": ignored, " + (trustHelps ? "the project is not trusted: " : "a project may not set them: ")
                            + group.stream().map(each -> each.value().key().name()).distinct().collect(Collectors.joining(", ")) + (trustHelps ? REMEDY : "")));
        }
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
