package scorpiox.command.guide;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scorpiox.command.editor.Lines;
import scorpiox.command.editor.Numbered;
import scorpiox.output.Stderr;

/// Questions of a guide. The end of input ends the guide.
///
/// @param lines answers them
/// @param err   told what is wrong with an answer
record Asked(Lines lines, Stderr err) {
    private static final List<String> YES_OR_NO = List.of("", "y", "yes", "n", "no");

    /// One of several sentences, by its number.
    ///
    /// @param preset what Enter means, from 1
    /// @return from 1
    int one(String question, List<String> sentences, int preset) {
        var shown = IntStream.range(0, sentences.size()).mapToObj(i -> "  " + (i + 1) + ") " + sentences.get(i) + "\n").collect(Collectors.joining());
        var again = "[" + preset + "]: ";
        var answer = until("\n" + question + "\n" + shown + again, again, text -> {
            var good = text.isEmpty() || text.matches("[1-9]") && Integer.parseInt(text) <= sentences.size();
            return good ? Optional.empty() : Optional.of("a number from 1 to " + sentences.size() + " is needed");
        });
        return answer.isEmpty() ? preset : Integer.parseInt(answer);
    }

    /// One of several words or another one; empty for what it is now.
    ///
    /// @param problem with an answer, if any
    String word(String question, List<String> choices, String now, Function<String, Optional<String>> problem) {
        var again = "[" + now + "]: ";
        var answer = until("\n" + question + "\n  " + Numbered.line(choices) + "\n" + again, again,
                text -> text.isEmpty() ? Optional.empty() : problem.apply(Numbered.meant(text, choices)));
        return Numbered.meant(answer, choices);
    }

    /// Any text; asked again until there is nothing wrong with it.
    String until(String question, String again, Function<String, Optional<String>> problem) {
        for (var asked = question; ; asked = again) {
            var answer = ended(lines.ask(asked)).strip();
            var wrong = problem.apply(answer);
            if (wrong.isEmpty()) return answer;
            err.message(wrong.get());
        }
    }

    /// A secret; empty where none was typed.
    String secret(String question) {
        return ended(lines.secret(question)).strip();
    }

    /// Yes, also for Enter, or no.
    boolean yes(String question) {
        var prompt = question + " [Y/n] ";
        var answer = until(prompt, prompt, text -> YES_OR_NO.contains(text.toLowerCase(Locale.ROOT)) ? Optional.empty() : Optional.of("y or n is needed"));
        return !answer.toLowerCase(Locale.ROOT).startsWith("n");
    }

    private static String ended(Optional<String> answer) {
        return answer.orElseThrow(Ended::new);
    }

    /// The input has ended before the last question.
    static final class Ended extends RuntimeException {}
}
