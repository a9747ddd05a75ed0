package scorpiox.command.editor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Choices that are answered with a number or with the word itself.
public final class Numbered {
    private Numbered() {}

    /// The choices in one line, numbered unless they are numbers.
    public static String line(List<String> choices) {
        if (!possible(choices)) return choices.stream().map(Cells::plain).collect(Collectors.joining(", "));
        return IntStream.range(0, choices.size()).mapToObj(i -> i + 1 + ") " + Cells.plain(choices.get(i))).collect(Collectors.joining("  "));
    }

    /// A word is itself; a number is the choice of that number, unless numbers are words here.
    public static String meant(String answer, List<String> choices) {
        if (choices.contains(answer) || !answer.matches("\\d{1,3}") || !possible(choices)) return answer;
        var number = Integer.parseInt(answer);
        return number >= 1 && number <= choices.size() ? choices.get(number - 1) : answer;
    }

    private static boolean possible(List<String> choices) {
        return IntStream.rangeClosed(1, choices.size()).mapToObj(String::valueOf).noneMatch(choices::contains);
    }
}
