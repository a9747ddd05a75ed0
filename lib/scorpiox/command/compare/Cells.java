package scorpiox.command.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import scorpiox.base.TerminalFilter;
import scorpiox.settings.Environment;

/// The cells of a screen: how many there are, and how many a text takes.
final class Cells {
    static final int USUAL = 80;
    private static final long LINUX_SIZE = 0x5413;
    private static final long MAC_SIZE = 0x40087468;

    private Cells() {}

    /// Columns of the terminal behind a descriptor: what `COLUMNS` says, else what the terminal does, else 80.
    static int columns(int descriptor, boolean terminal, Environment environment) {
        var told = environment.variable("COLUMNS").filter(text -> text.matches("\\d{2,4}")).map(Integer::valueOf);
        if (told.isPresent()) return Math.max(20, told.get());
        var columns = terminal ? asked(descriptor) : 0;
        return columns >= 20 ? columns : USUAL;
    }

    /// `ioctl(TIOCGWINSZ)`; 0 where there is none.
    private static int asked(int descriptor) {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            var ioctl = linker.defaultLookup().find("ioctl");
            if (ioctl.isEmpty()) return 0;
            var call = linker.downcallHandle(ioctl.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            MemorySegment size = arena.allocate(8);
            var request = System.getProperty("os.name").startsWith("Mac") ? MAC_SIZE : LINUX_SIZE;
            var failed = (int) call.invokeExact(descriptor, request, size);
            return failed == 0 ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 2)) : 0;
        } catch (Throwable noNativeAccess) {
            return 0;
        }
    }

    /// Cells that a line takes; wide characters take two, marks that stand on others none.
    static int width(String text) {
        return text.codePoints().map(point -> Math.max(0, WCWidth.wcwidth(point))).sum();
    }

    static String pad(String text, int cells, boolean right) {
        var blanks = " ".repeat(Math.max(0, cells - width(text)));
        return right ? blanks + text : text + blanks;
    }

    /// As much of a line as fits, its end marked where it is cut.
    static String cut(String text, int cells) {
        return width(text) <= cells ? text : cells < 1 ? "" : start(text, cells - 1) + "…";
    }

    /// A text of any lines in lines that fit, broken at blanks where there are some. Nothing in it moves the cursor.
    static List<String> wrap(String text, int cells) {
        var lines = new ArrayList<String>();
        for (var line : new TerminalFilter().whole(text).replace("\t", "    ").split("\n", -1)) {
            var rest = line;
            while (width(rest) > cells && cells > 1) {
                var whole = start(rest, cells);
                if (whole.isEmpty()) break;
                var blank = rest.charAt(whole.length()) == ' ' ? whole.length() : whole.lastIndexOf(' ');
                var end = blank > 0 ? blank : whole.length();
                lines.add(rest.substring(0, end).stripTrailing());
                rest = rest.substring(end).stripLeading();
            }
            lines.add(rest.stripTrailing());
        }
        return lines;
    }

    private static String start(String text, int cells) {
        var end = 0;
        for (var used = 0; end < text.length(); ) {
            var point = text.codePointAt(end);
            used += Math.max(0, WCWidth.wcwidth(point));
            if (used > cells) break;
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }
}
