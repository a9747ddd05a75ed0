///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION The backends of all providers on a loopback port, for tests and for trying things offline.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xlog:disable

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import scorpiox.base.Cancel;
import scorpiox.command.Arguments;
import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.command.SimulatorOptions;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Pace;
import scorpiox.simulator.wire.Replay;

/// Prints its base URL as the one line on stdout, and on stderr what makes each provider ask it, then serves until it is
/// interrupted.
public class simulator {
    public static void main(String... args) {
        Script.run("simulator", args, simulator::run);
    }

    private static int run(String[] args, Cancel cancel) throws InterruptedException {
        var out = new Stdout();
        var arguments = SimulatorOptions.declare().parse(args);
        if (arguments.has("--help") || arguments.has("--version")) {
            out.print(arguments.has("--help") ? arguments.help() : "simulator " + Product.VERSION + "\n");
            out.flush();
            return 0;
        }
        var signIns = new SignIns(arguments.number("--token-life", (int) SignIns.USUAL.life(), 1, 1_000_000_000), Set.copyOf(arguments.all("--refresh-token")),
                arguments.has("--strict-tokens"), arguments.number("--device-polls", SignIns.USUAL.polls(), 0, 1_000_000_000), SignIns.USUAL.interval());
        var setup = new Simulator.Setup(arguments.number("--port", 0, 0, 65_535), Set.copyOf(arguments.all("--token")), Set.copyOf(arguments.all("--model")),
                arguments.get("--scenario").map(file -> Scenario.read(Path.of(file))).orElseGet(Scenario::empty),
                arguments.all("--fault").stream().map(Fault::parse).toList(), arguments.get("--record").map(Path::of), arguments.get("--tls").map(Path::of),
                signIns, new Pace(steps(arguments, "--first-token-ms"), steps(arguments, "--token-ms")));
        var replay = arguments.get("--replay").map(folder -> new Replay(Path.of(folder), arguments.has("--replay-timing")));
        try (var simulator = new Simulator(replay.map(setup::with).orElse(setup), Thread.ofVirtual().factory())) {
            out.line(simulator.url());
            out.flush();
            var notes = new Stderr("simulator", false, false);
            for (var line : SimulatorOptions.settings(simulator.url())) notes.unmasked(line);
            cancel.await();
        }
        return cancel.reason().kind().exit();
    }

    private static List<Pace.Step> steps(Arguments arguments, String option) {
        return arguments.all(option).stream().map(Pace.Step::parse).toList();
    }
}
