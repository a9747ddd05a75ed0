package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.tool.Detail;
import scorpiox.tool.Ledger;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

class MultiEditTest {
    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(folder, List.of(), folder);
    }

    @Test
    void eachEditWorksOnTheOutcomeOfTheOneBefore() throws IOException {
        seen("a.txt", "one\ntwo\nthree\n");
        var outcome = edit("a.txt", "three", "3", "two\n3", "2\n2b\n3", "one", "0\n1");
        assertEquals("0\n1\n2\n2b\n3\n", text("a.txt"));
        assertEquals("edited a.txt: 3 edits, 3 replacements at lines 5, 3, 1", outcome.text().lines().findFirst().orElseThrow());
        assertEquals(1, ((Detail.Changes) outcome.detail()).files().size());
    }

    @Test
    void aFailureInTheMiddleLeavesTheFileAsItWas() throws IOException {
        seen("a.txt", "1\n2\n3\n4\n5\n");
        var time = Files.getLastModifiedTime(folder.resolve("a.txt"));
        var message = assertThrows(ToolError.class, () -> edit("a.txt", "1", "one", "2", "two", "nothing like it", "x", "4", "four", "5", "five")).getMessage();
        assertTrue(message.startsWith("edit 3 of 5 failed: old_string was not found in a.txt"), message);
        assertTrue(message.endsWith(" (no change was made)"), message);
        assertEquals("1\n2\n3\n4\n5\n", text("a.txt"));
        assertEquals(time, Files.getLastModifiedTime(folder.resolve("a.txt")));
    }

    @Test
    void anEditMayMakeTheNextOneAmbiguousOrEmpty() throws IOException {
        seen("a.txt", "a\nb\n");
        assertTrue(assertThrows(ToolError.class, () -> edit("a.txt", "a", "b", "b", "c")).getMessage()
                .startsWith("edit 2 of 2 failed: found 2 times (lines 1, 2); add context or set replace_all"));
        edit("a.txt", "a\nb\n", "", "", "fresh\n");
        assertEquals("fresh\n", text("a.txt"));
    }

    @Test
    void aNewFileMayBeMadeAndEditedAtOnce() throws IOException {
        assertEquals("created new.txt (1 line)", edit("new.txt", "", "hello world\n", "world", "there").text());
        assertEquals("hello there\n", text("new.txt"));
        assertThrows(ToolError.class, () -> edit("other.txt", "", "x", "y", "z"));
        assertFalse(Files.exists(folder.resolve("other.txt")));
    }

    @Test
    void theFileMustHaveBeenRead() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "1\n");
        assertEquals("read a.txt first (it exists, 1 line)", assertThrows(ToolError.class, () -> edit("a.txt", "1", "2")).getMessage());
    }

    @Test
    void lineEndsStayThroughAllEdits() throws IOException {
        seen("a.txt", "a\r\nb\nc\r\n");
        edit("a.txt", "a", "a\nA", "c", "C");
        assertEquals("a\r\nA\r\nb\nC\r\n", text("a.txt"));
    }

    @Test
    void oneToFiftyEditsAreTakenAndTheirNamesMayBeOthers() throws IOException {
        var schema = new MultiEdit(workspace, ledger).declaration().parameters();
        var none = Json.object().put("file_path", "a");
        none.putArray("edits");
        assertThrows(ToolError.class, () -> Parameters.fit("multi_edit", schema, none));
        var many = Json.object().put("file_path", "a");
        var list = many.putArray("edits");
        for (var i = 0; i < 51; i++) list.addObject().put("old_string", "a").put("new_string", "b");
        assertThrows(ToolError.class, () -> Parameters.fit("multi_edit", schema, many));
        seen("a.txt", "x x\n");
        var other = Json.object().put("filePath", "a.txt");
        other.putArray("edits").addObject().put("oldText", "x").put("newText", "y").put("replaceAll", "true");
        new MultiEdit(workspace, ledger).call(Parameters.fit("multi_edit", schema, other)).run(new Cancel());
        assertEquals("y y\n", text("a.txt"));
    }

    private Outcome edit(String path, String... texts) {
        var arguments = Json.object().put("file_path", path);
        var edits = arguments.putArray("edits");
        for (var i = 0; i < texts.length; i += 2) edits.addObject().put("old_string", texts[i]).put("new_string", texts[i + 1]);
        return new MultiEdit(workspace, ledger).call(arguments).run(new Cancel());
    }

    private void seen(String name, String text) throws IOException {
        ledger.saw(Files.writeString(folder.resolve(name), text).toRealPath(), text.getBytes(StandardCharsets.UTF_8), true);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
