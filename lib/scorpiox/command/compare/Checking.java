package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.command.compare.Check.Verdict;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Choice;

/// `compare --probe`: every provider's features checked, the providers side by side.
record Checking(Session session) {
    /// A provider's checks.
    record Checked(Choice target, List<Check> checks) {}

    int run() {
        var targets = session.targets().of(session.options().named());
        var demo = targets.stream().anyMatch(target -> target.provider().equals(Choice.DEMO));
        if (demo) throw Failure.usage("there is nothing to check in demo").hint("name one of " + String.join(", ", Matrix.IDS));
        var checked = check(targets);
        print(checked);
        if (session.cancel().reason() != null) return session.cancel().reason().kind().exit();
        return checked.stream().flatMap(each -> each.checks().stream()).anyMatch(check -> check.verdict() == Verdict.FAILED) ? 1 : 0;
    }

    private List<Checked> check(List<Choice> targets) {
        var wiring = session.wiring(session.err()::message);
        var checked = new ArrayList<Checked>();
        var left = new CountDownLatch(targets.size());
        for (var target : targets) {
            var checks = new ArrayList<Check>();
            checked.add(new Checked(target, checks));
            Thread.ofPlatform().daemon().name("check " + target.provider()).start(() -> {
                try {
                    var found = one(target, wiring);
                    synchronized (checks) {
                        checks.addAll(found);
                    }
                } finally {
                    left.countDown();
                }
            });
        }
        try (var _ = session.cancel().onCancel(() -> {
            while (left.getCount() > 0) left.countDown();
        })) {
            left.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
        return checked.stream().map(each -> {
            synchronized (each.checks()) {
                return new Checked(each.target(), List.copyOf(each.checks()));
            }
        }).toList();
    }

    private List<Check> one(Choice target, Wiring wiring) {
        var vendor = session.vendors().apply(target.provider());
        try (var provider = vendor.open(wiring)) {
            var name = target.provider() + ": ";
            return new Probe(provider, session.model(target), vendor.capabilities(session.settings()), () -> vendor.credentials(wiring), session.options().timeout(), session.clock(),
                    check -> session.err().progress(name + check.feature().title() + " " + word(check) + ": " + check.reason()), session.cancel()).run();
        } catch (RuntimeException e) {
            var line = e instanceof Failure failure ? failure.line() : "internal error: " + e;
            return List.of(new Check(Feature.AUTHENTICATION, Verdict.FAILED, Redaction.mask(line).replaceAll("\\s+", " "), 0));
        }
    }

    private void print(List<Checked> checked) {
        switch (session.options().format()) {
            case JSON -> json(checked);
            case MARKDOWN -> session.out().print(grid(checked).markdown());
            case CSV -> session.out().print(grid(checked).csv());
            case TEXT -> session.out().print(grid(checked).text(session.width()));
        }
    }

    static Grid grid(List<Checked> checked) {
        var grid = new Grid(List.of("Provider, model", "Feature", "Result", "Reason"), List.of());
        for (var each : checked) {
            var name = each.target().provider() + " " + each.target().model();
            for (var check : each.checks()) {
                grid.add(name, check.feature().title(), word(check), check.reason());
                name = "";
            }
        }
        return grid;
    }

    private void json(List<Checked> checked) {
        var json = Json.object();
        var probes = json.putArray("probes");
        for (var each : checked) for (var check : each.checks()) {
            probes.addObject().put("provider", each.target().provider()).put("model", each.target().model()).put("feature", check.feature().title()).put("result", word(check))
                    .put("reason", check.reason()).put("ms", check.millis());
        }
        session.json(json);
    }

    private static String word(Check check) {
        return check.verdict().name().toLowerCase(Locale.ROOT);
    }
}
