package scorpiox.command.editor;

/// A key pressed, or text that came at once.
///
/// @param code which key
/// @param text what was typed or pasted, for [Code#TEXT]
record Press(Code code, String text) {
    /// The keys there are; [#KILL] empties a line, [#INTERRUPT] leaves whatever is going on.
    enum Code { TEXT, UP, DOWN, LEFT, RIGHT, HOME, END, PAGE_UP, PAGE_DOWN, ENTER, ESCAPE, BACKSPACE, DELETE, KILL, SAVE, INTERRUPT, OTHER }

    private static final int PAGE = 8;
    private static final int FAR = 1_000_000;

    static Press of(Code code) {
        return new Press(code, "");
    }

    static Press typed(String text) {
        return new Press(Code.TEXT, text);
    }

    /// How many lines it moves up or down in a list, `j` and `k` included; 0 for keys that do not.
    int lines() {
        return switch (code) {
            case UP -> -1;
            case DOWN -> 1;
            case PAGE_UP -> -PAGE;
            case PAGE_DOWN -> PAGE;
            case HOME -> -FAR;
            case END -> FAR;
            default -> command() == 'j' ? 1 : command() == 'k' ? -1 : 0;
        };
    }

    /// The letter of a command; 0 for every other key and for text that was pasted.
    char command() {
        return code == Code.TEXT && text.length() == 1 ? text.charAt(0) : 0;
    }

    @Override
    public String toString() {
        return code.toString();     // never what was typed: it may be a secret
    }
}
