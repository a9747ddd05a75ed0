package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.settings.Environment;

class InstructionsTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    /// The instructions for a working directory in a repository `repo`, with the user's configuration in `config`.
    private String of(String directory) throws IOException {
        Files.createDirectories(folder.resolve("repo/.git"));
        Files.createDirectories(folder.resolve(directory));
        var variables = Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", folder.resolve("config").toString());
        return Instructions.of(new Environment(variables, folder.resolve(directory)), warnings::add);
    }

    private String wrapped(String name, String content) {
        return Fragments.wrap(folder.resolve(name).toString(), content);
    }

    @Test
    void withoutFilesThereAreNone() throws IOException {
        assertEquals("", of("repo/a"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void theUsersComeFirstThenRootToWorkingDirectory() throws IOException {
        file("AGENTS.md", "above the repository");
        file("config/scorpiox/AGENTS.md", "user");
        file("repo/AGENTS.md", "root\n");
        file("repo/a/b/AGENTS.md", "b");
        file("repo/a/b/c/AGENTS.md", "below");
        assertEquals("Instructions of this project and its user:\n\n" + wrapped("config/scorpiox/AGENTS.md", "user") + wrapped("repo/AGENTS.md", "root\n")
                + wrapped("repo/a/b/AGENTS.md", "b"), of("repo/a/b"));
    }

    @ParameterizedTest
    @CsvSource({
            "AGENTS.override.md AGENTS.md CLAUDE.md GEMINI.md, AGENTS.override.md",
            "AGENTS.md CLAUDE.md GEMINI.md, AGENTS.md",
            "CLAUDE.md GEMINI.md, CLAUDE.md",
            "GEMINI.md, GEMINI.md",
    })
    void oneFileAFolderCounts(String there, String taken) throws IOException {
        for (var name : there.split(" ")) file("repo/" + name, "from " + name);
        assertEquals("Instructions of this project and its user:\n\n" + wrapped("repo/" + taken, "from " + taken), of("repo"));
    }

    @Test
    void outsideARepositoryOnlyTheWorkingDirectoryCounts() throws IOException {
        file("plain/AGENTS.md", "parent");
        file("plain/sub/AGENTS.md", "here");
        assertEquals("Instructions of this project and its user:\n\n" + wrapped("plain/sub/AGENTS.md", "here"), of("plain/sub"));
    }

    @Test
    void blankFilesAddNothing() throws IOException {
        file("repo/AGENTS.md", " \n\n");
        assertEquals("", of("repo"));
    }

    @Test
    void aFolderOfThatNameIsNoFile() throws IOException {
        Files.createDirectories(folder.resolve("repo/AGENTS.md"));
        file("repo/CLAUDE.md", "text");
        assertTrue(of("repo").contains("text"));
    }

    @Test
    void allTogetherAreCutAt32KiBWithOneWarning() throws IOException {
        file("repo/AGENTS.md", "a".repeat(20_000));
        file("repo/x/AGENTS.md", "b".repeat(20_000));
        file("repo/x/y/AGENTS.md", "c");
        var text = of("repo/x/y");
        assertTrue(text.contains("a".repeat(20_000)));
        assertTrue(text.contains("b".repeat(32 * 1024 - 20_000)) && !text.contains("b".repeat(32 * 1024 - 20_000 + 1)));
        assertFalse(text.contains("\nc\n"));
        assertEquals(List.of("project instructions are cut at 32 KiB, in " + folder.resolve("repo/x/AGENTS.md")), warnings);
    }

    @Test
    void aFileThatNoLongerFitsAtAllIsWarnedOfToo() throws IOException {
        file("repo/AGENTS.md", "a".repeat(32 * 1024));
        file("repo/x/AGENTS.md", "left out");
        assertFalse(of("repo/x").contains("left out"));
        assertEquals(1, warnings.size());
    }

    @Test
    void aFileOfExactly32KiBIsNotCut() throws IOException {
        file("repo/AGENTS.md", "a".repeat(32 * 1024));
        assertTrue(of("repo").contains("a".repeat(32 * 1024)));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aCutNeverHalvesACharacter() throws IOException {
        file("repo/AGENTS.md", "x" + "€".repeat(20_000));
        var text = of("repo");
        assertFalse(text.contains("\ufffd"));
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 32 * 1024 + 200 + folder.toString().length());
        assertTrue(text.contains("€".repeat((32 * 1024 - 1) / 3)));
    }

    @Test
    void aLinkOutOfTheProjectOrToASecretIsLeftOut() throws IOException {
        file("elsewhere/private.md", "mine");
        file("repo/id_rsa.md", "key");
        Files.createDirectories(folder.resolve("repo/sub"));
        Files.createSymbolicLink(folder.resolve("repo/AGENTS.md"), folder.resolve("elsewhere/private.md"));
        Files.createSymbolicLink(folder.resolve("repo/sub/AGENTS.md"), folder.resolve("repo/id_rsa.md"));
        assertEquals("", of("repo/sub"));
        assertEquals(2, warnings.size(), warnings.toString());
    }
}
