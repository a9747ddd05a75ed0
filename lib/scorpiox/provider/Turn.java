package scorpiox.provider;

import java.util.Optional;

/// What the requests of one turn share: one prompt of the user until the answer without tool calls.
public final class Turn {
    private final boolean strict;
    private final int hops;
    private String state;
    private String routed;
    private volatile boolean committed;
    private Recording recording;

    /// @param strict whether leaving out something the model cannot take is an error instead of a notice
    public Turn(boolean strict) {
        this(strict, 0);
    }

    /// @param hops through how many servers of ours the request has come
    public Turn(boolean strict, int hops) {
        this(strict, hops, null);
    }

    /// @param state that an earlier request of the turn was given; null for none
    public Turn(boolean strict, int hops, String state) {
        this.strict = strict;
        this.hops = hops;
        this.state = state;
    }

    /// Through how many servers of ours the request has come.
    public int hops() {
        return hops;
    }

    /// Whether leaving out something the model cannot take is an error.
    public boolean strict() {
        return strict;
    }

    /// Value of `x-codex-turn-state` to repeat, which routes the turn's requests to one place.
    public Optional<String> state() {
        return Optional.ofNullable(state);
    }

    /// Keeps the first state a turn is given; later ones do not count (measured).
    void state(String first) {
        if (state == null) state = first;
    }

    /// Says that what came of the answer has been handed on to somebody who cannot forget it again: nothing of this turn may be
    /// sent once more.
    public void commit() {
        committed = true;
    }

    public boolean committed() {
        return committed;
    }

    /// Who writes the requests of this turn down; empty for nobody in particular.
    public Optional<Recording> recording() {
        return Optional.ofNullable(recording);
    }

    public void recording(Recording other) {
        recording = other;
    }

    /// Who answered last in this turn, in the router's words: the next request of a turn goes there too, since it has to
    /// know its own calls.
    public Optional<String> routed() {
        return Optional.ofNullable(routed);
    }

    public void routed(String candidate) {
        routed = candidate;
    }
}
