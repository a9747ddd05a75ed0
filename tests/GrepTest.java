package scorpiox.tool.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

@Timeout(60)
class GrepTest {
    private static final String[] WORDS = {"class", "void", "int", "String x1", "foo", "Foo", "bar_baz", "a.b", "(x)", "[1]", "é", "naïve", "42", "1234", "\t", "  ", "-", "/* */", "$", "a\\b", "\u001b[31m"};

    @TempDir
    Path temp;
    private Path root;
    private Predicate<Path> visible = _ -> true;
    private Limits limits = Limits.USUAL;
    private Duration time = Duration.ofSeconds(20);
    private final Cancel cancel = new Cancel();

    @BeforeEach
    void realRoot() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("project"));
    }

    @Test
    void matchesStandByFileInTheOrderOfPathsWithTheirNumbers() throws IOException {
        write("b.txt", "x\nfoo 1\ny\nfoo 2");
        write("a/z.txt", "foo\n");
        write("a-b.txt", "a foo\n");
        assertEquals("""
                a/z.txt
                  1: foo
                a-b.txt
                  1: a foo
                b.txt
                  2: foo 1
                  4: foo 2
                (4 matches in 3 files)""", grep("foo"));
    }

    @Test
    void nothingFoundIsNoError() throws IOException {
        for (var i = 0; i < 1204; i++) write("d" + i % 7 + "/f" + i, "nothing\n");
        assertEquals("no matches (searched 1,204 files)", grep("foo"));
    }

    @Test
    void linesAroundAMatchAreShownOnceAndGapsMarked() throws IOException {
        write("f", "1\n2\nfoo\n4\nfoo\n6\n7\n8\nfoo\nfoo\n11\n");
        assertEquals("""
                f
                  2- 2
                  3: foo
                  4- 4
                  5: foo
                  6- 6
                  --
                  8- 8
                  9: foo
                  10: foo
                  11- 11
                (4 matches in 1 file)""", grep(pattern("foo").put("context", 1)));
        assertEquals("""
                f
                  2- 2
                  3: foo
                  5: foo
                  --
                  9: foo
                  10: foo
                (4 matches in 1 file)""".replace("  5: foo\n", "  4- 4\n  5: foo\n").replace("  9: foo", "  8- 8\n  9: foo"), grep(pattern("foo").put("-B", 1)));
        assertTrue(grep(pattern("foo").put("after", 100).put("offset", 3)).startsWith("f\n  10: foo\n  11- 11\n(match 4 of 4)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1    | 0  | 1       | (first 1 of 12 matches; continue with offset=1, or narrow with glob/path)",
            "5    | 5  | 6,7,8,9,10 | (matches 6 to 10 of 12; continue with offset=10, or narrow with glob/path)",
            "5    | 10 | 11,12   | (matches 11 to 12 of 12)",
            "12   | 0  | 1,2,3,4,5,6,7,8,9,10,11,12 | (12 matches in 3 files)",
            "5    | 12 |         | (nothing from offset=12 on; there are 12 matches in 3 files)",
    })
    void limitAndOffsetChooseMatches(int limit, int offset, String numbers, String closing) throws IOException {
        for (var f = 0; f < 3; f++) {
            var first = f * 4 + 1;
            write("f" + f, IntStream.range(first, first + 4).mapToObj(i -> "foo=" + i + "\n").collect(Collectors.joining("x\n")));
        }
        var text = grep(pattern("foo").put("limit", limit).put("offset", offset));
        assertEquals(numbers == null ? "" : numbers, text.lines().filter(line -> line.contains("foo=")).map(line -> line.substring(line.indexOf('=') + 1)).collect(Collectors.joining(",")));
        assertEquals(closing, text.lines().toList().getLast());
    }

    @Test
    void oneHundredMatchesAreShownWithoutALimit() throws IOException {
        write("f", "foo\n".repeat(412));
        var text = grep("foo");
        assertEquals(102, text.lines().count());
        assertTrue(text.endsWith("(first 100 of 412 matches; continue with offset=100, or narrow with glob/path)"), text);
    }

    @Test
    void filesAndCountsAreOtherWaysToShowIt() throws IOException {
        for (var i = 0; i < 260; i++) write("f%03d".formatted(i), "foo\nfoo\n");
        write("g", "foo\n");
        var files = grep(pattern("foo").put("output_mode", "files_with_matches"));
        assertEquals(251, files.lines().count());
        assertTrue(files.startsWith("f000\nf001\n") && files.endsWith("(first 250 of 261 files; continue with offset=250, or narrow with glob/path)"), files);
        assertEquals("f259\ng\n(files 260 to 261 of 261)", grep(pattern("foo").put("output_mode", "files").put("offset", 259)));
        assertEquals("g: 1\n(file 261 of 261)", grep(pattern("foo").put("output_mode", "count").put("offset", 260)));
        assertEquals("g: 1\n(1 match in 1 file)", grep(pattern("foo").put("output_mode", "count").put("glob", "g")));
        assertEquals("g\n(1 file)", grep(pattern("foo").put("output_mode", "files").put("glob", "g")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '"', value = {
            "foo              ~ foo            ~ true",
            "fo+              ~ xfooox         ~ true",
            "^foo$            ~ foo            ~ true",
            "^foo$            ~ foo x          ~ false",
            "a.c              ~ abc            ~ true",
            "a\\.c            ~ abc            ~ false",
            "foo|bar          ~ a bar          ~ true",
            "foo|bar          ~ baz            ~ false",
            "(foo|bar)s       ~ bars           ~ true",
            "colou?r          ~ color          ~ true",
            "ab*c             ~ ac             ~ true",
            "ab{0,1}c         ~ ac             ~ true",
            "ab{2}c           ~ abbc           ~ true",
            "ab{2}c           ~ abc            ~ false",
            "x(?=y)           ~ xy             ~ true",
            "x(?!y)           ~ xy             ~ false",
            "(?<=x)y          ~ xy             ~ true",
            "(\\w)\\1          ~ hello          ~ true",
            "(?<c>.)\\k<c>     ~ hello          ~ true",
            "a++b             ~ aab            ~ true",
            "(?i)FOO          ~ foo            ~ true",
            "[a-c&&[^b]]1     ~ b1             ~ false",
            "[]a]x            ~ ]x             ~ true",
            "\\Qa.b\\E        ~ a.b            ~ true",
            "\\Qa.b\\E        ~ axb            ~ false",
            "\\x41b           ~ Ab             ~ true",
            "\\u0041b         ~ Ab             ~ true",
            "\\tb             ~ \"x\tb\"       ~ true",
            "\\bfoo\\b        ~ a foo b        ~ true",
            "\\pLx            ~ éx             ~ true",
            "\\p{Lu}x         ~ Éx             ~ true",
            "grün             ~ grün           ~ true",
            "gr.n             ~ grün           ~ true",
            "^.{4}$           ~ grün           ~ true",
            "😀+              ~ a😀😀          ~ true",
            "\\<x             ~ <x             ~ true",
            "\"\"             ~ anything       ~ true",
            "x*               ~ anything       ~ true",
            "[^a]             ~ a              ~ false",
            "a{               ~ a{             ~ true",
            "(                ~ f(x)           ~ true",
            "*.java           ~ a*.java        ~ true",
            "foo(             ~ foo            ~ false",
    })
    void patternsAreThoseOfJavaAndAWrongOneStandsForItself(String pattern, String line, boolean matches) throws IOException {
        write("f", "###\n" + line + "\n###\n");
        assertEquals(matches, grep(pattern).contains("  2: " + line + "\n"), grep(pattern));
    }

    @Test
    void aPatternThatIsNoRegularExpressionIsTold() throws IOException {
        write("f", "foo(\n");
        assertEquals("f\n  1: foo(\n(1 match in 1 file)\n(the pattern is no regular expression (Unclosed group at character 5): searched as literal text)", grep("foo("));
    }

    @Test
    void aPatternThatNoParserCanHoldIsNoRegularExpressionEither() throws IOException {
        write("f", "((((\n");
        assertTrue(grep("(".repeat(100_000) + ")".repeat(100_000)).contains("searched as literal text"));
    }

    @Test
    void literalTextAndCase() throws IOException {
        write("f", "a.b\naXb\nA.B\nÄ.b\nä.b\n");
        assertEquals("f\n  1: a.b\n(1 match in 1 file)", grep(pattern("a.b").put("literal", true)));
        assertEquals("f\n  1: a.b\n  3: A.B\n(2 matches in 1 file)", grep(pattern("a.b").put("literal", true).put("ignore_case", true)));
        assertEquals("f\n  4: Ä.b\n  5: ä.b\n(2 matches in 1 file)", grep(pattern("ä\\.").put("-i", true)));
        assertEquals("f\n  4: Ä.b\n  5: ä.b\n(2 matches in 1 file)", grep(pattern("ä.").put("literal", true).put("-i", true)));
    }

    @Test
    void aMatchSpansLinesWhenAskedTo() throws IOException {
        write("f", "start {\r\n  a;\r\n}\r\nfoo bar\r\nbaz\r\nend { x }\r\n");
        assertTrue(grep("\\{.*\\}").startsWith("f\n  6: end { x }\n(1 match"));
        assertEquals("f\n  1: start {\n  2:   a;\n  3: }\n  --\n  6: end { x }\n(2 matches in 1 file)".replace("  --\n", ""), grep(pattern("\\{.*?\\}").put("multiline", true)));
        assertEquals("f\n  4: foo bar\n  5: baz\n(1 match in 1 file)\n(the pattern names a line end: searched with multiline)", grep("bar\\nbaz"));
        assertEquals("f\n  4: foo bar\n  5: baz\n(1 match in 1 file)\n(the pattern names a line end: searched with multiline)", grep(pattern("bar\nbaz").put("literal", true)));
        assertEquals("f\n  3- }\n  4: foo bar\n  5- baz\n(1 match in 1 file)", grep(pattern("^foo[^\\n]*bar$").put("context", 1)));
    }

    @Test
    void matchesThatShareALineAreOne() throws IOException {
        write("f", "a b\nc a b\nc\nend\n");
        assertEquals("f\n  1: a b\n  2: c a b\n  3: c\n(1 match in 1 file)", grep(pattern("b\\sc").put("multiline", true)));
        assertEquals("f: 4\n(4 matches in 1 file)", grep(pattern("x*").put("multiline", true).put("output_mode", "count")));
    }

    @Test
    void fileEncodingsAndLineEndsDoNotMatter() throws IOException {
        for (var charset : List.of("UTF-8", "ISO-8859-1", "UTF-16")) Files.write(root.resolve(charset), "eins\r\ngrün zwei\r\n".getBytes(Charset.forName(charset)));
        Files.write(root.resolve("BOM"), "\uFEFFgrün zwei\r\n".getBytes(StandardCharsets.UTF_8));
        Files.write(root.resolve("LE"), "\uFEFFeins\ngrün zwei".getBytes(StandardCharsets.UTF_16LE));
        for (var pattern : List.of("zwei$", "grün zwei$", "^gr\\Sn", "zwei", "ü")) {
            assertEquals("BOM\n  1: grün zwei\nISO-8859-1\n  2: grün zwei\nLE\n  2: grün zwei\nUTF-16\n  2: grün zwei\nUTF-8\n  2: grün zwei\n(5 matches in 5 files)", grep(pattern), pattern);
            assertEquals(6 + 5, grep(pattern(pattern).put("multiline", true)).lines().count(), pattern);
        }
        assertTrue(grep("^\uFEFF").startsWith("no matches"));
    }

    @Test
    void linesInAsciiAndBeyondStandInOneFile() throws IOException {
        for (var charset : List.of("UTF-8", "ISO-8859-1")) {
            Files.write(root.resolve("f"), "ü\nfoo\nü\nfoo ü\n\nfoo\nü".getBytes(Charset.forName(charset)));
            assertEquals("f\n  2: foo\n  4: foo ü\n  6: foo\n(3 matches in 1 file)", grep("foo"), charset);
            assertEquals("f\n  1- ü\n  2: foo\n  3- ü\n  4: foo ü\n  5- \n  6: foo\n  7- ü\n(3 matches in 1 file)", grep(pattern("foo").put("context", 1)), charset);
            assertEquals("f\n  2: foo\n  4: foo ü\n  6: foo\n(3 matches in 1 file)", grep("fo+"), charset);
            assertEquals("f\n  4: foo ü\n(1 match in 1 file)", grep("foo .$"), charset);
        }
    }

    @Test
    void longLinesAreCutAroundTheMatch() throws IOException {
        write("f", "a".repeat(3000) + "foo" + "b".repeat(2000) + "\n" + "foo" + "c".repeat(600) + "\n" + "😀".repeat(600) + "foo\n");
        var lines = grep("foo").lines().toList();
        assertEquals("  1: … " + "a".repeat(248) + "foo" + "b".repeat(249) + "… [+4,503 chars]", lines.get(1));
        assertEquals("  2: foo" + "c".repeat(497) + "… [+103 chars]", lines.get(2));
        assertTrue(lines.get(3).contains("😀foo") && !lines.get(3).contains("\uFFFD"), lines.get(3));
        assertTrue(lines.get(3).codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF), lines.get(3));
    }

    @Test
    void whatATerminalWouldObeyIsTakenOut() throws IOException {
        write("f", "\u001b[31mfoo\u001b[0m\u0007 \u009b2Jbar\tx\u200b\n");
        assertEquals("f\n  1: foo bar\tx\u200b\n(1 match in 1 file)", grep("foo"));
        Files.writeString(root.resolve("x\n(9 matches)\u001b[2J"), "baz\n");
        assertEquals("x\\n(9 matches)\\x1b[2J\n  1: baz\n(1 match in 1 file)", grep("baz"));
    }

    @Test
    void binaryFilesAndLargeOnesAreCountedAndSkipped() throws IOException {
        write("f", "foo\n");
        Files.write(root.resolve("b"), "foo\0\n".getBytes(StandardCharsets.UTF_8));
        write("late", "foo" + " ".repeat(8192) + "\0\n");
        write("large", "foo\n".repeat(100_000));
        limits = new Limits(1, 1, 51_200, 1, 300_000, 100, 250, 1, 1, null, null, 1, null, 1, 1, 1);
        assertTrue(grep("foo").endsWith("(2 matches in 2 files; skipped 1 binary file, 1 file over 0 MB)"), grep("foo"));
        assertEquals("no matches (searched 2 files; skipped 1 binary file, 1 file over 0 MB)", grep("bar"));
        assertEquals("no matches (searched 2 files; skipped 1 binary file, 1 file over 0 MB)", grep("\\d"));
    }

    @Test
    void aFileThatIsNamedIsAlwaysSearched() throws IOException {
        Files.createDirectories(root.resolve(".git"));
        write(".gitignore", "*.log\n");
        write("a.log", "foo\n");
        write("target/x/b.log", "foo\n");
        Files.write(root.resolve("c.bin"), "\0\0foo\0\n".getBytes(StandardCharsets.UTF_8));
        assertTrue(grep("foo").startsWith("no matches (searched 1 file; skipped 1 binary file)"), grep("foo"));
        assertEquals("a.log\n  1: foo\n(1 match in 1 file)", grep(pattern("foo").put("path", "a.log")));
        assertEquals("c.bin\n  1: foo\n(1 match in 1 file)", grep(pattern("foo").put("path", "c.bin")));
        assertEquals("target/x/b.log\n  1: foo\n(1 match in 1 file)", grep(pattern("foo").put("path", "target/x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"needle", "ne{2}dle", "^.*dle é?$|needle$"})
    void aLargeFileThatIsNamedIsSearchedBlockByBlock(String pattern) throws IOException {
        var random = new Random(3);
        var expected = new ArrayList<Integer>();
        var text = new StringBuilder("\uFEFF");
        for (var line = 1; text.length() < 20_000_000; line++) {
            var hit = random.nextInt(20_000) == 0;
            if (hit) expected.add(line);
            text.append("x".repeat(random.nextInt(200))).append(line % 1000 == 0 ? "é" : "").append(hit ? "needle" : "").append('\n');
        }
        write("f", text.toString());
        limits = new Limits(1, 1, 51_200, 1, 100_000, 1000, 250, 1, 1, null, null, 1, null, 1, 1, 1);
        var lines = grep(pattern(pattern).put("path", "f")).lines().filter(line -> line.contains("needle")).map(line -> Integer.parseInt(line.substring(2, line.indexOf(':')))).toList();
        assertEquals(expected, lines);
    }

    @Test
    void linesAroundAMatchReachAcrossBlocks() throws IOException {
        // blocks have 8 MiB; matches stand in the lines before and after the first border
        var border = 8 * 1024 * 1024 / 16;
        var text = IntStream.rangeClosed(1, border + 1000).mapToObj(i -> "%015d".formatted(i)).collect(Collectors.joining("\n"));
        write("f", text);
        limits = new Limits(1, 1, 51_200, 1, 100_000, 1000, 250, 1, 1, null, null, 1, null, 1, 1, 1);
        for (var line = border - 6; line <= border + 6; line += 1) {
            var pattern = "%015d|%015d".formatted(line, line + 2);
            var expected = new StringBuilder("f\n");
            for (var each = line - 3; each <= line + 5; each++) expected.append("  ").append(each).append(each == line || each == line + 2 ? ": " : "- ").append("%015d".formatted(each)).append('\n');
            assertEquals(expected + "(2 matches in 1 file)", grep(pattern(pattern).put("path", "f").put("context", 3)));
        }
    }

    @Test
    void globTypeAndPathChooseFiles() throws IOException {
        for (var file : List.of("A.java", "src/B.java", "src/b.ts", "src/x/c.tsx", "Makefile", "d.min.js", "d.js")) write(file, "foo\n");
        assertEquals("A.java\nsrc/B.java", names(pattern("foo").put("glob", "*.java")));
        assertEquals("src/B.java", names(pattern("foo").put("glob", "src/**/*.java")));
        assertEquals("src/B.java", names(pattern("foo").put("glob", "src/**/*.java").put("path", "src")));
        assertEquals("src/B.java", names(pattern("foo").put("include", "*.java").put("path", "src")));
        assertEquals("src/b.ts\nsrc/x/c.tsx", names(pattern("foo").put("glob", "*.{ts,tsx}")));
        assertEquals("d.js", names(pattern("foo").put("glob", "!*.min.js").put("type", "js")));
        assertEquals("src/b.ts\nsrc/x/c.tsx", names(pattern("foo").put("type", "ts")));
        assertEquals("Makefile", names(pattern("foo").put("type", "make")));
        assertTrue(error(pattern("foo").put("type", "jav")).startsWith("unknown type jav, did you mean java?"), error(pattern("foo").put("type", "jav")));
    }

    @Test
    void hiddenFilesAreSearchedIgnoredOnesAndLinksNot() throws IOException {
        for (var file : List.of(".git/config", ".hidden", ".github/w.yml", "node_modules/a", "src/build/a", "x.log", "keep.log", "src/x.tmp")) write(file, "foo\n");
        write(".gitignore", "*.log\n!keep.log\n");
        write("src/.sxignore", "*.tmp\n");
        Files.createSymbolicLink(root.resolve("link"), root.resolve(".hidden"));
        Files.createSymbolicLink(root.resolve("loop"), root);
        assertEquals(".github/w.yml\n.hidden\nkeep.log", names(pattern("foo")));
        assertEquals(".git/config", names(pattern("foo").put("path", ".git")));
    }

    @Test
    void whatMayNotBeSeenIsNeitherReadNorNamed() throws IOException {
        write(".env", "TOKEN=foo\n");
        write("a", "foo\n");
        var asked = ConcurrentHashMap.<Path>newKeySet();
        visible = path -> {
            asked.add(path);
            return !path.endsWith(".env");
        };
        assertEquals("a\n  1: foo\n(1 match in 1 file)", grep("foo"));
        assertTrue(asked.contains(root.resolve(".env")));
        assertEquals("no matches (searched 1 file)", grep("TOKEN"));
        assertEquals(".env may not be searched", error(pattern("foo").put("path", ".env")));
    }

    @ParameterizedTest
    @CsvSource({"(x+x+)+\\1[yY],false,2", "(x|xx)+\\1[yY],false,2", "(x+x+)+\\1[yY],true,1"})
    void aCatastrophicPatternEndsWithTheLineItWasTriedOn(String pattern, boolean multiline, int line) throws IOException {
        write("dir/slow.txt", "ok\n" + "x".repeat(200) + "\n");
        write("dir/fine.txt", "ok\n");
        time = Duration.ofMillis(500);
        var message = error(pattern(pattern).put("multiline", multiline));
        assertTrue(message.startsWith("pattern too slow on dir/slow.txt:" + line + " (given up after 500 ms)"), message);
    }

    @Test
    void aSearchWithoutTimeSaysWhatItLeftOut() throws IOException {
        write("f", "foo\n");
        time = Duration.ZERO;
        assertEquals("no matches (searched 0 files)\n(out of time: 1 file not searched; narrow with glob/path)", grep("foo"));
    }

    @Test
    void aPatternThatNestsTooDeepForALineDoesNotEndTheSearch() throws IOException {
        write("deep", "ab".repeat(4_000_000) + "\n");
        write("z", "ab\n");
        var text = grep("^(a|b)*$");
        assertTrue(text.startsWith("z\n  1: ab\n(1 match in 1 file)\n(deep:1: the pattern nests too deep"), text.substring(0, Math.min(300, text.length())));
    }

    @Test
    void aResultHasAtMost50KibAndSaysHowToGoOn() throws IOException {
        write("f", ("foo " + "é".repeat(490) + "\n").repeat(300));
        var text = grep(pattern("foo").put("limit", 1000));
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 51_200);
        var shown = text.lines().filter(line -> line.contains("foo")).count();
        assertTrue(shown > 40 && text.endsWith("(first " + shown + " of 300 matches; continue with offset=" + shown + ", or narrow with glob/path)"), text.substring(text.length() - 200));
        var around = grep(pattern("foo").put("context", 200).put("limit", 1).put("offset", 150));
        assertTrue(around.getBytes(StandardCharsets.UTF_8).length <= 51_200);
        assertTrue(around.startsWith("f\n") && around.contains("  151: foo") && around.contains("lines around matches left out"), around.substring(around.length() - 200));
    }

    @Test
    void whatCannotBeSearchedIsAnError() {
        assertTrue(error(pattern("foo").put("path", "none")).startsWith("no such file or directory: none; "));
        assertTrue(error(pattern("foo").put("glob", "{a,b}".repeat(20))).contains("alternatives"));
    }

    @Test
    void aPathThatLeadsElsewhereThanWhenItWasAllowedIsNotSearched() throws IOException {
        write("a/f", "foo\n");
        Files.createDirectories(root.resolveSibling("other"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
        var call = tool(Optional.empty()).call(pattern("foo").put("path", "link"));
        assertEquals(List.of(new Subject.Reads(root.resolve("a"))), call.subjects());
        Files.delete(root.resolve("link"));
        Files.createSymbolicLink(root.resolve("link"), root.resolveSibling("other"));
        assertTrue(assertThrows(ToolError.class, () -> call.run(cancel)).getMessage().contains("leads elsewhere"));
    }

    @Test
    void aCancelledSearchThrowsTheReason() throws IOException {
        write("f", "x".repeat(200) + "\n");
        var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        var call = tool(Optional.empty()).call(pattern("(x+x+)+\\1[yY]"));
        Thread.ofPlatform().daemon().start(() -> {
            cancel.sleep(Duration.ofMillis(200));
            cancel.cancel(why);
        });
        assertSame(why, assertThrows(Failure.class, () -> call.run(cancel)));
    }

    @Test
    void aCallSaysWhatItIsInOneLine() {
        assertEquals("grep foo", tool(Optional.empty()).call(pattern("foo")).line());
        assertEquals("grep a\\nb in src", tool(Optional.empty()).call(pattern("a\nb").put("path", "src")).line());
    }

    @Test
    void onlyAbsoluteFoldersOfThePathAreLookedInForRipgrep() throws IOException {
        var program = write("bin/rg", "#!/bin/sh\n");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(Optional.of(program), Grep.ripgrep("relative" + File.pathSeparator + root.resolve("none") + File.pathSeparator + root.resolve("bin")));
        assertEquals(Optional.empty(), Grep.ripgrep("bin" + File.pathSeparator));
    }

    @Test
    void aRipgrepInTheWorkspaceIsNotStarted() throws IOException {
        var trap = write("bin/rg", "#!/bin/sh\ntouch " + root.resolve("started") + "\n");
        assertTrue(trap.toFile().setExecutable(true));
        write("f", "f12\n");
        assertTrue(grep(pattern("\\d"), Optional.of(trap)).contains("  1: f12"));
        assertFalse(Files.exists(root.resolve("started")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 2", "exit 1; echo", "kill -9 $$", "printf 'f\\0'; exit 2"})
    void aRipgrepThatFailsChangesNothing(String script) throws IOException {
        var program = root.resolveSibling("rg");
        Files.writeString(program, "#!/bin/sh\n" + (script.startsWith("exit 1") ? "exit 3" : script) + "\n");
        assertTrue(program.toFile().setExecutable(true));
        write("f", "f12\n");
        write("g", "g34\n");
        assertEquals(grep("\\d"), grep(pattern("\\d"), Optional.of(program)));
    }

    @Test
    void ripgrepIsAskedOnlyAboutFilesThatMayBeSeen() throws IOException {
        var program = root.resolveSibling("rg");
        var log = root.resolveSibling("log");
        Files.writeString(program, "#!/bin/sh\nfor a; do printf '%s\\n' \"$a\"; done > " + log + "\nprintf 'f\\0'\n");
        assertTrue(program.toFile().setExecutable(true));
        for (var file : List.of("f", ".env", "x.log", "-v")) write(file, "12\n");
        write(".ignore", "*.log\n");
        visible = path -> !path.endsWith(".env");
        assertEquals("f\n  1: 12\n(1 match in 1 file)", grep(pattern("\\d"), Optional.of(program)));
        var arguments = Files.readAllLines(log);
        assertEquals(List.of("--", "-v", ".ignore", "f"), arguments.subList(arguments.indexOf("--"), arguments.size()));
        assertTrue(arguments.contains("--no-config"));
    }

    @Test
    void withRipgrepTheAnswersAreTheSame() throws IOException {
        var ripgrep = Ripgrep.find(System.getenv("PATH"));
        assumeTrue(ripgrep.isPresent(), "no rg here");
        var random = new Random(11);
        for (var i = 0; i < 200; i++) {
            var text = new StringBuilder();
            for (var line = random.nextInt(30); line >= 0; line--) {
                for (var word = random.nextInt(6); word > 0; word--) {
                    var next = WORDS[random.nextInt(WORDS.length)];
                    if (i % 3 == 0 || next.chars().allMatch(c -> c < 128)) text.append(next).append(random.nextInt(3) == 0 ? "" : " ");
                }
                if (line > 0 || random.nextBoolean()) text.append(i % 7 == 1 ? "\r\n" : "\n");
            }
            var file = root.resolve("d" + i % 9 + (i % 2 == 0 ? "" : "/é")).resolve((i % 5 == 0 ? "-" : "") + "f" + i + (i % 4 == 0 ? ".java" : ".log"));
            Files.createDirectories(file.getParent());
            Files.write(file, (i % 31 == 5 ? text + "\0" : text.toString()).getBytes(i % 13 == 3 ? StandardCharsets.ISO_8859_1 : i % 13 == 4 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8));
        }
        write(".gitignore", "f1*.log\n");
        var sifted = 0;
        for (var pattern : List.of("foo", "\\d+", "\\d{4}", "^\\s*$", "\\bfoo\\b", "[A-Z]", "[^a-z\\s]$", "\\w+\\.\\w", "a.b", "^.{3}$", "\\W", "x|y|z", "(foo|class)\\s+\\d", "(?:in)t", "(?i)FOO", "foo(?=\\s)",
                "(.)\\1", "\\s++x", "é", "na.ve", "[\\d$]", "[[:alpha:]]", "a\\\\b", "\\(x\\)", "[(]x[)]", "x{1,2}", "(", "$", "", "\\S\\S\\S\\S\\S\\S", ".*", "\\x41", "\\<", "\\u001b", "[\\x1b]", "-", "--", "\\t", "\\r",
                "[a--b]", "[a&&b]", "(?<n>1)", "1{1,2}{2}", "\\[1]", "^-", "]", "}")) {
            for (var mode : List.of("content", "files", "count")) {
                for (var options = 0; options < (mode.equals("content") ? 8 : 2); options++) {
                    var arguments = pattern(pattern).put("output_mode", mode).put("ignore_case", (options & 1) != 0).put("literal", (options & 2) != 0).put("multiline", (options & 4) != 0);
                    if (options == 3) arguments.put("glob", "*.java").put("context", 2);
                    if (options == 5) arguments.put("offset", 3).put("limit", 7).put("path", "d1");
                    assertEquals(grep(arguments.deepCopy()), grep(arguments.deepCopy(), ripgrep), arguments::toString);
                    if (Ripgrep.takes(Query.of(pattern, (options & 2) != 0, false, (options & 4) != 0))) sifted++;
                }
            }
        }
        assertTrue(sifted > 100, "asked for " + sifted);
    }

    @Test
    void needlesMissNoMatch() throws IOException {
        var random = new Random(5);
        var atoms = List.of("a", "b", "ab", "c", "\\.", ".", "[ab]", "(a|b)", "(?:bc)", "a?", "b*", "c+", "(ab)*", "a{0}", "b{2}", "c{1,2}?", "\\w", "^", "$", "|", "|", "\\b", "a+?", "[^a]", "\\p{L}", "x");
        var text = IntStream.range(0, 400).mapToObj(_ -> random.ints(random.nextInt(8), 0, 5).mapToObj(i -> "abc.X".substring(i, i + 1)).collect(Collectors.joining())).toList();
        write("f", String.join("\n", text) + "\n");
        for (var i = 0; i < 400; i++) {
            var pattern = random.ints(1 + random.nextInt(6), 0, atoms.size()).mapToObj(atoms::get).collect(Collectors.joining());
            var ignoreCase = random.nextBoolean();
            Pattern compiled;
            try {
                compiled = Pattern.compile(pattern, Pattern.UNIX_LINES | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
            } catch (java.util.regex.PatternSyntaxException invalid) {
                continue;
            }
            var expected = text.stream().filter(line -> compiled.matcher(line).find()).count();
            var result = grep(pattern(pattern).put("ignore_case", ignoreCase).put("output_mode", "count"));
            assertTrue(expected == 0 ? result.startsWith("no matches") : result.startsWith("f: " + expected + "\n"), pattern + ": expected " + expected + ", got " + result);
        }
    }

    private LocalTool tool(Optional<Path> ripgrep) {
        return new Grep(new Workspace(root, List.of(), root), limits, visible, ripgrep, time, 0);
    }

    private String grep(String pattern) {
        return grep(pattern(pattern));
    }

    private String grep(ObjectNode arguments) {
        return grep(arguments, Optional.empty());
    }

    private String grep(ObjectNode arguments, Optional<Path> ripgrep) {
        var tool = tool(ripgrep);
        var outcome = tool.call(Parameters.fit("grep", ((Tool.Function) tool.declaration()).parameters(), arguments)).run(cancel);
        assertFalse(outcome.error());
        return outcome.text();
    }

    private String names(ObjectNode arguments) {
        return grep(arguments.put("output_mode", "files")).lines().filter(line -> !line.startsWith("(")).collect(Collectors.joining("\n"));
    }

    private String error(ObjectNode arguments) {
        return assertThrows(ToolError.class, () -> grep(arguments)).getMessage();
    }

    private static ObjectNode pattern(String pattern) {
        return Json.object().put("pattern", pattern);
    }

    private Path write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
