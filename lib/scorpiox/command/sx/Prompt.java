package scorpiox.command.sx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.settings.Environment;

/// The user's message, from the words of the command line, stdin, fragments and images.
///
/// @param words       the prompt on the command line; empty for none
/// @param saved       the saved prompt that the words go with, or null
/// @param fragments   `-f` names
/// @param images      `-i` names
/// @param stdin       stdin, or null when it is not read
/// @param stdinWait   how long to wait for its first byte when there is a prompt
public record Prompt(String words, SavedPrompt.Filled saved, List<String> fragments, List<String> images, Stdin stdin, Duration stdinWait) {
    /// @param notice told what the user should know, a line each
    /// @throws Failure `USAGE` for input that cannot be used, and for none at all
    public Message message(Environment environment, Consumer<String> notice) {
        var isPrompt = words.isEmpty() && (saved == null || saved.takesInput());
        var piped = stdin == null ? new byte[0] : stdin.all(isPrompt ? null : stdinWait, notice);
        var taken = false;
        var parts = new ArrayList<Part>();
        for (var image : images) {
            parts.add(image.equals("-") ? Images.of(piped, "stdin") : Images.read(environment.path(image), image));
            taken |= image.equals("-");
        }
        var text = new StringBuilder();
        if (stdin == null && (images.contains("-") || fragments.contains("-"))) throw Failure.usage("- means stdin, and there is none");
        taken |= fragments.contains("-");
        var files = Fragments.of(fragments, piped, environment, notice);
        text.append(files).append(files.isEmpty() ? "" : "\n");
        text.append(asked(taken ? new byte[0] : piped, notice));
        if (text.toString().isBlank()) throw missing();
        parts.add(new Part.Text(text.toString()));
        return new Message(Message.Role.USER, parts);
    }

    static Failure missing() {
        return Failure.usage("empty prompt").hint("sx \"your question\", or pipe one in; sx --help shows more");
    }

    /// Stdin is context where there is a prompt, else it is the prompt, exactly.
    private String asked(byte[] piped, Consumer<String> notice) {
        var text = piped.length == 0 ? "" : Texts.of(piped, "stdin", notice);
        if (saved != null && saved.takesInput()) return saved.text(words, text);
        var asked = saved == null ? words : saved.text(words, "");
        if (asked.isEmpty()) return text;
        if (text.isBlank()) return asked;
        return asked + "\n\n<stdin>\n" + text + (text.endsWith("\n") ? "" : "\n") + "</stdin>";
    }
}
