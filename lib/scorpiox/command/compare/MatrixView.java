package scorpiox.command.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import scorpiox.base.Json;
import scorpiox.provider.Capabilities.Feature;

/// The matrix as text, Markdown, JSON and CSV.
///
/// @param clock tells how long credentials still live
record MatrixView(Matrix matrix, InstantSource clock) {
    static final String HAS = "✓";
    static final String LACKS = "–";

    /// Two tables: features, and how each provider is set up.
    ///
    /// @param width of the screen, cells
    /// @param notes whether to say how a feature works
    String text(int width, boolean notes) {
        return features(notes, " ", " was ").text(width) + legend() + "\n" + states().text(width) + problems(width);
    }

    String markdown() {
        return features(true, " ", "; original: ").markdown() + "\n" + states().markdown();
    }

    /// A line a cell, the state of each provider behind the features.
    String csv() {
        var grid = new Grid(List.of("feature", "provider", "supported", "note", "original"), List.of());
        for (var row : matrix.rows()) {
            row.cells().forEach((id, cell) -> grid.add(row.feature().title(), id, String.valueOf(cell.supported()), cell.note(), Objects.requireNonNullElse(cell.original(), "")));
        }
        for (var state : matrix.states()) {
            grid.add("Configured", state.id(), String.valueOf(state.configured()), Objects.requireNonNullElse(state.credential(), Objects.requireNonNullElse(state.problem(), "")), "");
            grid.add("Expires", state.id(), String.valueOf(state.expires() != null), Objects.toString(state.expires(), ""), "");
            grid.add("Default model", state.id(), "true", state.model(), "");
        }
        return grid.csv();
    }

    ObjectNode json() {
        var json = Json.object();
        var providers = json.putArray("providers");
        for (var state : matrix.states()) {
            var each = providers.addObject().put("id", state.id()).put("configured", state.configured()).put("credential", state.credential());
            if (state.expires() == null) each.putNull("expires_at");
            else each.put("expires_at", state.expires().getEpochSecond());
            each.put("model", state.model()).put("problem", state.problem());
        }
        var features = json.putArray("features");
        for (var row : matrix.rows()) {
            var cells = features.addObject().put("name", row.feature().title()).putObject("cells");
            row.cells().forEach((id, cell) -> cells.putObject(id).put("supported", cell.supported()).put("note", cell.note()).put("original", cell.original()));
        }
        return json;
    }

    /// The features for a page: how each works stands below.
    Grid features() {
        return features(true, "\n", "\noriginal: ");
    }

    /// @param before stands before a note
    /// @param was    stands between ours and the original's
    private Grid features(boolean notes, String before, String was) {
        var heads = new ArrayList<>(List.of("Feature"));
        matrix.states().forEach(state -> heads.add(Matrix.name(state.id())));
        var grid = new Grid(heads, List.of());
        for (var row : matrix.rows()) {
            var line = new ArrayList<>(List.of(row.feature().title()));
            row.cells().values().forEach(cell -> line.add(cell(row.feature(), cell, notes, before, was)));
            grid.add(line.toArray(String[]::new));
        }
        return grid;
    }

    Grid states() {
        var grid = new Grid(List.of("Provider", "Set up", "Credential", "Ends", "Model"), List.of());
        for (var state : matrix.states()) {
            grid.add(Matrix.name(state.id()), state.configured() ? state.problem() == null ? "yes" : "not usable" : "no",
                    state.credential() == null ? LACKS : home(state.credential()), state.expires() == null ? LACKS : Figures.until(state.expires(), clock.instant()), state.model());
        }
        return grid;
    }

    private static String cell(Feature feature, Matrix.Cell cell, boolean notes, String before, String was) {
        var mark = cell.supported() ? HAS : LACKS;
        var shown = feature == Feature.AUTHENTICATION ? cell.note() : notes && !cell.note().isEmpty() ? mark + before + cell.note() : mark;
        if (!cell.differs(feature)) return shown;
        return shown + (feature == Feature.AUTHENTICATION && was.startsWith(" ") ? ";" : "") + was + (cell.original().equals(Original.YES) ? HAS : cell.original().equals(Original.NO) ? LACKS : cell.original());
    }

    private String legend() {
        var differs = matrix.rows().stream().anyMatch(row -> row.cells().values().stream().anyMatch(cell -> cell.differs(row.feature())));
        return differs ? "was: what the original says there\n" : "";
    }

    private String problems(int width) {
        var lines = matrix.states().stream().filter(state -> state.problem() != null)
                .map(state -> String.join("\n", Cells.wrap(Matrix.name(state.id()) + ": " + home(state.problem()), width))).collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "" : "\n" + lines + "\n";
    }

    /// The home folder as people write it.
    private static String home(String text) {
        var home = System.getProperty("user.home", "");
        return home.length() < 2 ? text : text.replace(home + "/", "~/");
    }
}
