package scorpiox.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Source.Layer;

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
            fingerprint = project.fingerprint(files.contents());
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
        var wishes = new Guard.Wishes(keys(project, files, environment), programs, verdict == Trust.Verdict.CHANGED);
        var answer = wishes.none() ? Guard.Answer.NO : guard.decide(project, wishes);
        if (answer == Guard.Answer.NO) return false;
        try {
            trust.decide(environment, project, fingerprint, answer == Guard.Answer.YES);
        } catch (Failure notKept) {
            warnings.add(notKept.getMessage() + "; it counts for this run");
        }
        return answer == Guard.Answer.YES;
    }

    /// Everything that needs trust in its settings and in all its profiles: trust is not about this run alone.
    private static List<Value> keys(Project project, Reading files, Environment environment) {
        var keys = new ArrayList<Value>();
        for (var file : project.settings()) keys.addAll(keys(files.read(file), Layer.PROJECT));
        for (var name : Profiles.of(environment).ofProject()) {
            try {
                keys.addAll(keys(files.read(project.profiles().resolve(name + ".txt")), Layer.PROFILE));
            } catch (Failure broken) {
                // one that cannot be read cannot count either, and changing it asks again
            }
        }
        return keys;
    }

    private static List<Value> keys(EnvFile file, Layer layer) {
        var keys = new ArrayList<Value>();
        for (var entry : file.entries()) {
            var key = Keys.named(entry.name());
            if (key == null || !key.needsTrust(entry.value())) continue;
            if (key.type() != Key.Type.RULES) keys.removeIf(before -> before.key().equals(key));
            keys.add(new Value(key, entry.value(), new Source(layer, file.file(), entry.line(), true)));
        }
        return keys;
    }

    private static String named(List<String> programs) {
        if (programs.size() <= MOST_NAMED) return String.join(", ", programs);
        return String.join(", ", programs.subList(0, MOST_NAMED)) + " and " + (programs.size() - MOST_NAMED) + " more";
    }
}
