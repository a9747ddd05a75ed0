package scorpiox.command.editor;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import scorpiox.base.Cancel;
import scorpiox.command.Script;
import scorpiox.command.editor.Press.Code;

/// A [Screen] in the alternate screen of a real terminal. Keys, new sizes and the end of the run stand in one queue, so
/// that only one thread ever touches the screen.
final class FullScreen {
    private static final Size USUAL = Size.of(80, 24);
    private static final long LONG_MILLIS = 3_600_000;
    private static final String PASTE_ON = "\u001b[?2004h";
    private static final String PASTE_OFF = "\u001b[?2004l";

    private final Terminal terminal;
    private final Screen screen;
    private final boolean colour;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Display display;
    private Attributes before;

    private sealed interface Event {
        record Pressed(Press press) implements Event {}

        record Resized() implements Event {}

        record Ended() implements Event {}
    }

    FullScreen(Terminal terminal, Screen screen, boolean colour) {
        this.terminal = terminal;
        this.screen = screen;
        this.colour = colour;
        this.display = new Display(terminal, true);
    }

    /// Whether a terminal can do this: it knows how to clear itself and where its cursor is.
    static boolean possible(Terminal terminal) {
        return !terminal.getType().startsWith(Terminal.TYPE_DUMB) && terminal.getStringCapability(Capability.clear_screen) != null
                && terminal.getStringCapability(Capability.cursor_address) != null;
    }

    /// Shows it until the user leaves; the result is the exit code.
    int run(Cancel cancel) {
        before = terminal.getAttributes();
        Script.beforeHalt(_ -> leave());
        terminal.handle(Signal.WINCH, _ -> events.offer(new Event.Resized()));
        terminal.handle(Signal.INT, _ -> events.offer(new Event.Pressed(Press.of(Code.INTERRUPT))));
        try (var _ = cancel.onCancel(() -> events.offer(new Event.Ended()))) {
            enter();
            Thread.ofPlatform().daemon().name("keys").start(this::read);
            while (screen.exit().isEmpty()) {
                draw();
                for (var event = events.take(); event != null && screen.exit().isEmpty(); event = events.poll()) take(event, cancel);
            }
            return screen.exit().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            leave();
        }
    }

    private void take(Event event, Cancel cancel) {
        switch (event) {
            case Event.Pressed(var press) -> screen.press(press);
            case Event.Resized _ -> { }
            case Event.Ended _ -> {
                cancel.check();
                screen.press(Press.of(Code.INTERRUPT));
            }
        }
    }

    private void read() {
        var presses = new Presses(this::character);
        try {
            for (var press = presses.next(); press.isPresent(); press = presses.next()) events.offer(new Event.Pressed(press.get()));
        } catch (IOException | IllegalStateException gone) {
            // nobody can press anything any more
        }
        events.offer(new Event.Ended());
    }

    /// Never without a limit: a read without one holds what closing the terminal needs.
    private int character(long millis) throws IOException {
        while (true) {
            var c = terminal.reader().read(millis == 0 ? LONG_MILLIS : millis);
            if (millis != 0 || c != NonBlockingReader.READ_EXPIRED) return c;
        }
    }

    /// Every key is ours, Ctrl-C, Ctrl-Z and Ctrl-S included.
    private void enter() {
        terminal.enterRawMode();
        var raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.clear_screen);
        terminal.writer().print(PASTE_ON);
        terminal.flush();
    }

    /// Once, whoever comes first: this thread, or the one that ends the process.
    private synchronized void leave() {
        if (before == null) return;
        terminal.writer().print(PASTE_OFF);
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.keypad_local);
        if (!terminal.puts(Capability.exit_ca_mode)) terminal.puts(Capability.clear_screen);
        terminal.flush();
        terminal.setAttributes(before);
        before = null;
    }

    private void draw() {
        var now = terminal.getSize();
        var size = now.getColumns() > 0 && now.getRows() > 0 ? now : USUAL;
        if (size.getColumns() != display.getColumns() || size.getRows() != display.getRows()) {
            display.resize(size);
            display.clear();
        }
        var frame = View.of(screen, size.getColumns(), size.getRows());
        terminal.puts(Capability.cursor_invisible);
        display.update(frame.lines().stream().map(this::styled).toList(), frame.row() < 0 ? 0 : size.cursorPos(frame.row(), frame.column()), false);
        if (frame.row() >= 0) terminal.puts(Capability.cursor_normal);
        terminal.flush();
    }

    private AttributedString styled(Line line) {
        var styled = new AttributedStringBuilder();
        for (var span : line.spans()) styled.append(span.text(), colour ? style(span.style()) : AttributedStyle.DEFAULT);
        return styled.toAttributedString();
    }

    private static AttributedStyle style(Line.Style style) {
        var plain = AttributedStyle.DEFAULT;
        return switch (style) {
            case PLAIN -> plain;
            case STRONG -> plain.bold();
            case DIM -> plain.faint();
            case SELECTED -> plain.inverse();
            case CHANGED -> plain.foreground(AttributedStyle.YELLOW);
            case GOOD -> plain.foreground(AttributedStyle.GREEN);
            case BAD -> plain.foreground(AttributedStyle.RED);
            case HUNK -> plain.foreground(AttributedStyle.CYAN);
        };
    }
}
