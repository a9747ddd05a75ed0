package scorpiox.model;

/// What a piece of the model's text is: remarks on the way, or the answer. A model that does not say gives none.
public enum Phase {
    COMMENTARY("commentary"), FINAL("final_answer");

    private final String wire;

    Phase(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /// The phase of that wire name; null for any other, and for null.
    public static Phase named(String wire) {
        for (var phase : values()) if (phase.wire.equals(wire)) return phase;
        return null;
    }
}
