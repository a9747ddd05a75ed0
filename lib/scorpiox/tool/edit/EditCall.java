package scorpiox.tool.edit;

import java.util.Arrays;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.tool.Detail;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;

/// Edits of one file, all of them or none.
record EditCall(String tool, Place place, List<TextEdit> edits, Workspace workspace, Ledger ledger) implements LocalTool.Call {
    @Override
    public List<Subject> subjects() {
        return List.of(new Subject.Writes(place.real()));
    }

    @Override
    public String line() {
        return tool + " " + place.shown();
    }

    @Override
    public String preview() {
        var plan = new EditPlan(place, edits, workspace, ledger);
        var diff = plan.change().shown(workspace).diff();
        return diff.isEmpty() ? plan.report() : diff;
    }

    /// Working out and writing are one step for this process: of two edits at once the second sees what the first wrote.
    @Override
    public Outcome run(Cancel cancel) {
        synchronized (Commit.class) {
            cancel.check();
            var plan = new EditPlan(place, edits, workspace, ledger);
            var change = plan.change();
            if (Arrays.equals(change.before(), change.after())) return Outcome.of(plan.report());
            cancel.check();
            var files = Commit.all(List.of(change), workspace, ledger);
            return Outcome.of(plan.report(), new Detail.Changes(files));
        }
    }
}
