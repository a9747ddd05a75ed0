package scorpiox.simulator.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Short answers to what asks for one: the colour of an image, words to answer with. Patterns are made where they are
/// needed, which is seldom, and not at the start of the demo.
final class Said {
    private static final String COLOUR = "(?i)\\bcolou?r\\b";
    private static final String QUOTED = "(?is)\\b(?:answer|reply|respond) with\\b[^\"'`]{0,60}([\"'`])(.+?)\\1";
    private static final String PLAIN = "(?is)\\b(?:answer|reply|respond) with (?:only |just |exactly )*(?:the (?:single )?(?:word|number|text) "
            + ")?:?\\s*([\\w-]+)\\s*[.!]?\\s*$";
    private static final String SAY = "(?is)\\s*(?:please )?say [\"'`]?(.+?)[\"'`]?[.!]?\\s*";

    private Said() {}

    /// The answer that a request names itself; empty for most.
    static Optional<String> answer(Asked asked) {
        var text = asked.text();
        if (!asked.images().isEmpty()) {
            var colour = colour(text, asked.images().getLast());
            if (colour.isPresent()) return colour;
        }
        if (!text.toLowerCase(Locale.ROOT).contains(" with")) return Optional.empty();
        var quoted = Pattern.compile(QUOTED).matcher(text);
        if (quoted.find()) return Optional.of(quoted.group(2));
        var plain = Pattern.compile(PLAIN).matcher(text);
        return plain.find() ? Optional.of(plain.group(1)) : Optional.empty();
    }

    /// The colour of an image, when that is the question.
    static Optional<String> colour(String text, Image image) {
        return Pattern.compile(COLOUR).matcher(text).find() ? image.colour() : Optional.empty();
    }

    /// A few words for a text that has to be short: those it is asked to say, or the text's own.
    static String brief(String text) {
        var say = Pattern.compile(SAY).matcher(text);
        var line = (say.matches() ? say.group(1) : text).strip().replaceAll("\\s+", " ");
        return line.length() <= 40 ? line : line.substring(0, 39) + "…";
    }
}
