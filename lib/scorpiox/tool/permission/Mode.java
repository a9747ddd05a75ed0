package scorpiox.tool.permission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How much a run may do unasked, from least to most.
public enum Mode {
    READ_ONLY("read-only", List.of("plan", "readonly")),
    ASK("ask", List.of("default", "dontask", "dont-ask")),
    EDIT("edit", List.of("acceptedits", "auto-edit", "workspace-write")),
    FULL("full", List.of("bypasspermissions", "yolo", "danger-full-access"));

    private final String shown;
    private final List<String> synonyms;

    Mode(String shown, List<String> synonyms) {
        this.shown = shown;
        this.synonyms = synonyms;
    }

    /// Its name on the command line.
    public String shown() {
        return shown;
    }

    /// The mode of that name, or of the name that other programs give it.
    public static Optional<Mode> named(String name) {
        var wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        for (var mode : values()) if (mode.shown.equals(wanted) || mode.synonyms.contains(wanted)) return Optional.of(mode);
        return Optional.empty();
    }

    /// Whether a name asks for "never ask": what the mode would ask about is denied.
    public static boolean neverAsks(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").equals("dontask");
    }
}
