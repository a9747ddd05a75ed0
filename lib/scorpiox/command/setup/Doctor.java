package scorpiox.command.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import scorpiox.base.Cancel;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.command.Arguments;
import scorpiox.command.FirstWord;
import scorpiox.command.Person;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Guard;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Settings;

/// `sx doctor`: looks at everything that a run needs, and says what mends what is wrong.
public final class Doctor {
    /// A renewal that has begun is worth waiting for: half-way through it the sign-in would be lost.
    private static final Duration UNBROKEN = Duration.ofSeconds(40);

    private final Environment environment;
    private final Cascade.Flags flags;
    private final Guard guard;
    private final Terminal terminal;
    private final Cancel cancel;

    Doctor(Environment environment, Cascade.Flags flags, Guard guard, Terminal terminal, Cancel cancel) {
        this.environment = environment;
        this.flags = flags;
        this.guard = guard;
        this.terminal = terminal;
        this.cancel = cancel;
    }

    /// Runs `sx doctor` and returns its exit code: 0 when nothing failed, else 1.
    ///
    /// @param args the word itself, then its options
    public static int run(String[] args, Cancel cancel) {
        var arguments = FirstWord.parse(declare(), args);
        var out = new Stdout();
        if (FirstWord.answered(arguments, out)) return 0;
        var environment = Environment.ofProcess();
        var terminal = Terminal.ofProcess();
        var colour = Terminal.colours(arguments.oneOf("--color", "auto", "auto", "always", "never"), terminal.out(), environment.variables());
        var guard = Person.guard(Person.at(terminal, new Stderr("sx", false, false), false, cancel), false);
        try {
            var report = new Report(new Doctor(environment, flags(arguments), guard, terminal, cancel).checks());
            if (arguments.has("--json")) out.line(Json.write(report.json()));
            else out.print(report.text(colour));
            out.flush();
            return report.ok() ? 0 : 1;
        } finally {
            CriticalSection.await(UNBROKEN);
        }
    }

    /// The options there are.
    static Arguments declare() {
        return new Arguments("sx doctor", "Look at everything that sx needs, and say what mends what is wrong.", "sx doctor [OPTIONS]")
                .flag("--json", "Print one JSON object.")
                .value("--provider", "NAME", "Look at this provider rather than the configured one.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .value("--profile", "NAME", "Lay a profile over the settings.")
                .value("--account", "NAME", "Use a named account of fetchtoken login --account.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .value("--color", "WHEN", "auto, always or never.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("sx doctor", "sx doctor --provider demo", "sx doctor --json | jq -r '.checks[] | select(.status != \"ok\") | .remedy'")
                .closing("Exit codes: 0 nothing failed, 1 something did, 2 misuse.");
    }

    private static Cascade.Flags flags(Arguments arguments) {
        var overrides = arguments.overrides();
        arguments.nonEmpty("--provider").ifPresent(name -> overrides.put(Keys.PROVIDER.name(), name));
        arguments.nonEmpty("--account").ifPresent(name -> overrides.put(Keys.CODEX_ACCOUNT.name(), name));
        return new Cascade.Flags(arguments.get("--profile").orElse(null), overrides, arguments.has("--trust-project"));
    }

    /// Everything, in the order it is shown. What waits does so side by side.
    List<Check> checks() {
        var project = Project.around(environment);
        var trust = new ProjectTrust(guard);
        var settings = Optional.<Settings>empty();
        var failed = Optional.<Failure>empty();
        try {
            settings = Optional.of(Cascade.resolve(environment, flags, trust));
        } catch (Failure failure) {
            cancel.check();
            failed = Optional.of(failure);
        }
        var programs = new Programs(environment, project).start(cancel);
        var machine = Machine.ofProcess(environment);
        var outside = settings.map(each -> new Outside(each, cancel).begin());
        var tools = settings.map(each -> Waiting.start("tools", OwnFiles.LIMIT, cancel, OwnFiles.of(each)::look));
        var checks = new ArrayList<>(List.of(machine.program(), machine.jdk(), machine.jbang(), machine.archive()));
        checks.addAll(new SettingsCheck(environment, project, settings, failed).checks());
        checks.add(trusted(trust, project));
        checks.addAll(outside.map(Supplier::get).orElseGet(() -> notAsked("the settings come first")));
        checks.addAll(Screen.ofProcess(environment, terminal).checks());
        programs.forEach(program -> checks.addAll(program.get()));
        tools.ifPresent(waiting -> checks.addAll(waiting.get()));
        return checks;
    }

    private Check trusted(ProjectTrust trust, Project project) {
        try {
            return trust.check(environment, project, flags.trust());
        } catch (Failure failure) {
            return Check.fail("trust", failure);
        }
    }

    private static List<Check> notAsked(String why) {
        return List.of(Check.warn("credentials", "not looked for: " + why, null), Check.warn("endpoint", "not asked: " + why, null));
    }
}
