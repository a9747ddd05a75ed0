package scorpiox.output;

import scorpiox.base.TerminalFilter;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;

/// One code block of the answer, printed only when the run has succeeded.
public final class HeldOutput implements Sink<RunEvent> {
    private final Stdout out;
    private final boolean last;
    private final boolean terminal;

    /// @param last     whether the last block is wanted rather than the first
    /// @param terminal whether stdout is a terminal
    public HeldOutput(Stdout out, boolean last, boolean terminal) {
        this.out = out;
        this.last = last;
        this.terminal = terminal;
    }

    /// The first or last code block; the whole text when it has none.
    public static String codeBlock(String text, boolean last) {
        var blocks = CodeBlocks.in(text);
        return blocks.isEmpty() ? text : last ? blocks.getLast() : blocks.getFirst();
    }

    @Override
    public void event(RunEvent event) {
        if (!(event instanceof RunEvent.RunEnded(var result)) || result.failure() != null) return;
        var block = codeBlock(result.text(), last);
        out.print(terminal ? new TerminalFilter().next(block) : block);
        out.endLine();
        out.flush();
    }
}
