package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;

/// What every provider can do, beside what the original says, and how each is set up here.
record Matrix(List<State> states, List<Row> rows) {
    /// Columns, in the original's order.
    static final List<String> IDS = List.of("codex", "claude-code", "anthropic", "gemini", "openai", "router");

    private static final Map<String, String> NAMES = Map.of("codex", "Codex", "claude-code", "Claude Code", "anthropic", "Anthropic", "gemini", "Gemini",
            "openai", "OpenAI", "router", "Router");

    /// @param cells by provider
    record Row(Feature feature, Map<String, Cell> cells) {}

    /// @param note     how, or why not
    /// @param original what the original says: `yes`, `no`, a way to authenticate; null where it says nothing
    record Cell(boolean supported, String note, String original) {
        /// Whether the original says something else.
        boolean differs(Feature feature) {
            if (original == null) return false;
            return feature == Feature.AUTHENTICATION ? !original.equals(note) : supported != original.equals(Original.YES);
        }
    }

    /// Looks at all of them.
    ///
    /// @param wiring made with [State#offline]
    static Matrix of(List<Vendor> vendors, Wiring wiring) {
        var states = new ArrayList<State>();
        var rows = new ArrayList<Row>();
        for (var feature : Original.ROWS) rows.add(new Row(feature, new LinkedHashMap<>()));
        for (var vendor : vendors) {
            states.add(State.of(vendor, wiring, Targets.preset(vendor.id(), wiring.settings(), wiring.models()).model()));
            var said = vendor.capabilities(wiring.settings()).cells();
            for (var row : rows) {
                var cell = said.get(row.feature());
                row.cells().put(vendor.id(), new Cell(cell.supported(), cell.note(), Original.says(row.feature(), vendor.id()).orElse(null)));
            }
        }
        return new Matrix(List.copyOf(states), List.copyOf(rows));
    }

    /// A provider's name for people.
    static String name(String id) {
        return NAMES.getOrDefault(id, id);
    }
}
