package scorpiox.output;

import java.util.HashSet;
import java.util.Set;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.base.TerminalFilter;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;

/// The answer as text on stdout: unchanged into a pipe, filtered and styled on a terminal.
///
/// Text is printed while it arrives, but for one case: into a pipe, text of a model that may still call tools waits
/// until its response is over without a call, unless the model says that it is the answer. Text before calls is a remark
/// on the way and does not belong into the pipe.
public final class TextOutput implements Sink<RunEvent> {
    private final Stdout out;
    private TerminalFilter filter;
    private final Markdown markdown;
    private final StringBuilder held = new StringBuilder();
    private final Set<Integer> remarks = new HashSet<>();
    private boolean tools;
    private boolean holding;
    private boolean called;
    private boolean afterCalls;
    private int current = -1;
    private boolean remark;

    private TextOutput(Stdout out, TerminalFilter filter, Markdown markdown) {
        this.out = out;
        this.filter = filter;
        this.markdown = markdown;
    }

    /// For a pipe or a file: the model's text, byte for byte.
    public static TextOutput plain(Stdout out) {
        return new TextOutput(out, null, null);
    }

    /// For a terminal.
    ///
    /// @param styled whether Markdown becomes colours
    public static TextOutput terminal(Stdout out, boolean styled) {
        return new TextOutput(out, new TerminalFilter(), styled ? new Markdown() : null);
    }

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.RunStarted started -> {
                tools = started.tools();
                afterCalls = true;
            }
            case RunEvent.Answering(StreamEvent.PartStarted(var part, var kind, var phase)) -> begin(part, kind, phase);
            case RunEvent.Answering(StreamEvent.TextDelta(var part, var text)) -> {
                if (part != current) begin(part, PartKind.TEXT, remarks.contains(part) ? Phase.COMMENTARY : null);
                if (!remark) print(text);
            }
            case RunEvent.Answering(StreamEvent.ToolCallEnd _) -> called = true;
            case RunEvent.Answering(StreamEvent.Retrying _) -> forget();
            case RunEvent.Answering(StreamEvent.Finish _) -> endAnswer();
            case RunEvent.RunEnded _ -> end();
            default -> { }
        }
    }

    @Override
    public void pause() {
        out.flush();
    }

    private void begin(int part, PartKind kind, Phase phase) {
        if (kind == PartKind.REASONING) return;
        remark = phase == Phase.COMMENTARY && filter == null;
        if (remark) remarks.add(part);
        current = part;
        holding = filter == null && tools && (phase != Phase.FINAL || !held.isEmpty());
        if (filter != null) filter = new TerminalFilter();
        if (!remark && !afterCalls && (out.wrote() || !held.isEmpty())) print("\n\n");
        afterCalls = false;
    }

    private void print(String text) {
        if (holding) {
            held.append(text);
            return;
        }
        var clean = filter == null ? text : filter.next(text);
        out.print(markdown == null ? clean : markdown.next(clean));
    }

    /// One answer of the model is over: with calls, what waits was a remark.
    private void endAnswer() {
        if (!called) out.print(held.toString());
        if (called && filter != null) {
            if (markdown != null) out.print(markdown.end());
            out.endLine();
            afterCalls = true;
        }
        out.flush();
        forget();
    }

    private void forget() {
        held.setLength(0);
        remarks.clear();
        called = false;
        current = -1;
    }

    private void end() {
        if (markdown != null) out.print(markdown.end());
        out.endLine();
        out.flush();
    }
}
