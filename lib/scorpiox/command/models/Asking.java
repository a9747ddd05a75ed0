package scorpiox.command.models;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.ModelInfo;
import scorpiox.provider.Wiring;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Vendors;

/// Finds out which models there are: of providers that are set up by asking them, side by side.
///
/// @param age    up to which an answer of earlier counts
/// @param notice told, a line each, who could not be asked
record Asking(Wiring wiring, Duration age, Consumer<String> notice, Cancel cancel) {
    /// The models of some providers, in their order.
    ///
    /// @param providers each with whether it is set up
    /// @throws Failure `USAGE` for a models.json that is none; the reason, once cancelled
    List<Listing.Row> rows(Map<String, Boolean> providers) {
        var tasks = new LinkedHashMap<String, FutureTask<List<ModelInfo>>>();
        providers.forEach((provider, asked) -> {
            var task = new FutureTask<>(() -> asked ? asked(provider) : List.<ModelInfo>of());
            tasks.put(provider, task);
            if (asked) Thread.ofPlatform().daemon().name("models-" + provider).start(task);
            else task.run();
        });
        var rows = new ArrayList<Listing.Row>();
        tasks.forEach((provider, task) -> rows.addAll(rows(provider, said(provider, task))));
        cancel.check();
        return rows;
    }

    private List<ModelInfo> asked(String provider) {
        try (var open = Vendors.of(provider, wiring.settings()).open(wiring)) {
            return open.models(age, cancel);
        }
    }

    private List<ModelInfo> said(String provider, FutureTask<List<ModelInfo>> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            cancel.check();
            if (!(e.getCause() instanceof Failure failure)) throw new IllegalStateException(e.getCause());
            notice.accept(provider + " could not be asked for its models, those known without it are shown: " + failure.line());
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
    }

    private List<Listing.Row> rows(String provider, List<ModelInfo> said) {
        var models = wiring.models();
        var demo = provider.equals(Choice.DEMO);
        var seller = demo ? Codex.ID : provider;        // its models bear the names of Codex's, and cost nothing anybody could name
        var all = new LinkedHashMap<String, ModelInfo>();
        if (!said.isEmpty()) {
            for (var id : models.own(seller)) all.put(id, models.find(seller, id));
            for (var model : said) all.put(model.id(), models.own(seller, model));
        } else {
            for (var id : models.of(seller)) all.put(id, models.find(seller, id));
        }
        var tiers = models.tiers(seller);
        var rows = new ArrayList<Listing.Row>();
        for (var model : all.values()) rows.add(new Listing.Row(provider, demo ? model.unpriced() : model, tiers(tiers, model.id())));
        return rows;
    }

    private static List<String> tiers(Map<String, String> tiers, String id) {
        var names = new ArrayList<String>();
        for (var name : List.of("opus", "sonnet", "haiku")) if (id.equals(tiers.get(name))) names.add(name);
        tiers.forEach((name, model) -> {
            if (model.equals(id) && !names.contains(name)) names.add(name);
        });
        return names;
    }
}
