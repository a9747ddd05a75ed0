package scorpiox.tool.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.tool.Workspace;

class IgnoreTest {
    @TempDir
    Path temp;
    private Path root;

    @BeforeEach
    void repository() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("project"));
        Files.createDirectories(root.resolve(".git"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, value = {
            "*.log|a.log|true",
            "*.log|x/y/a.log|true",
            "a|x/a|true",
            "/a|a|true",
            "/a|x/a|false",
            "x/a|x/a|true",
            "x/a|y/x/a|false",
            "a/|a|false",
            "a/|a/b|true",
            "x/y/|x/y/z|true",
            "x/*|x/a|true",
            "x/*|x/y/a|true",
            "x/*.c|x/y/a.c|false",
            "**/foo|x/y/foo|true",
            "**/foo|foo|true",
            "**/foo/bar|x/foo/bar|true",
            "foo/**|foo/a/b|true",
            "foo/**|foo|false",
            "a/**/b|a/b|true",
            "a/**/b|a/x/y/b|true",
            "a?c|abc|true",
            "a[bc]|ac|true",
            "a[!bc]|ac|false",
            "# a comment|# a comment|false",
            "\\#name|#name|true",
            "\\!name|!name|true",
            "name   |name|true",
            "name\\ |name |true",
            "name\\ |name|false",
            "{a,b}|a|false",
            "{a,b}|{a,b}|true",
            "name\\|name|false",
            "/|a|false",
            "!|!|false",
            "A|a|false",
            " a| a|true",
    })
    void linesMeanWhatGitSays(String line, String path, boolean left) throws IOException {
        write(".gitignore", line + "\n");
        assertEquals(left, ignored(path), line + " about " + path);
    }

    @Test
    void theLastLineThatFitsCounts() throws IOException {
        write(".gitignore", "*.log\n!keep.log\nx/keep.log\n");
        assertTrue(ignored("a.log"));
        assertFalse(ignored("keep.log"));
        assertTrue(ignored("x/keep.log"));
    }

    @Test
    void nothingComesBackFromAFolderThatIsLeftOut() throws IOException {
        write(".gitignore", "x/\n!x/a\n/y/*\n!/y/b\n");
        assertTrue(ignored("x/a"));
        assertTrue(ignored("y/a"));
        assertFalse(ignored("y/b"));
    }

    @Test
    void aDeeperFileOverridesAHigherOne() throws IOException {
        write(".gitignore", "*.txt\n");
        write("x/.gitignore", "!a.txt\n/b\n");
        assertFalse(ignored("x/a.txt"));
        assertFalse(ignored("x/y/a.txt"));
        assertTrue(ignored("a.txt"));
        assertTrue(ignored("x/b"));
        assertFalse(ignored("b"));
        assertFalse(ignored("x/y/b"));
    }

    @Test
    void ourOwnFilesOverrideGits() throws IOException {
        write(".git/info/exclude", "a\nb\n");
        write(".gitignore", "!a\nc\nd\n");
        write(".ignore", "!c\ne\n");
        write(".sxignore", "!e\n!d\nf\n");
        assertEquals(List.of(false, true, false, false, false, true), List.of("a", "b", "c", "d", "e", "f").stream().map(this::ignored).toList());
    }

    @Test
    void foldersOfFixedNamesAreLeftOutUnlessALineNamesThem() throws IOException {
        for (var name : List.of("node_modules", "target", "build", ".gradle", ".jbang", ".git")) assertTrue(ignored("x/" + name + "/a"), name);
        for (var name : List.of("target", "build", "node_modules")) assertFalse(ignored("x/" + name), "a file " + name);
        write(".gitignore", "*\n!*/\n!*.java\n!.git\n");
        assertTrue(ignored("node_modules/A.java"));
        assertFalse(ignored("x/A.java"));
        write(".gitignore", "!build/\n");
        assertFalse(ignored("x/build/a"));
        assertTrue(ignored(".git/config"));
    }

    @Test
    void filesOfParentsCountUpToTheRepositoryAndNoFurther() throws IOException {
        write(".gitignore", "*.a\n");
        Files.writeString(root.resolveSibling(".gitignore"), "*.b\n");
        var ignore = new Ignore(new Workspace(root.resolve("x"), List.of(), root));
        assertTrue(ignore.test(root.resolve("x/y/1.a"), false));
        assertFalse(ignore.test(root.resolve("x/y/1.b"), false));
    }

    @Test
    void withoutARepositoryTheyCountFromTheWorkspaceDown() throws IOException {
        var folder = Files.createDirectories(temp.toRealPath().resolve("plain/x"));
        Files.writeString(folder.resolveSibling(".gitignore"), "*.a\n");
        Files.writeString(folder.getParent().resolveSibling(".gitignore"), "*.b\n");
        var ignore = new Ignore(new Workspace(folder.getParent(), List.of(), root));
        assertTrue(ignore.test(folder.resolve("1.a"), false));
        assertFalse(ignore.test(folder.resolve("1.b"), false));
        assertFalse(ignore.test(folder.getParent(), true));
    }

    @Test
    void theRootItselfIsNeverLeftOut() throws IOException {
        var build = Files.createDirectories(temp.toRealPath().resolve("build/.git")).getParent();
        assertFalse(new Ignore(new Workspace(build, List.of(), root)).test(build, true));
    }

    @Test
    void aChangedFileCountsAtOnce() throws IOException {
        var ignore = new Ignore(new Workspace(root, List.of(), root));
        assertFalse(ignore.test(root.resolve("x/a"), false));
        write("x/.gitignore", "a\n");
        assertTrue(ignore.test(root.resolve("x/a"), false));
        write("x/.gitignore", "#\n!a");
        assertFalse(ignore.test(root.resolve("x/a"), false));
        Files.delete(root.resolve("x/.gitignore"));
        write(".sxignore", "x\n");
        assertTrue(ignore.test(root.resolve("x/a"), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFa\nb\n", "a\r\nb\r\n", "\n\n#\na\n   \nb"})
    void marksAndLineEndsOfOtherSystemsAreNoPartOfALine(String text) throws IOException {
        write(".gitignore", text);
        assertTrue(ignored("a"));
        assertTrue(ignored("b"));
        assertFalse(ignored("c"));
    }

    @Test
    void whatIsNoIgnoreFileIsPassedOver() throws IOException {
        Files.createDirectories(root.resolve(".gitignore"));
        Files.write(root.resolve(".ignore"), ("b\n" + "x".repeat(5000) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.writeString(temp.resolve("rules"), "a\n");
        Files.createSymbolicLink(root.resolve(".sxignore"), temp.resolve("rules"));
        assertFalse(ignored("a"));
        assertTrue(ignored("b"));
    }

    @Test
    void gitItselfSaysTheSame() throws IOException, InterruptedException {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "git"))), "no git here");
        git("init", "-q");
        write(".gitignore", "*.log\n!keep.log\n/top\nx/*\n!x/y/\n**/deep/*.c\na[0-9]?\n\\#h\nsp\\ \n*.o  \n[[:upper:]]z\nq/**/r\n!q/w/r\n*~\nd/\n");
        write("x/y/.gitignore", "!a.log\n/only\nsub/f\n");
        write(".git/info/exclude", "excluded\n!top\n");
        for (var file : List.of("a.log", "keep.log", "x/keep.log", "top", "x/top", "x/1", "x/y/1", "x/y/a.log", "x/y/only", "x/y/z/only", "x/y/sub/f", "x/y/z/sub/f", "p/deep/1.c",
                "p/deep/q/1.c", "deep/1.c", "a1b", "ab1", "#h", "sp ", "sp", "m.o", "Az", "az", "q/r", "q/1/2/r/s", "q/w/r", "b~", "d", "e/d/f", "excluded", "e/excluded", "é.log")) {
            if (!Files.isDirectory(root.resolve(file))) write(file, "");
        }
        var listed = new TreeSet<>(Set.of(git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")));
        var walked = new ArrayList<String>();
        var workspace = new Workspace(root, List.of(), root);
        new Walk(new Cancel(), (_, path, _) -> walked.add(path)).from(root, new Ignore(workspace).level(root));
        assertEquals(listed, new TreeSet<>(walked));
        assertEquals(listed, new TreeSet<>(walked.stream().filter(path -> !ignored(path)).toList()));
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false", "-c", "core.excludesFile=", "-c", "safe.directory=*"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("HOME", root.toString());
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private boolean ignored(String path) {
        return new Ignore(new Workspace(root, List.of(), root)).test(root.resolve(path), false);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }
}
