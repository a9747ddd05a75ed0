package scorpiox.output;

import scorpiox.base.TerminalFilter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import scorpiox.base.Redaction;

/// Descriptor 2: warnings, errors and progress, a line each, in UTF-8 and without secrets.
public final class Stderr {
    private static final String DIM = "\u001b[2m";
    private static final String RESET = "\u001b[0m";

    private final OutputStream out;
    private final String name;
    private final boolean colour;
    private final boolean progress;
    private final TerminalFilter filter = new TerminalFilter();

    /// @param name     of the script, which begins each message
    /// @param colour   whether progress may be dim
    /// @param progress whether progress is shown at all
    public Stderr(String name, boolean colour, boolean progress) {
        this(new FileOutputStream(FileDescriptor.err), name, colour, progress);
    }

    public Stderr(OutputStream out, String name, boolean colour, boolean progress) {
        this.out = out;
        this.name = name;
        this.colour = colour;
        this.progress = progress;
    }

    /// One line that the user should see in any case.
    public void message(String text) {
        write(name + ": " + oneLine(text) + "\n");
    }

    /// One line of progress, shown on a terminal or when asked for; two blanks before it stay.
    public void progress(String text) {
        if (progress) write((colour ? DIM : "") + (text.startsWith("  ") ? "  " : "") + oneLine(text) + (colour ? RESET : "") + "\n");
    }

    /// A line that the user needs whole although parts of it look like secrets: the address of a sign-in.
    public void unmasked(String line) {
        write(filter.whole(line) + "\n");
    }

    /// Text as it is, of several lines; for stack traces and help.
    public void raw(String text) {
        write(Redaction.mask(text));
    }

    /// A line of a stack trace: what came from elsewhere in it obeys the same rules as in a message.
    public void trace(String line) {
        write((line.startsWith(" ") ? "    " : "") + oneLine(line) + "\n");
    }

    public boolean showsProgress() {
        return progress;
    }

    private String oneLine(String text) {
        return joined(Redaction.mask(filter.whole(text)), " ");
    }

    /// The lines of a text in one. Not by a pattern with blanks on both sides of a line end, which takes quadratic time
    /// over long blanks.
    static String joined(String text, String by) {
        return Arrays.stream(text.split("\\R")).map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(by));
    }

    private synchronized void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException nobodyListens) {
            // there is no third place to say it
        }
    }
}
