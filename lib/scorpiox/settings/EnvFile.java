package scorpiox.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;

/// One `scorpiox-env.txt`: `KEY=VALUE` lines, `#` comments, blank lines. No quoting, no expansion.
///
/// @param file    where it was read
/// @param entries its settings in order
public record EnvFile(Path file, List<Entry> entries) {
    /// One setting; `value` is trimmed and may be empty, which is a value too.
    public record Entry(String name, String value, int line) {}

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_LINES = 1000;
    private static final int MAX_NAME = 64;
    private static final int MAX_VALUE = 8192;

    /// Reads a file; a missing one has no entries.
    ///
    /// @throws Failure `USAGE` naming file and line for anything that is not such a file
    public static EnvFile read(Path file) {
        var bytes = bytes(file);
        return bytes.isEmpty() ? new EnvFile(file, List.of()) : parse(file, bytes.get());
    }

    /// What is in such a file; empty for a missing one. No more is read than one may hold, whatever it says of its size.
    static Optional<byte[]> bytes(Path file) {
        var there = Files.exists(file);
        if (!there && (Files.notExists(file) || Files.isRegularFile(file.getParent()))) return Optional.empty();
        try {
            if (there && !Files.isRegularFile(file)) throw Failure.usage(file + " is not a regular file");
            try (var in = Files.newInputStream(file)) {
                return Optional.of(in.readNBytes(MAX_BYTES + 1));
            }
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + reason(e));
        }
    }

    /// Why, without the name of the file.
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) return "permission denied";
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "something else is in its place";
            case FileSystemException told -> told.getReason() == null ? "the system does not say why" : told.getReason();
            default -> e.getMessage();
        };
    }

    /// Whether a text holds what no value may: a character that a terminal obeys, or an end of a line of any kind.
    public static boolean holdsControl(String text) {
        return text.chars().anyMatch(c -> c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029);
    }

    /// @param file for messages
    /// @throws Failure `USAGE` naming file and line for anything that is not such a file
    public static EnvFile parse(Path file, byte[] bytes) {
        if (bytes.length > MAX_BYTES) throw Failure.usage(file + " is larger than " + MAX_BYTES / 1024 + " KiB");
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage(file + " is not UTF-8 text");
        }
        if (text.startsWith("\uFEFF")) text = text.substring(1);
        var lines = text.split("\n", -1);
        if (lines.length - (text.endsWith("\n") ? 1 : 0) > MAX_LINES) throw Failure.usage(file + " has more than " + MAX_LINES + " lines");
        var entries = new ArrayList<Entry>();
        for (var i = 0; i < lines.length; i++) {
            var line = lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) entries.add(entry(line, file, i + 1));
        }
        return new EnvFile(file, List.copyOf(entries));
    }

    private static Entry entry(String line, Path file, int number) {
        var place = file + ":" + number + ": ";
        var equals = line.indexOf('=');
        if (equals < 0) throw Failure.usage(place + "a setting is KEY=VALUE, this line has no =");
        var name = line.substring(0, equals).strip();
        var value = line.substring(equals + 1).strip();
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") && !Keys.isAlias(name) || name.length() > MAX_NAME) {
            throw Failure.usage(place + "the part before = is not a key (letters, digits and _, at most " + MAX_NAME + ")");
        }
        if (value.length() > MAX_VALUE) throw Failure.usage(place + "the value of " + name + " is longer than " + MAX_VALUE + " characters");
        if (holdsControl(value)) {
            throw Failure.usage(place + "the value of " + name + " holds a control character");
        }
        return new Entry(name, value, number);
    }
}
