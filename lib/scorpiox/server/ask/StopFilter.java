package scorpiox.server.ask;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Sink;
import scorpiox.model.Phase;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;

/// Ends an answer at a text at which the client wants it to end, for providers that cannot do so themselves.
///
/// Only text counts: not thinking, not refusals, not the arguments of calls, and remarks on the way only where the client gets
/// them as text. The text of several parts counts as one, a blank
/// line between them, because clients of most APIs get it so. What may yet become such a text is held back. Where one is
/// found, what stands before it goes out, then a [StreamEvent.Finish] whose [raw][StreamEvent.Finish#raw] says [which][#stop];
/// whatever comes later is dropped, and the owner, who sees it by [#matched], cancels the request. Of two texts the one that
/// is complete first counts, and of two that are complete at once the longer one. How the answer is cut changes nothing.
public final class StopFilter implements Sink<StreamEvent> {
    private static final String RAW = "stop sequence: ";
    private static final String JOINT = "\n\n";

    /// Follows the text through one stop, by Knuth, Morris and Pratt: `at` of its characters are the end of the text so far.
    private static final class Watch {
        final String stop;
        final int[] back;
        int at;

        Watch(String stop) {
            this.stop = stop;
            back = new int[stop.length()];
            for (int i = 1, k = 0; i < back.length; i++) {
                while (k > 0 && stop.charAt(i) != stop.charAt(k)) k = back[k - 1];
                if (stop.charAt(i) == stop.charAt(k)) k++;
                back[i] = k;
            }
        }

        boolean completes(char c) {
            while (at > 0 && stop.charAt(at) != c) at = back[at - 1];
            if (stop.charAt(at) == c) at++;
            return at == stop.length();
        }
    }

    /// Text that waits; `start` where it stands for the blank line before a part, else null.
    private record Held(int part, String text, StreamEvent.PartStarted start) {
        Held(int part, String text) {
            this(part, text, null);
        }
    }

    /// A call under way and its arguments so far.
    private record Call(StreamEvent.ToolCallStart start, StringBuilder raw) {}

    private final Sink<StreamEvent> to;
    private final Watch[] watches;
    private final boolean remarks;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final Set<Integer> apart = new HashSet<>();     // parts of text that do not count
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private int holding;                    // characters in `held`
    private boolean said;
    private boolean matched;

    /// For a client that gets remarks as text.
    ///
    /// @param stops empty texts among them mean nothing
    public StopFilter(List<String> stops, Sink<StreamEvent> to) {
        this(stops, true, to);
    }

    /// @param stops   empty texts among them mean nothing
    /// @param remarks whether the client gets [remarks as text][Encoder#remarksAreText]
    public StopFilter(List<String> stops, boolean remarks, Sink<StreamEvent> to) {
        this.to = to;
        this.remarks = remarks;
        watches = stops.stream().filter(stop -> !stop.isEmpty()).map(Watch::new).toArray(Watch[]::new);
    }

    /// Whether a text was found: the answer is over, and nobody needs the rest of it.
    public boolean matched() {
        return matched;
    }

    /// The text at which an answer was ended here; null for an answer that ended otherwise.
    public static String stop(StreamEvent.Finish finish) {
        return finish.reason() == FinishReason.STOP && finish.raw() != null && finish.raw().startsWith(RAW) ? finish.raw().substring(RAW.length()) : null;
    }

    @Override
    public void event(StreamEvent event) {
        if (matched) return;
        switch (event) {
            case StreamEvent.TextDelta delta when !apart.contains(delta.part()) -> text(delta);
            case StreamEvent.PartStarted part when counts(part) -> part(part);
            case StreamEvent.Announced _, StreamEvent.UsageUpdate _, StreamEvent.Limits _, StreamEvent.Notice _, StreamEvent.Citation _, StreamEvent.Continuation _ -> to.event(event);
            case StreamEvent.Retrying _ -> {
                forget();
                to.event(event);
            }
            default -> {
                release(0);
                note(event);
                to.event(event);
            }
        }
    }

    /// What is held back stays so: it may be an hour until it is known, and it must not be shown.
    @Override
    public void pause() {
        to.pause();
    }

    private void text(StreamEvent.TextDelta delta) {
        if (delta.text() == null || delta.text().isEmpty()) return;
        said = true;
        if (!scan(delta.text(), delta.part(), null)) return;
        var keep = keep(delta.text());
        if (keep == 0 && held.size() == 1) {
            held.clear();
            holding = 0;
            to.event(delta);
        } else {
            release(keep);
        }
    }

    private boolean counts(StreamEvent.PartStarted part) {
        return part.kind() == PartKind.TEXT && (remarks || part.phase() != Phase.COMMENTARY);
    }

    private void part(StreamEvent.PartStarted part) {
        if (!said) to.event(part);
        else if (scan(JOINT, part.part(), part)) release(keep(JOINT));
    }

    /// Takes text in.
    ///
    /// @return whether the answer goes on
    private boolean scan(String text, int part, StreamEvent.PartStarted start) {
        held.add(new Held(part, text, start));
        holding += text.length();
        for (var i = 0; i < text.length(); i++) {
            Watch found = null;
            for (var watch : watches) {
                if (watch.completes(text.charAt(i)) && (found == null || watch.stop.length() > found.stop.length())) found = watch;
            }
            if (found == null) continue;
            stop(found.stop, text.length() - i - 1);
            return false;
        }
        return true;
    }

    /// @param behind characters that came with the stop and after it
    private void stop(String stop, int behind) {
        matched = true;
        release(Math.min(holding, stop.length() + behind));
        for (var call : calls.values()) {
            var start = call.start();
            to.event(new StreamEvent.ToolCallEnd(start.part(), start.id(), start.name(), start.kind(), null, call.raw().toString()));
        }
        to.event(new StreamEvent.Finish(FinishReason.STOP, RAW + stop));
    }

    /// How much of what is held may become a stop, or is half of a character.
    private int keep(String latest) {
        var keep = Character.isHighSurrogate(latest.charAt(latest.length() - 1)) ? 1 : 0;
        for (var watch : watches) keep = Math.max(keep, watch.at);
        return Math.min(keep, holding);
    }

    /// Lets go of what is held, but for its end.
    private void release(int keep) {
        while (holding > keep) {
            var part = held.getFirst().part();
            if (held.getFirst().start() != null) {
                joint(keep);
                continue;
            }
            var text = new StringBuilder();
            while (holding > keep && !held.isEmpty() && held.getFirst().start() == null && held.getFirst().part() == part) {
                var first = held.removeFirst();
                var more = Math.min(first.text().length(), holding - keep);
                text.append(first.text(), 0, more);
                holding -= more;
                if (more < first.text().length()) held.addFirst(new Held(part, first.text().substring(more)));
            }
            to.event(new StreamEvent.TextDelta(part, text.toString()));
        }
    }

    private void joint(int keep) {
        var first = held.removeFirst();
        var more = Math.min(first.text().length(), holding - keep);
        holding -= more;
        if (more < first.text().length()) held.addFirst(new Held(first.part(), first.text().substring(more), first.start()));
        else to.event(first.start());
    }

    private void forget() {
        held.clear();
        holding = 0;
        said = false;
        calls.clear();
        apart.clear();
        for (var watch : watches) watch.at = 0;
    }

    private void note(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted part when part.kind() != PartKind.REASONING -> apart.add(part.part());
            case StreamEvent.ToolCallStart start -> calls.put(start.part(), new Call(start, new StringBuilder()));
            case StreamEvent.ToolCallArgs more when calls.containsKey(more.part()) -> calls.get(more.part()).raw().append(more.fragment());
            case StreamEvent.ToolCallEnd end -> calls.remove(end.part());
            default -> { }
        }
    }
}
