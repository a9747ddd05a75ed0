package scorpiox.tool.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class GlobTest {
    @TempDir
    Path temp;
    private Path root;
    private Predicate<Path> visible = _ -> true;

    @BeforeEach
    void realRoot() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("project"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "*.java                 | -   | A.java,src/B.java,src/a/C.java",
            "**/*.java              | -   | A.java,src/B.java,src/a/C.java",
            "src/**/*.java          | -   | src/B.java,src/a/C.java",
            "src/*.java             | -   | src/B.java",
            "./*.java               | -   | A.java",
            "*.{java,md}            | src | src/B.java,src/a/C.java,src/a/D.md",
            "a/*                    | src | src/a/C.java,src/a/D.md",
            "[AB].*                 | -   | A.java,src/B.java",
            ".hidden                | -   | .hidden",
            "src/a                  | -   | no paths match src/a (8 looked at)",
            "~/project/src/*.java   | -   | src/B.java",
            "../project/*.java      | -   | A.java",
    })
    void patternsNameFilesInAndBelowTheFolder(String pattern, String path, String expected) throws IOException {
        for (var file : List.of("A.java", "src/B.java", "src/a/C.java", "src/a/D.md", ".hidden", "x.txt")) write(file);
        var arguments = Json.object().put("pattern", pattern).put("sort", "path");
        if (path != null) arguments.put("path", path);
        assertEquals(expected.replace(',', '\n'), glob(arguments));
    }

    @Test
    void aPatternMayBeAnAbsolutePath() throws IOException {
        write("src/a/C.java");
        write("src/B.java");
        assertEquals("src/B.java", glob(pattern(root + "/src/*.java")));
        assertEquals("src/B.java\nsrc/a/C.java", glob(pattern(root + "/src/**/*.java").put("sort", "path")));
        assertEquals("src/B.java", glob(pattern(root + "/src/B.java")));
        assertEquals(List.of(new Subject.Reads(root.resolve("src"))), tool().call(pattern(root + "/src/**/*.java")).subjects());
    }

    @Test
    void theNewestComesFirstAndEquallyNewOnesByPath() throws IOException {
        for (var file : List.of("old", "new", "b", "a")) write(file);
        age("old", 1000);
        age("new", 4000);
        age("a", 2000);
        age("b", 2000);
        assertEquals("new\na\nb\nold", glob(pattern("*")));
        assertEquals("a\nb\nnew\nold", glob(pattern("*").put("sort", "path")));
    }

    @Test
    void whatIsIgnoredIsNotNamedUnlessTheFolderIs() throws IOException {
        Files.createDirectories(root.resolve(".git"));
        for (var file : List.of("a.c", "target/b.c", "gen/c.c", "gen/keep/d.c", "node_modules/e.c", ".git/f.c")) write(file);
        Files.writeString(root.resolve(".gitignore"), "gen/*\n!gen/keep/\n");
        assertEquals("a.c\ngen/keep/d.c", glob(pattern("*.c").put("sort", "path")));
        assertEquals("target/b.c", glob(pattern("*.c").put("path", "target")));
    }

    @Test
    void whatMayNotBeSeenIsNotNamed() throws IOException {
        write("a/x.key");
        write("a/x.txt");
        visible = path -> !path.toString().endsWith(".key") && !path.endsWith("a");
        assertEquals("a/x.txt", glob(pattern("x.*")));
        assertTrue(glob(pattern("*.key")).startsWith("no paths match"));
        assertTrue(glob(pattern("a").put("include_dirs", true)).startsWith("no paths match"));
    }

    @Test
    void linksAreNotNamed() throws IOException {
        write("a.c");
        Files.createSymbolicLink(root.resolve("b.c"), root.resolve("a.c"));
        Files.createSymbolicLink(root.resolve("self"), root);
        assertEquals("a.c", glob(pattern("*.c")));
    }

    @Test
    void directoriesComeOnlyWhenAskedFor() throws IOException {
        write("src/main/a");
        write("main");
        assertEquals("main", glob(pattern("main")));
        assertEquals("main\nsrc/main/", glob(pattern("main").put("include_dirs", true).put("sort", "path")));
        assertEquals("src/", glob(pattern("src/")));
    }

    @Test
    void caseIsIgnoredWhenNothingElseFits() throws IOException {
        write("README.md");
        write("docs/readme.md");
        assertEquals("docs/readme.md", glob(pattern("readme.md")));
        assertEquals("README.md\ndocs/readme.md\n(nothing in that case; these match when case is ignored)", glob(pattern("ReadMe.md").put("sort", "path")));
    }

    @Test
    void moreThanTheLimitIsTold() throws IOException {
        for (var i = 0; i < 12; i++) write("f%02d".formatted(i));
        var ten = IntStream.range(0, 10).mapToObj("f%02d"::formatted).collect(Collectors.joining("\n"));
        assertEquals(ten + "\n(first 10 of 12 paths; more with limit=12, or narrow with path)", glob(pattern("*").put("limit", 10).put("sort", "path")));
        assertFalse(glob(pattern("*").put("limit", 12)).contains("("));
    }

    @Test
    void aResultHasAtMost50Kib() throws IOException {
        for (var i = 0; i < 300; i++) write("%03d-".formatted(i) + "é".repeat(115));
        var text = glob(pattern("*").put("sort", "path"));
        assertTrue(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 51_200);
        assertTrue(text.endsWith(" of 300 paths; narrow with path or pattern)"), text.substring(text.length() - 100));
    }

    @Test
    void aNameCannotPassForTwoOrForARemark() throws IOException {
        Files.writeString(root.resolve("a\nb\u001b[31m.c"), "x");
        assertEquals("a\\nb\\x1b[31m.c", glob(pattern("*.c")));
    }

    @Test
    void pathsOutsideTheWorkingDirectoryAreAbsolute() throws IOException {
        var other = Files.createDirectories(root.resolveSibling("other"));
        Files.writeString(other.resolve("a.c"), "x");
        assertEquals(other.resolve("a.c").toString(), glob(pattern("*.c").put("path", "../other")));
    }

    @Test
    void aLinkToAFolderIsSearchedWhereItLeads() throws IOException {
        write("src/a.c");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("src"));
        assertEquals(List.of(new Subject.Reads(root.resolve("src"))), tool().call(pattern("*.c").put("path", "link")).subjects());
        assertEquals("src/a.c", glob(pattern("*.c").put("path", "link")));
    }

    @Test
    void whatCannotBeSearchedIsAnError() throws IOException {
        write("file");
        assertTrue(error(pattern("*").put("path", "none")).startsWith("no such file or directory: none"));
        assertTrue(error(pattern("*").put("path", "file")).startsWith("file is a file"));
        assertTrue(error(pattern(" ")).startsWith("the pattern is empty"));
        assertTrue(error(pattern("{a,b}".repeat(20))).contains("alternatives"));
    }

    @Test
    void aFolderThatLeadsElsewhereThanWhenItWasAllowedIsNotSearched() throws IOException {
        write("a/f");
        write("b/f");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
        var call = tool().call(pattern("*").put("path", "link"));
        Files.delete(root.resolve("link"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("b"));
        assertTrue(assertThrows(ToolError.class, () -> call.run(new Cancel())).getMessage().contains("leads elsewhere"));
    }

    @Test
    void aCancelledCallThrowsTheReason() {
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted"));
        assertThrows(Failure.class, () -> tool().call(pattern("*")).run(cancel));
    }

    @Test
    void aCallSaysWhatItIsInOneLine() {
        assertEquals("glob *.c", tool().call(pattern("*.c")).line());
        assertEquals("glob a\\nb in src", tool().call(pattern("a\nb").put("path", "src")).line());
    }

    private LocalTool tool() {
        return new Glob(new Workspace(root, List.of(), root.getParent()), Limits.USUAL, visible);
    }

    private String glob(ObjectNode arguments) {
        var tool = tool();
        var outcome = tool.call(Parameters.fit("glob", ((Tool.Function) tool.declaration()).parameters(), arguments)).run(new Cancel());
        assertFalse(outcome.error());
        return outcome.text();
    }

    private String error(ObjectNode arguments) {
        return assertThrows(ToolError.class, () -> glob(arguments)).getMessage();
    }

    private static ObjectNode pattern(String pattern) {
        return Json.object().put("pattern", pattern);
    }

    private void write(String path) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), "x");
    }

    private void age(String path, long millis) throws IOException {
        Files.setLastModifiedTime(root.resolve(path), FileTime.fromMillis(millis));
    }
}
