package scorpiox.command.editor;

import java.util.List;
import scorpiox.settings.Key;

/// What the screen is about at the moment.
sealed interface Mode {
    /// All keys.
    record Listing() implements Mode {}

    /// A value being typed.
    record Typing(Key key, LineEdit line) implements Mode {}

    /// A value being chosen.
    record Picking(Key key, PickList list) implements Mode {}

    /// What the list has to hold being typed.
    ///
    /// @param before what it had to hold before
    record Filtering(LineEdit line, String before) implements Mode {}

    /// What saving would do, and whether it shall.
    ///
    /// @param top first line shown
    record Previewing(List<Line> lines, int top) implements Mode {
        Previewing moved(int by) {
            return new Previewing(lines, Math.clamp(top + by, 0, Math.max(0, lines.size() - 1)));
        }
    }

    /// Whether to leave although something is not saved.
    record Leaving() implements Mode {}

    /// All keys of the keyboard.
    record Helping() implements Mode {}
}
