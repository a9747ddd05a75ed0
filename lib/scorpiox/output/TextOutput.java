package scorpiox.output;

import java.util.HashSet;
import java.util.Set;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;

/// The answer as text on stdout while it arrives: unchanged into a pipe, filtered and styled on a terminal.
public final class TextOutput implements Sink<RunEvent> {
    private final Stdout out;
    private TerminalFilter filter;
    private final Markdown markdown;
    private int current = -1;
    private boolean remark;
    private final Set<Integer> remarks = new HashSet<>();

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
            case RunEvent.Answering(StreamEvent.PartStarted(var part, var kind, var phase)) -> begin(part, kind, phase);
            case RunEvent.Answering(StreamEvent.TextDelta(var part, var text)) -> {
                if (part != current) begin(part, PartKind.TEXT, remarks.contains(part) ? Phase.COMMENTARY : null);
                if (!remark) print(text);
            }
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
        remark = phase == Phase.COMMENTARY;
        if (remark) remarks.add(part);
        current = part;
        if (filter != null) filter = new TerminalFilter();
        if (!remark && out.wrote()) print("\n\n");
    }

    private void print(String text) {
        var clean = filter == null ? text : filter.next(text);
        out.print(markdown == null ? clean : markdown.next(clean));
    }

    private void end() {
        if (markdown != null) out.print(markdown.end());
        out.endLine();
        out.flush();
    }
}
