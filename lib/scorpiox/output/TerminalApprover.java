package scorpiox.output;

import scorpiox.base.Cancel;
import scorpiox.tool.permission.Approver;

/// Asks about calls on the controlling terminal.
public final class TerminalApprover implements Approver {
    private final Stderr err;
    private final Tty tty;
    private final boolean colour;

    /// @param colour whether diffs may be coloured
    public TerminalApprover(Stderr err, Tty tty, boolean colour) {
        this.err = err;
        this.tty = tty;
        this.colour = colour;
    }

    @Override
    public synchronized Answer ask(Question question, Cancel cancel) {
        err.raw("\n" + Asking.shown(question, colour));
        while (true) {
            err.raw(Asking.prompt(question));
            var line = tty.line(cancel);
            if (line.isEmpty()) err.raw("\n");
            var answer = Asking.answer(line.orElse(null), question);
            if (answer != null) return answer;
        }
    }
}
