package scorpiox.output;

import java.util.function.UnaryOperator;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.base.TerminalFilter;

/// The answer, or one code block of it, printed only when the run has succeeded.
public final class HeldOutput implements Sink<RunEvent> {
    private final Stdout out;
    private final UnaryOperator<String> part;
    private final boolean terminal;

    /// @param last     whether the last block is wanted rather than the first
    /// @param terminal whether stdout is a terminal
    public HeldOutput(Stdout out, boolean last, boolean terminal) {
        this(out, text -> codeBlock(text, last), terminal);
    }

    private HeldOutput(Stdout out, UnaryOperator<String> part, boolean terminal) {
        this.out = out;
        this.part = part;
        this.terminal = terminal;
    }

    /// All of the answer.
    public static HeldOutput whole(Stdout out, boolean terminal) {
        return new HeldOutput(out, text -> text, terminal);
    }

    /// The first or last code block; the whole text when it has none.
    public static String codeBlock(String text, boolean last) {
        var blocks = CodeBlocks.in(text);
        return blocks.isEmpty() ? text : last ? blocks.getLast() : blocks.getFirst();
    }

    @Override
    public void event(RunEvent event) {
        if (!(event instanceof RunEvent.RunEnded(var result)) || result.failure() != null) return;
        var block = part.apply(result.text());
        out.print(terminal ? new TerminalFilter().next(block) : block);
        out.endLine();
        out.flush();
    }
}
