package scorpiox.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
import scorpiox.base.TimeLimit;
import scorpiox.model.ModelInfo;

/// What to say when a server does not have a model, or the plan does not.
final class NoSuchModel {
    private static final int SUGGESTED = 8;

    /// How long it may take to learn what there is, and how old an answer may be.
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration NEW = Duration.ofDays(1);

    private NoSuchModel() {}

    /// The failure with the models that there are, the nearest names first: those the server says it has, else those that
    /// are known of it. Any other failure as it is.
    static Failure explained(Failure failure, String wanted, HttpProvider provider, Cancel cancel) {
        if (failure.kind() != Kind.MODEL_NOT_FOUND || !failure.getMessage().contains("model") && !failure.getMessage().contains(wanted)) return failure;
        var names = new ArrayList<>(names(provider, cancel));
        names.remove(wanted);
        names.sort(Comparator.comparingInt(name -> Nearest.distance(wanted, name)));
        if (names.isEmpty()) return failure;
        return failure.hint("choose with --model one of " + String.join(", ", names.subList(0, Math.min(SUGGESTED, names.size()))));
    }

    private static List<String> names(HttpProvider provider, Cancel cancel) {
        try (var time = new TimeLimit(SOON, cancel, Failure.of(Kind.TIMEOUT, "the catalogue took too long"))) {
            var listed = provider.models(NEW, time.cancel());
            if (!listed.isEmpty()) return listed.stream().map(ModelInfo::id).toList();
        } catch (Failure notToBeHad) {
            // what is known without has to do
        }
        return provider.here().of(provider.id());
    }
}
