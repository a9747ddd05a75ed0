package scorpiox.command.compare;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The figures of one provider's model over all its answers. Those that failed count among `failed` alone.
///
/// @param runs   how often it was asked
/// @param first  milliseconds until the first piece
/// @param total  milliseconds
/// @param rate   tokens a second
/// @param cost   US dollars an answer; null when any price is not known
/// @param prices date of the oldest price; null without one
/// @param finish how the answers ended; null when none did
/// @param error  why some did not come; null when all came
/// @param text   of an answer; null where it was not kept
/// @param last   when the last one was over; null when not known
/// @param days   each day's figures, the earliest first
record Result(String provider, String model, int runs, int failed, Spread first, Spread total, Spread rate, Spread input, Spread cached, Spread output,
              Spread cost, String prices, String finish, String error, String text, Instant last, List<Day> days) {
    /// @param runs that were answered
    record Day(LocalDate day, int runs, Spread first, Spread total, Spread rate) {}

    boolean ok() {
        return failed == 0;
    }

    /// Who was asked for what: `codex gpt-5.3-codex`.
    String name() {
        return provider + " " + model;
    }

    /// What a run came to.
    static Result of(Outcome outcome, String prompt, Instant time) {
        return of(outcome.runs().stream().map(run -> Entry.of(outcome.target(), run, time, prompt)).toList(), outcome.text());
    }

    /// What a log comes to, by provider and model in the order in which they turn up.
    static List<Result> of(List<Entry> entries) {
        var groups = new LinkedHashMap<String, List<Entry>>();
        for (var entry : entries) groups.computeIfAbsent(entry.provider() + "\n" + entry.model(), _ -> new ArrayList<>()).add(entry);
        return groups.values().stream().map(group -> of(group, null)).toList();
    }

    private static Result of(List<Entry> entries, String text) {
        var good = entries.stream().filter(Entry::ok).toList();
        var costs = good.stream().map(Entry::cost).toList();
        var words = entries.stream().map(Entry::finish).filter(Objects::nonNull).distinct().collect(Collectors.joining(", "));
        return new Result(entries.getFirst().provider(), entries.getFirst().model(), entries.size(), entries.size() - good.size(), spread(good, Entry::first), spread(good, Entry::total),
                spread(good, Entry::rate), spread(good, Entry::input), spread(good, Entry::cached), spread(good, Entry::output), costs.contains(null) ? null : Spread.of(costs),
                good.stream().map(Entry::prices).filter(Objects::nonNull).min(String::compareTo).orElse(null), words.isEmpty() ? null : words, error(entries), text,
                entries.stream().map(Entry::time).filter(Objects::nonNull).max(Instant::compareTo).orElse(null), days(good));
    }

    private static String error(List<Entry> entries) {
        var failed = entries.stream().filter(entry -> !entry.ok()).toList();
        if (failed.isEmpty()) return null;
        var line = Objects.requireNonNullElse(failed.getLast().error(), "no answer");
        return entries.size() == 1 ? line : failed.size() + " of " + entries.size() + " failed: " + line;
    }

    private static List<Day> days(List<Entry> entries) {
        var days = new TreeMap<LocalDate, List<Entry>>();
        for (var entry : entries) if (entry.time() != null) days.computeIfAbsent(LocalDate.ofInstant(entry.time(), ZoneOffset.UTC), _ -> new ArrayList<>()).add(entry);
        return days.entrySet().stream().map(day -> new Day(day.getKey(), day.getValue().size(), spread(day.getValue(), Entry::first), spread(day.getValue(), Entry::total),
                spread(day.getValue(), Entry::rate))).toList();
    }

    private static Spread spread(List<Entry> entries, Function<Entry, ? extends Number> figure) {
        var figures = new ArrayList<Number>();
        for (var entry : entries) figures.add(figure.apply(entry));
        return Spread.of(figures);
    }
}
