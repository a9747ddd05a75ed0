package scorpiox.command.config;

import java.io.IOException;
import java.util.Locale;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.command.Product;
import scorpiox.command.editor.Editor;
import scorpiox.command.guide.Init;
import scorpiox.command.layers.SettingsFiles;
import scorpiox.command.layers.Writing;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Guard;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;

/// `config`: looks at settings and changes them. They are resolved only where that is needed, for a broken file has to be
/// mended with this.
public final class Config {
    private Config() {}

    /// Runs `config` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var options = ConfigOptions.parse(args);
        var out = new Stdout();
        var terminal = Terminal.ofProcess();
        var err = new Stderr("config", false, options.has("-v") || terminal.err());
        var exit = run(new Run(options, Environment.ofProcess(), terminal, out, err, cancel));
        out.flush();
        return exit;
    }

    private static int run(Run run) throws IOException {
        var options = run.options();
        return switch (options.command()) {
            case HELP -> help(run);
            case EDITOR -> Editor.run(resolved(run), options.settings(), run.terminal(), run.err(), run.cancel());
            case INIT -> Init.run(resolved(run), options.settings(), run.terminal(), run.err(), run.cancel());
            case GET -> get(run);
            case SET -> new Changes(run).set();
            case UNSET -> new Changes(run).unset();
            case DUMP -> dump(run);
            case FILES -> files(run);
            case KEYS -> keys(run);
            case PROFILE -> new ProfileCommand(run).obey();
            case TRUST -> new TrustCommand(run).trust();
            case UNTRUST -> new TrustCommand(run).untrust();
            case EDIT -> new ExternalEditor(run).run();
        };
    }

    private static int help(Run run) {
        run.out().print(run.options().has("--version") ? "config " + Product.VERSION + "\n" : ConfigOptions.help());
        return 0;
    }

    private static int get(Run run) {
        var key = Writing.key(run.options().words().getFirst());
        var value = resolved(run).value(key);
        var shown = run.shown();
        if (run.options().has("--json")) run.out().line(Json.write(Json.object().put("key", key.name()).setAll(shown.json(value))));
        else run.out().line(shown.text(key, value.text()));
        return 0;
    }

    private static int dump(Run run) {
        var options = run.options();
        var layer = options.level();
        var values = layer == null ? Dump.resolved(resolved(run))
                : Dump.of(Layer.valueOf(layer.toUpperCase(Locale.ROOT)), files(run.environment(), options));
        var dump = new Dump(values, run.shown());
        if (options.has("--json")) dump.printJson(run.out());
        else if (options.has("--show-source")) dump.printBySource(run.out());
        else dump.print(run.out());
        return 0;
    }

    private static int files(Run run) {
        var files = files(run.environment(), run.options());
        if (run.options().has("--json")) files.printJson(run.out(), run.err());
        else files.print(run.out(), run.err(), run.shown());
        return 0;
    }

    private static SettingsFiles files(Environment environment, ConfigOptions options) {
        return new SettingsFiles(environment, options.settings());
    }

    private static int keys(Run run) {
        var catalogue = new Catalogue(run.environment(), run.shown());
        if (run.options().has("--json")) catalogue.printJson(run.out());
        else catalogue.print(run.out());
        return 0;
    }

    /// The settings, nobody asked: looking at them and changing them sends nothing.
    private static Settings resolved(Run run) {
        var settings = Cascade.resolve(run.environment(), run.options().settings(), Guard.LOOKING);
        settings.warnings().forEach(run.err()::message);
        return settings;
    }
}
