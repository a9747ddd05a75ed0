package scorpiox.command.sx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.model.Cost;
import scorpiox.model.Usage;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;

/// What was called in a conversation, to look at again.
final class Calls implements Sink<RunEvent> {
    private static final int KEPT = 200;

    private final List<RunEvent.ToolFinished> finished = new ArrayList<>();
    private final List<FileChange> changes = new ArrayList<>();
    private Usage usage = Usage.NONE;
    private Cost cost;
    private boolean priced = true;

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.ToolFinished call -> {
                finished.add(call);
                if (finished.size() > KEPT) finished.removeFirst();
                if (call.outcome().detail() instanceof Detail.Changes(var files)) changes.addAll(files);
            }
            case RunEvent.RunEnded(var result) -> {
                usage = usage.plus(result.usage());
                priced &= result.cost() != null || result.turns() == 0;
                if (result.cost() != null) cost = cost == null ? result.cost() : cost.plus(result.cost());
            }
            default -> { }
        }
    }

    /// The call before the last for 2, the last for 1.
    Optional<RunEvent.ToolFinished> last(int back) {
        return back < 1 || back > finished.size() ? Optional.empty() : Optional.of(finished.get(finished.size() - back));
    }

    /// Every change of a file, in order.
    List<FileChange> changes() {
        return List.copyOf(changes);
    }

    Usage usage() {
        return usage;
    }

    /// What all of it cost; null where that is not known.
    Cost cost() {
        return priced ? cost : null;
    }

    void clear() {
        finished.clear();
        changes.clear();
    }
}
