package scorpiox.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;

/// Whether a project is trusted: by `--trust-project`, by what was decided about it as it is now, or by what the guard says.
///
/// @param trusted     for this run
/// @param fingerprint of the project, where it was looked at and is trusted
/// @param never       why it can never be trusted, if so
/// @param warnings    what the user should know, a line each
record Decision(boolean trusted, Optional<String> fingerprint, Optional<String> never, List<String> warnings) {
    private static final int MOST_NAMED = 10;

    static final Decision NONE = new Decision(false, Optional.empty(), Optional.empty(), List.of());

    /// @param files  as they were read
    /// @param tools  whether the project's tools matter
    /// @param byFlag whether the user trusts it for this run
    /// @throws Failure `USAGE` when it is to be trusted by flag and what it brings cannot be looked at as a whole
    static Decision about(Project project, Environment environment, Reading files, boolean tools, boolean byFlag, Guard guard) {
        var warnings = new ArrayList<String>();
        var never = project.untrustable(environment);
        if (byFlag) never.ifPresent(what ->
                warnings.add("--trust-project: " + project.root() + " is " + what + ", which cannot be trusted as a project (ignored)"));
        if (byFlag && never.isEmpty() && !tools) return new Decision(true, Optional.empty(), never, List.of());
        String fingerprint;
        List<String> programs;
        try {
            fingerprint = project.inventory(files).fingerprint();
            programs = project.programs();      // once they are hashed, and whether they matter now or not: none is trusted unseen
        } catch (Failure unfit) {
            if (byFlag && never.isEmpty()) throw unfit;
            warnings.add(unfit.line());
            return new Decision(false, Optional.empty(), never, warnings);
        }
        var trusted = never.isEmpty() && (byFlag || trusts(project, environment, files, fingerprint, programs, guard, warnings));
        if (!trusted && tools && !programs.isEmpty()) {
            warnings.add(project.tools() + ": not offered, " + never.map(what -> "there is no trust in " + what).orElse("the project is not trusted")
                    + ": " + named(programs) + (never.isPresent() ? "" : Cascade.REMEDY));
        }
        return new Decision(trusted, trusted ? Optional.of(fingerprint) : Optional.empty(), never, warnings);
    }

    private static boolean trusts(Project project, Environment environment, Reading files, String fingerprint, List<String> programs, Guard guard,
            List<String> warnings) {
        var trust = Trust.of(environment);
        trust.problem().ifPresent(warnings::add);
        var verdict = trust.verdict(project, fingerprint);
        if (verdict == Trust.Verdict.TRUSTED || verdict == Trust.Verdict.REFUSED) return verdict == Trust.Verdict.TRUSTED;
        var wishes = new Guard.Wishes(Brought.keys(project, files, new ArrayList<>()), programs, verdict == Trust.Verdict.CHANGED);
        var answer = wishes.none() ? Guard.Answer.NO : guard.decide(project, wishes);
        if (answer == Guard.Answer.NO) return false;
        try {
            trust.decide(environment, project, fingerprint, answer == Guard.Answer.YES);
        } catch (Failure notKept) {
            warnings.add(notKept.getMessage() + "; it counts for this run");
        }
        return answer == Guard.Answer.YES;
    }

    private static String named(List<String> programs) {
        if (programs.size() <= MOST_NAMED) return String.join(", ", programs);
        return String.join(", ", programs.subList(0, MOST_NAMED)) + " and " + (programs.size() - MOST_NAMED) + " more";
    }
}
