package scorpiox.command.setup;

import java.util.ArrayList;
import java.util.stream.Collectors;
import scorpiox.settings.Environment;
import scorpiox.settings.Guard;
import scorpiox.settings.Project;
import scorpiox.settings.Trust;

/// Whether the project around is trusted, and what that costs. It listens in when the settings ask about it.
final class ProjectTrust implements Guard {
    private final Guard guard;
    private Wishes wishes;
    private Answer answer;

    /// @param guard asked about settings; about tools alone nobody is, since none is offered here
    ProjectTrust(Guard guard) {
        this.guard = guard;
    }

    @Override
    public boolean wantsTools() {
        return true;
    }

    @Override
    public Answer decide(Project project, Wishes wishes) {
        this.wishes = wishes;
        answer = wishes.keys().isEmpty() ? Answer.NO : guard.decide(project, wishes);
        return answer;
    }

    /// What came of it; look after the settings have been resolved.
    ///
    /// @param taken whether the project is taken over for this run, whatever was decided
    Check check(Environment environment, Project project, boolean taken) {
        var root = project.root().toString();
        if (taken) return Check.ok("trust", root + " is taken over for this run");
        if (project.bringsNothing()) return Check.ok("trust", root + " brings no settings or tools of its own");
        var untrustable = project.untrustable(environment);
        if (untrustable.isPresent()) return Check.ok("trust", root + " is " + untrustable.get() + " and is no project to trust");
        if (wishes != null && answer != Answer.YES) {
            var why = wishes.changed() ? " has changed since you trusted it: " : " is not trusted: ";
            return Check.warn("trust", root + why + leftOut() + " left out", "config trust");
        }
        return switch (Trust.of(environment).verdict(project, project.fingerprint())) {
            case TRUSTED -> Check.ok("trust", root + " is trusted");
            case REFUSED -> Check.ok("trust", root + " is refused, as you decided");
            case CHANGED, UNKNOWN -> Check.ok("trust", root + " sets nothing that needs trust");
        };
    }

    private String leftOut() {
        var what = new ArrayList<String>();
        if (!wishes.keys().isEmpty()) what.add(wishes.keys().stream().map(value -> value.key().name()).distinct().collect(Collectors.joining(", ")));
        if (!wishes.programs().isEmpty()) what.add(Spoken.count(wishes.programs().size(), "tool") + " (" + String.join(", ", wishes.programs()) + ")");
        return String.join(" and ", what) + (wishes.keys().size() + wishes.programs().size() == 1 ? " is" : " are");
    }
}
