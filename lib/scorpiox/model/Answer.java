package scorpiox.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;

/// Collects the events of one answer into the message they make.
public final class Answer implements Sink<StreamEvent> {
    private final Map<Integer, Piece> pieces = new TreeMap<>();
    private final List<StreamEvent.Citation> citations = new ArrayList<>();
    private String provider = "";
    private String model = "";
    private Usage usage = Usage.NONE;
    private FinishReason finish;
    private Failure failure;

    private static final class Piece {
        final StringBuilder text = new StringBuilder();
        final StringBuilder raw = new StringBuilder();
        PartKind kind;
        Phase phase;
        Part.ToolCall call;
        Opaque opaque;
    }

    @Override
    public void event(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started started -> {
                provider = started.provider();
                model = started.model();
            }
            case StreamEvent.PartStarted started -> {
                piece(started.part()).kind = started.kind();
                piece(started.part()).phase = started.phase();
            }
            case StreamEvent.TextDelta delta -> piece(delta.part()).text.append(delta.text());
            case StreamEvent.ReasoningDelta delta -> {
                var piece = piece(delta.part());
                (delta.thought() == StreamEvent.Thought.RAW ? piece.raw : piece.text).append(delta.text());
            }
            case StreamEvent.ToolCallEnd end -> piece(end.part()).call = new Part.ToolCall(end.id(), end.name(), end.kind(), end.raw());
            case StreamEvent.Continuation continuation -> piece(continuation.part()).opaque = continuation.opaque();
            case StreamEvent.Citation citation -> citations.add(citation);
            case StreamEvent.UsageUpdate update -> usage = update.usage();
            case StreamEvent.Retrying _ -> {
                pieces.clear();
                citations.clear();
            }
            case StreamEvent.Finish end -> finish = end.reason();
            case StreamEvent.Failed failed -> failure = failed.failure();
            case StreamEvent.Announced _, StreamEvent.ToolCallStart _, StreamEvent.ToolCallArgs _, StreamEvent.Hosted _, StreamEvent.Limits _, StreamEvent.Notice _ -> { }
        }
    }

    /// The assistant message for the next request: every piece in order, with what its maker wants back.
    public Message message() {
        var parts = new ArrayList<Part>();
        for (var piece : pieces.values()) {
            if (piece.call != null) parts.add(piece.opaque == null ? piece.call : with(piece.call, piece.opaque));
            else if (piece.kind == PartKind.REASONING) parts.add(new Part.Reasoning(thinking(piece), piece.opaque));
            else if (piece.kind == PartKind.REFUSAL) parts.add(new Part.Refusal(piece.text.toString()));
            else if (piece.kind == PartKind.TEXT) parts.add(new Part.Text(piece.text.toString(), piece.phase, piece.opaque));
            else if (piece.opaque != null) parts.add(new Part.Hosted(piece.opaque));
        }
        return new Message(Message.Role.ASSISTANT, parts);
    }

    /// The answer's text: its parts joined by a blank line, remarks on the way left out.
    public String text() {
        return message().parts().stream().map(part -> switch (part) {
            case Part.Text text -> text.phase() == Phase.COMMENTARY ? "" : text.text();
            case Part.Refusal refusal -> refusal.text();
            default -> "";
        }).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n\n"));
    }

    /// Provider and model that answered, in the server's words.
    public String provider() {
        return provider;
    }

    public String model() {
        return model;
    }

    public Usage usage() {
        return usage;
    }

    public List<StreamEvent.Citation> citations() {
        return List.copyOf(citations);
    }

    /// How it ended; null while it runs and when it failed.
    public FinishReason finish() {
        return finish;
    }

    /// Why it failed; null when it did not.
    public Failure failure() {
        return failure;
    }

    private static Part.ToolCall with(Part.ToolCall call, Opaque opaque) {
        return new Part.ToolCall(call.id(), call.name(), call.kind(), call.raw(), opaque);
    }

    private Piece piece(int number) {
        return pieces.computeIfAbsent(number, _ -> new Piece());
    }

    private static String thinking(Piece piece) {
        return piece.text.isEmpty() ? piece.raw.toString() : piece.text.toString();
    }
}
