package scorpiox.tool.permission;

import scorpiox.tool.permission.Rule.Verdict;

/// What is decided about a call.
///
/// @param why    the rule, mode or wall that decided
/// @param remedy how the user could allow it; empty where they cannot
public record Decision(Verdict verdict, String why, String remedy) {
    static final Decision ALLOWED = new Decision(Verdict.ALLOW, "", "");

    static Decision deny(String why, String remedy) {
        return new Decision(Verdict.DENY, why, remedy);
    }

    static Decision ask(String why, String remedy) {
        return new Decision(Verdict.ASK, why, remedy);
    }

    public boolean allowed() {
        return verdict == Verdict.ALLOW;
    }

    public boolean denied() {
        return verdict == Verdict.DENY;
    }

    /// Reason and remedy as people and models read them: `mode read-only; allow with --mode edit`.
    public String reason() {
        return remedy.isEmpty() ? why : why + "; " + remedy;
    }

    /// The stricter of two.
    Decision and(Decision other) {
        return other.verdict.ordinal() < verdict.ordinal() ? other : this;
    }
}
