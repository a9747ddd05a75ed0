package scorpiox.server.messages;

import java.util.BitSet;

/// The beginning of a JSON object (RFC 8259) that arrives piece by piece: says how much of it can be sent on so that it still
/// can become one, and how to end it where the rest never comes.
///
/// Clients parse the arguments of a call while they arrive, and give up the whole answer where they cannot.
final class JsonPrefix {
    private static final int DEEPEST = 500;         // clients' parsers, and our own, go to a thousand

    private enum State { START, FIRST_KEY, KEY, IN_KEY, COLON, FIRST_VALUE, VALUE, IN_STRING, LITERAL, MINUS, ZERO, DIGITS, DOT, FRACTION, EXPONENT, SIGN, POWER, AFTER, END, BROKEN }

    private final BitSet objects = new BitSet();    // by depth, whether it is an object
    private final StringBuilder key = new StringBuilder();
    private State state = State.START;
    private State kept;                             // where it broke
    private int depth;
    private int escape;                             // characters that an escape still wants; -1 just behind the backslash
    private String literal = "";
    private int matched;

    /// Takes more of it.
    ///
    /// @return how many of the characters belong to a JSON object; fewer than there are once it is broken
    int accept(String more) {
        for (var i = 0; i < more.length(); i++) {
            if (next(more.charAt(i))) continue;
            if (state != State.BROKEN) kept = state;
            state = State.BROKEN;
            return i;
        }
        return more.length();
    }

    /// Whether not even its brace has come.
    boolean empty() {
        return (state == State.BROKEN ? kept : state) == State.START;
    }

    /// What makes it an object that nobody takes for what was meant: the member that it broke off in, or behind, is null, so
    /// that no client runs half a command. Empty where it is whole.
    String close() {
        var end = new StringBuilder();
        var at = state == State.BROKEN ? kept : state;
        if (at == State.END) return "";
        if (at == State.START) return "{}";
        if (at == State.FIRST_KEY && depth == 1) return "}";
        end.append(token(at));
        var named = depth > 1 || !(at == State.IN_KEY || at == State.COLON || at == State.VALUE);
        if (at == State.KEY && depth == 1) return end.append(key).append(":null}").toString();
        for (var level = depth; level > 1; level--) end.append(objects.get(level) ? '}' : ']');
        if (named) end.append(',').append(key).append(":null");
        return end.append('}').toString();
    }

    /// The rest of the token, and of the member, that it broke off in.
    private String token(State at) {
        return switch (at) {
            case IN_KEY -> escaped() + "\":null";
            case COLON -> ":null";
            case VALUE -> "null";
            case KEY -> depth == 1 ? "" : "\"\":null";
            case IN_STRING -> escaped() + '"';
            case LITERAL -> literal.substring(matched);
            case MINUS, DOT, EXPONENT, SIGN -> "0";
            default -> "";
        };
    }

    private String escaped() {
        return escape < 0 ? "\\" : "0".repeat(escape);
    }

    private boolean next(char c) {
        switch (state) {
            case IN_KEY, IN_STRING -> {
                return string(c);
            }
            case BROKEN -> {
                return false;
            }
            case LITERAL -> {
                if (c != literal.charAt(matched)) return false;
                if (++matched == literal.length()) state = State.AFTER;
                return true;
            }
            case MINUS, ZERO, DIGITS, DOT, FRACTION, EXPONENT, SIGN, POWER -> {
                var number = number(c);
                if (number != null) {
                    state = number;
                    return true;
                }
                if (state == State.MINUS || state == State.DOT || state == State.EXPONENT || state == State.SIGN) return false;
                state = State.AFTER;
            }
            default -> { }
        }
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || structure(c);
    }

    private boolean structure(char c) {
        switch (state) {
            case START -> {
                return c == '{' && open(true);
            }
            case FIRST_KEY, KEY -> {
                if (c == '}' && state == State.FIRST_KEY) return shut();
                if (c != '"') return false;
                if (depth == 1) key.setLength(0);
                if (depth == 1) key.append('"');
                state = State.IN_KEY;
                return true;
            }
            case COLON -> {
                if (c != ':') return false;
                state = State.VALUE;
                return true;
            }
            case FIRST_VALUE, VALUE -> {
                return c == ']' && state == State.FIRST_VALUE ? shut() : value(c);
            }
            case AFTER -> {
                if (c == (objects.get(depth) ? '}' : ']')) return shut();
                if (c != ',') return false;
                state = objects.get(depth) ? State.KEY : State.VALUE;
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean value(char c) {
        switch (c) {
            case '{', '[' -> {
                return open(c == '{');
            }
            case '"' -> state = State.IN_STRING;
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-' -> state = State.MINUS;
            case '0' -> state = State.ZERO;
            default -> {
                if (c < '1' || c > '9') return false;
                state = State.DIGITS;
            }
        }
        return true;
    }

    private void literal(String word) {
        literal = word;
        matched = 1;
        state = State.LITERAL;
    }

    private boolean open(boolean object) {
        if (depth == DEEPEST) return false;
        objects.set(++depth, object);
        state = object ? State.FIRST_KEY : State.FIRST_VALUE;
        return true;
    }

    private boolean shut() {
        state = --depth == 0 ? State.END : State.AFTER;
        return true;
    }

    private boolean string(char c) {
        if (c < ' ' || escape < 0 && "\"\\/bfnrtu".indexOf(c) < 0 || escape > 0 && Character.digit(c, 16) < 0 || escape > 0 && c > 'f') return false;
        var ends = escape == 0 && c == '"';
        if (escape > 0) escape--;
        else if (escape < 0) escape = c == 'u' ? 4 : 0;
        else if (c == '\\') escape = -1;
        if (state == State.IN_KEY && depth == 1) key.append(c);
        if (ends) state = state == State.IN_KEY ? State.COLON : State.AFTER;
        return true;
    }

    /// The state behind one more character of a number; null where it is none of it.
    private State number(char c) {
        if (c >= '0' && c <= '9') {
            return switch (state) {
                case MINUS -> c == '0' ? State.ZERO : State.DIGITS;
                case DIGITS -> State.DIGITS;
                case DOT, FRACTION -> State.FRACTION;
                case EXPONENT, SIGN, POWER -> State.POWER;
                default -> null;
            };
        }
        if (c == '.') return state == State.ZERO || state == State.DIGITS ? State.DOT : null;
        if (c == 'e' || c == 'E') return state == State.ZERO || state == State.DIGITS || state == State.FRACTION ? State.EXPONENT : null;
        return (c == '+' || c == '-') && state == State.EXPONENT ? State.SIGN : null;
    }
}
