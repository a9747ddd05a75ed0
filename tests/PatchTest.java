package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.ToolError;
import scorpiox.tool.edit.Patch.Add;
import scorpiox.tool.edit.Patch.Delete;
import scorpiox.tool.edit.Patch.Hunk;
import scorpiox.tool.edit.Patch.Kind;
import scorpiox.tool.edit.Patch.Line;
import scorpiox.tool.edit.Patch.Update;

class PatchTest {
    private static final String SMALL = """
            *** Begin Patch
            *** Update File: a.txt
            @@
            -x
            +y
            *** End Patch""";
    private static final Patch SMALL_READ = new Patch(List.of(new Update("a.txt", null, List.of(hunk(List.of(), false, "-x", "+y")))));

    @Test
    void allThreeOperationsAreReadInOrder() {
        var patch = Patch.parse("""
                *** Begin Patch
                *** Add File: new dir/a.txt
                +one
                +
                ++two
                *** Delete File: b.txt
                *** Update File: c.txt
                *** Move to: d.txt
                @@ class C
                @@   void m() {
                 kept
                -old
                +fresh
                @@
                +last
                *** End of File
                *** End Patch
                """);
        assertEquals(List.of(new Add("new dir/a.txt", "one\n\n+two\n"), new Delete("b.txt"), new Update("c.txt", "d.txt", List.of(
                hunk(List.of("class C", "  void m() {"), false, " kept", "-old", "+fresh"),
                hunk(List.of(), true, "+last")))), patch.operations());
        assertEquals(List.of("new dir/a.txt", "b.txt", "c.txt", "d.txt"), patch.paths());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "%s\n", "\n\n  %s\n \n", "<<EOF\n%s\nEOF", "<<'EOF'\n%s\nEOF\n", "<<\"PATCH\"\n%s\nPATCH", "apply_patch <<'EOF'\n%s\nEOF",
            "```\n%s\n```", "```diff\n%s\n```\n", "````patch\n%s\n````", "~~~\n%s\n~~~", "```sh\napply_patch << 'EOF'\n%s\nEOF\n```", "<<'EOF'\n```\n%s\n```\nEOF",
    })
    void wrappersAndBlanksAroundThePatchGo(String wrapper) {
        assertEquals(SMALL_READ, Patch.parse(wrapper.formatted(SMALL)));
    }

    @Test
    void blanksAroundMarkersAndWindowsLineEndsDoNotMatter() {
        assertEquals(SMALL_READ, Patch.parse("  *** Begin Patch \r\n\t*** Update File:   a.txt  \r\n@@  \r\n-x\r\n+y\r\n  *** End Patch  \r\n"));
    }

    @Test
    void aLineOfTheFileThatLooksLikeAMarkerIsALineOfTheFile() {
        var patch = Patch.parse("*** Begin Patch\n*** Update File: a.md\n@@\n *** Delete File: b\n-*** End Patch\n+@@\n *** End of File\n*** End Patch");
        assertEquals(List.of(new Update("a.md", null, List.of(hunk(List.of(), false, " *** Delete File: b", "-*** End Patch", "+@@", " *** End of File")))), patch.operations());
    }

    @Test
    void theFirstHunkMayLackItsHeader() {
        assertEquals(SMALL_READ, Patch.parse(SMALL.replace("@@\n", "")));
    }

    @Test
    void anEntirelyEmptyLineInAHunkIsAnEmptyKeptOne() {
        var patch = Patch.parse("*** Begin Patch\n*** Update File: a\n@@\n x\n\n-y\n\n*** Delete File: b\n\n*** End Patch");
        assertEquals(List.of(new Update("a", null, List.of(hunk(List.of(), false, " x", " ", "-y", " "))), new Delete("b")), patch.operations());
    }

    @Test
    void emptyLinesBehindAHunkThatOnlyAddsAreNone() {
        var patch = Patch.parse("*** Begin Patch\n*** Update File: a\n\n@@ x\n+y\n\n\n@@ z\n+q\n\n*** End Patch");
        assertEquals(List.of(new Update("a", null, List.of(hunk(List.of("x"), false, "+y"), hunk(List.of("z"), false, "+q")))), patch.operations());
    }

    @Test
    void anEmptyLineBetweenAddedOnesLacksOnlyItsPlus() {
        assertEquals(List.of(new Add("a", "x\n\ny\n"), new Add("b", "")), Patch.parse("*** Begin Patch\n*** Add File: a\n+x\n\n+y\n\n*** Add File: b\n*** End Patch").operations());
    }

    @Test
    void lineNumbersOfOtherPatchFormatsAreNoAnchors() {
        var patch = Patch.parse(SMALL.replace("@@\n", "@@ -1,7 +1,8 @@ int main()\n"));
        assertEquals(SMALL_READ, patch);
    }

    @Test
    void aMoveAloneIsEnough() {
        assertEquals(List.of(new Update("a", "b", List.of())), Patch.parse("*** Begin Patch\n*** Update File: a\n*** Move to: b\n*** End Patch").operations());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*** Begin Patch\n*** End Patch", "*** Begin Patch\n\n  \n*** End Patch\n"})
    void anEmptyPatchModifiesNothing(String text) {
        assertEquals("No files were modified.", refusal(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''                                                             | must begin with the line '*** Begin Patch'",
            "hello                                                          | must begin with the line '*** Begin Patch'",
            "*** Begin Patch                                                | must end with the line '*** End Patch'",
            "*** Begin Patch~*** Delete File: a                             | must end with the line '*** End Patch'",
            "*** Begin Patch~*** Rename File: a~*** End Patch               | line 2 of the patch: '*** Rename File: a' is no header",
            "*** Begin Patch~+x~*** End Patch                               | line 2 of the patch: '+x' is no header",
            "*** Begin Patch~*** Add File: a~+x~y~*** End Patch             | line 4 of the patch: 'y' is no header",
            "*** Begin Patch~*** Update File: a~@@~-x~*** Foo~*** End Patch | line 5 of the patch: '*** Foo' is no header",
            "*** Begin Patch~*** Update File: a~*** End Patch               | line 2 of the patch: '*** Update File: a' is followed by no change",
            "*** Begin Patch~*** Update File: a~@@ q~*** End Patch          | line 3 of the patch: no lines follow '@@ q'",
            "*** Begin Patch~*** Update File: a~@@~x~*** End Patch          | line 4 of the patch: 'x' begins with none of",
            "*** Begin Patch~*** Update File: a~@@~-x~*** End of File~-y~*** End Patch | line 6 of the patch: a further change in a file begins with @@",
            "*** Begin Patch~*** Delete File:~*** End Patch                 | line 2 of the patch: '*** Delete File:' names no path",
            "```~<<EOF~*** Begin Patch~*** Foo~*** End Patch~EOF~```        | line 4 of the patch: '*** Foo' is no header",
    })
    void whatIsWrongIsNamedWithItsLine(String text, String problem) {
        var message = refusal(text.replace("~", "\n"));
        assertTrue(message.contains(problem), message);
        if (problem.contains("header")) {
            for (var header : List.of("*** Add File: ", "*** Delete File: ", "*** Update File: ")) assertTrue(message.contains("'" + header + "PATH'"), message);
        }
    }

    private static String refusal(String text) {
        return assertThrows(ToolError.class, () -> Patch.parse(text)).getMessage();
    }

    private static Hunk hunk(List<String> anchors, boolean atEnd, String... lines) {
        return new Hunk(anchors, List.of(lines).stream().map(PatchTest::line).toList(), atEnd);
    }

    private static Line line(String line) {
        return new Line(line.startsWith("+") ? Kind.ADDED : line.startsWith("-") ? Kind.REMOVED : Kind.KEPT, line.substring(1));
    }
}
