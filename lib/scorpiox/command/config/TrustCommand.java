package scorpiox.command.config;

import java.util.Locale;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.command.ProjectGuard;
import scorpiox.settings.Brought;
import scorpiox.settings.Guard;
import scorpiox.settings.Project;
import scorpiox.settings.Trust;

/// `config trust` and `config untrust`: shows what the project brings, and keeps what the user decides.
record TrustCommand(Run run) {
    int trust() {
        if (run.options().has("--list")) return list();
        var environment = run.environment();
        var project = Project.around(environment);
        project.untrustable(environment).ifPresent(what -> {
            throw Failure.usage(project.root() + " is " + what + " and cannot be trusted as a project").hint("set what you need with --level user");
        });
        var brought = Brought.of(project);
        brought.broken().forEach(run.err()::message);
        var trust = kept();
        var verdict = trust.verdict(project, brought.fingerprint());
        if (brought.none() || verdict == Trust.Verdict.TRUSTED) {
            run.err().message(project.root() + (brought.none() ? " brings nothing that needs trust" : " is trusted already, until something of it changes"));
            return 0;
        }
        var answer = decide(project, brought, verdict);
        if (!project.fingerprint().equals(brought.fingerprint())) {
            throw Failure.usage(project.root() + " has changed while you looked").hint("config trust shows what it brings now");
        }
        if (answer != Guard.Answer.NO) trust.decide(environment, project, brought.fingerprint(), answer == Guard.Answer.YES);
        run.err().message(project.root() + switch (answer) {
            case YES -> " is trusted, until something of it changes";
            case NEVER -> " is not trusted, and nobody asks until something of it changes";
            case NO -> " is not trusted";
        });
        return answer == Guard.Answer.YES ? 0 : 1;
    }

    /// A broken record is said to be one, and decides nothing.
    private Trust kept() {
        var trust = Trust.of(run.environment());
        trust.problem().ifPresent(run.err()::message);
        return trust;
    }

    private Guard.Answer decide(Project project, Brought brought, Trust.Verdict verdict) {
        var wishes = brought.wishes(verdict);
        if (run.options().has("--yes")) {
            var question = ProjectGuard.question(project, wishes);
            run.err().raw(question.substring(0, question.lastIndexOf('\n') + 1).stripLeading());
            hooks(brought);
            return Guard.Answer.YES;
        }
        var person = run.person().orElseThrow(() -> Failure.usage("nobody can be asked whether to trust " + project.root())
                .hint("config trust --yes trusts it as it is"));
        hooks(brought);
        return new ProjectGuard(person.ask(), true).decide(project, wishes);
    }

    private void hooks(Brought brought) {
        for (var hook : brought.hooks()) run.err().message("it has a hook: " + hook);
    }

    private int list() {
        var all = kept().all();
        if (run.options().has("--json")) {
            var json = Json.array();
            all.forEach((project, trusted) -> json.addObject().put("project", project).put("trusted", trusted));
            run.out().line(Json.write(json));
            return 0;
        }
        var shown = run.shown();
        all.forEach((project, trusted) -> run.out().line(String.format(Locale.ROOT, "%-8s %s", trusted ? "trusted" : "refused", shown.plain(project))));
        if (all.isEmpty()) run.err().progress("you have decided about no project yet");
        return 0;
    }

    int untrust() {
        var project = Project.around(run.environment());
        var there = kept().forget(project);
        run.err().message(there ? "what you decided about " + project.root() + " is forgotten" : "nothing was decided about " + project.root());
        return 0;
    }
}
