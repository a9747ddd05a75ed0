package scorpiox.tool.user;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/// A hash over names and contents of files, by which one knows them again. Of large files size and time stand for the
/// content.
final class FileHash {
    private static final long LARGE = 1024 * 1024;
    private static final int MOST = 2000;
    private static final int DEPTH = 8;
    private static final int LENGTH = 32;

    private final MessageDigest digest;

    FileHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// The hash of a tool: the file, its side file, and for a Java tool every file in the sub-folders beside it.
    ///
    /// @throws IOException when it cannot be read
    static String of(ToolFile tool) throws IOException {
        var hash = new FileHash().add(tool.path());
        if (Files.isRegularFile(tool.side())) hash.add(tool.side());
        if (tool.java()) for (var helper : helpers(tool.path().getParent())) {
            if (Files.isReadable(helper)) hash.add(helper);
            else hash.add(stamp(helper));
        }
        return hash.hex().substring(0, LENGTH);
    }

    FileHash add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    private FileHash add(Path file) throws IOException {
        add(file.toString()).add(Files.isExecutable(file) ? "x" : "");
        if (!Files.isRegularFile(file) || Files.size(file) > LARGE) return add(stamp(file));
        var content = Files.readAllBytes(file);
        add(String.valueOf(content.length));
        digest.update(content);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Size, time of the last change and path of a file, by which one sees that it is another; `- -` for one that is not
    /// there.
    static String stamp(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime().toInstant().getEpochSecond() + "." + attributes.lastModifiedTime().toInstant().getNano() + " " + file;
        } catch (IOException missing) {
            return "- - " + file;
        }
    }

    /// Every file in the sub-folders of a folder, hidden ones left out.
    private static TreeSet<Path> helpers(Path folder) throws IOException {
        var helpers = new TreeSet<Path>();
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                return !inner.equals(folder) && inner.getFileName().toString().startsWith(".") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.getParent().equals(folder)) helpers.add(file);
                return helpers.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return helpers;
    }
}
