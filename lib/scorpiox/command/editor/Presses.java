package scorpiox.command.editor;

import java.io.IOException;
import java.util.Optional;
import scorpiox.command.editor.Press.Code;

/// What a terminal sends, as keys. Sequences are taken whole, also unknown ones, so that none is mistaken for letters.
final class Presses {
    /// The characters of a terminal.
    interface Characters {
        /// The next UTF-16 unit; -1 at the end, -2 when none came in time.
        ///
        /// @param millis how long to wait, 0 for as long as it takes
        int read(long millis) throws IOException;
    }

    /// How long the rest of a sequence may take; after an Escape that is pressed nothing comes.
    private static final long SEQUENCE_MILLIS = 150;
    private static final int LONGEST_SEQUENCE = 32;
    private static final int LONGEST_PASTE = 64 * 1024;
    private static final String PASTE_END = "\u001b[201~";

    private final Characters characters;

    Presses(Characters characters) {
        this.characters = characters;
    }

    /// The next key; empty at the end.
    Optional<Press> next() throws IOException {
        var first = characters.read(0);
        if (first < 0) return Optional.empty();
        if (first == 0x1b) return Optional.of(escape());
        if (!Character.isHighSurrogate((char) first)) return Optional.of(single((char) first));
        var second = characters.read(SEQUENCE_MILLIS);
        return Optional.of(second >= 0 && Character.isLowSurrogate((char) second) ? Press.typed("" + (char) first + (char) second) : Press.of(Code.OTHER));
    }

    private static Press single(char c) {
        return switch (c) {
            case '\r', '\n' -> Press.of(Code.ENTER);
            case 0x7f, 0x08 -> Press.of(Code.BACKSPACE);
            case 0x01 -> Press.of(Code.HOME);
            case 0x03 -> Press.of(Code.INTERRUPT);
            case 0x04 -> Press.of(Code.DELETE);
            case 0x05 -> Press.of(Code.END);
            case 0x0e -> Press.of(Code.DOWN);
            case 0x10 -> Press.of(Code.UP);
            case 0x13 -> Press.of(Code.SAVE);
            case 0x15 -> Press.of(Code.KILL);
            default -> c < 0x20 || c >= 0x80 && c < 0xa0 || Character.isLowSurrogate(c) ? Press.of(Code.OTHER) : Press.typed(String.valueOf(c));
        };
    }

    private Press escape() throws IOException {
        return switch (characters.read(SEQUENCE_MILLIS)) {
            case -1, -2 -> Press.of(Code.ESCAPE);
            case '[' -> sequence();
            case 'O' -> named(characters.read(SEQUENCE_MILLIS), "");
            case 0x1b -> Press.of(Code.ESCAPE);
            default -> Press.of(Code.OTHER);
        };
    }

    /// ECMA-48: parameters, then one byte from `@` to `~`.
    private Press sequence() throws IOException {
        var parameters = new StringBuilder();
        while (parameters.length() < LONGEST_SEQUENCE) {
            var c = characters.read(SEQUENCE_MILLIS);
            if (c >= 0x40 && c <= 0x7e) return parameters.toString().equals("200") && c == '~' ? pasted() : named(c, parameters.toString());
            if (c < 0x20 || c > 0x7e) break;
            parameters.append((char) c);
        }
        return Press.of(Code.OTHER);
    }

    private static Press named(int last, String parameters) {
        return Press.of(switch (last) {
            case 'A' -> Code.UP;
            case 'B' -> Code.DOWN;
            case 'C' -> Code.RIGHT;
            case 'D' -> Code.LEFT;
            case 'H' -> Code.HOME;
            case 'F' -> Code.END;
            case 'M' -> Code.ENTER;
            case '~' -> switch (parameters) {
                case "1", "7" -> Code.HOME;
                case "4", "8" -> Code.END;
                case "3" -> Code.DELETE;
                case "5" -> Code.PAGE_UP;
                case "6" -> Code.PAGE_DOWN;
                default -> Code.OTHER;
            };
            default -> Code.OTHER;
        });
    }

    /// Everything up to the end of what was pasted; more than anybody means is dropped.
    private Press pasted() throws IOException {
        var text = new StringBuilder();
        while (true) {
            var c = characters.read(0);
            if (c < 0) return Press.of(Code.OTHER);
            if (text.length() < LONGEST_PASTE) text.append((char) c);
            else text.deleteCharAt(0).append((char) c);
            if (c == '~' && text.toString().endsWith(PASTE_END)) return Press.typed(text.substring(0, text.length() - PASTE_END.length()));
        }
    }
}
