package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.tool.Aliases;

class PatchInShellTest {
    private static final String PATCH = "*** Begin Patch\n*** Update File: a\n@@\n-it's $HOME\n+`x` \"q\" \\n \\\\ && ls\n*** End Patch";
    private static final String PLAIN = "*** Begin Patch\n*** Delete File: a\n*** End Patch";

    @ParameterizedTest
    @ValueSource(strings = {
            "apply_patch <<'EOF'\n%s\nEOF", "apply_patch <<\"EOF\"\n%s\nEOF\n", "apply_patch <<EOF\n%s\nEOF", "  apply_patch << 'PATCH'  \n%s\nPATCH\n\n",
            "applypatch <<'EOF'\n%s\nEOF",
    })
    void aHereDocumentIsTakenAsItStands(String command) {
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find(command.formatted(PATCH)));
    }

    @Test
    void windowsLineEndsDoNotMatter() {
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find(("apply_patch <<'EOF'\n" + PATCH + "\nEOF\n").replace("\n", "\r\n")));
    }

    @Test
    void aPatchMayBeAnArgument() {
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find("apply_patch '" + PATCH.replace("'", "'\\''") + "'"));
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find("apply_patch \"" + escaped(PATCH) + "\""));
        assertEquals(Optional.of(new PatchInShell(null, PLAIN)), PatchInShell.find("apply_patch \"" + PLAIN + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash -lc", "bash -c", "bash -l -c", "sh -c", "/bin/bash -lc", "zsh -lc"})
    void aShellInTheShellIsLookedInto(String shell) {
        var command = "apply_patch <<'EOF'\n" + PATCH + "\nEOF";
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find(shell + " \"" + escaped(command) + "\""));
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find(shell + " '" + command.replace("'", "'\"'\"'") + "'"));
    }

    @Test
    void quotesThatNobodyEscapedAreTakenForWhatTheyMean() {
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find("bash -lc \"apply_patch <<'EOF'\n" + PATCH + "\nEOF\""));
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find("bash -lc 'apply_patch <<'EOF'\n" + PATCH + "\nEOF'"));
        assertEquals(Optional.empty(), PatchInShell.find("bash -lc \"apply_patch <<'EOF'\n" + PATCH + "\nEOF\" && rm -r \"x\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cd %s && apply_patch <<'EOF'\n*\nEOF", "cd '%s' && apply_patch <<'EOF'\n*\nEOF", "cd \"%s\"&& apply_patch '*'", "bash -lc \"cd '%s' && apply_patch '*'\""})
    void theFolderGoneToIsKept(String command) {
        assertEquals(Optional.of(new PatchInShell("sub/dir", PLAIN)), PatchInShell.find(command.formatted("sub/dir").replace("*", PLAIN)));
    }

    @Test
    void foldersGoneToOneAfterTheOtherAddUp() {
        var inner = " && bash -lc \"cd %s && apply_patch '" + PLAIN + "'\"";
        assertEquals("a/b", PatchInShell.find("cd a" + inner.formatted("b")).orElseThrow().directory());
        assertEquals("/b", PatchInShell.find("cd a" + inner.formatted("/b")).orElseThrow().directory());
        assertEquals("my files", PatchInShell.find("cd my\\ files && apply_patch '" + PLAIN + "'").orElseThrow().directory());
    }

    @Test
    void theWordsOfAnotherToolSetCountToo() {
        var list = Json.object();
        list.putArray("command").add("apply_patch").add(PATCH);
        assertEquals(Optional.of(new PatchInShell(null, PATCH)), PatchInShell.find(command(list)));
        var shell = Json.object();
        shell.putArray("command").add("bash").add("-lc").add("cd x && apply_patch <<'EOF'\n" + PATCH + "\nEOF\n");
        assertEquals(Optional.of(new PatchInShell("x", PATCH)), PatchInShell.find(command(shell)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "ls", "apply_patch", "apply_patch --help", "apply_patch fix.patch", "echo apply_patch <<'EOF'\n%s\nEOF", "cat apply_patch.txt", "apply_patch.sh <<'EOF'\n%s\nEOF",
            "apply_patch <<'EOF'\n%s\nEOF\nrm -r x", "apply_patch <<'EOF' && rm -r x\n%s\nEOF", "apply_patch <<'EOF' > out\n%s\nEOF", "apply_patch <<'EOF'\n%s\n",
            "apply_patch '%s' && ls", "apply_patch '%s' more", "apply_patch '%s", "apply_patch < patch.txt", "apply_patch $(cat x)", "apply_patch \"x\" `ls`",
            "cd && apply_patch <<'EOF'\n%s\nEOF", "cd - && apply_patch <<'EOF'\n%s\nEOF", "cd $HOME && apply_patch <<'EOF'\n%s\nEOF",
            "cd \"$HOME\" && apply_patch <<'EOF'\n%s\nEOF", "cd a; apply_patch <<'EOF'\n%s\nEOF", "cd a || apply_patch <<'EOF'\n%s\nEOF",
            "ls && apply_patch <<'EOF'\n%s\nEOF", "bash apply_patch <<'EOF'\n%s\nEOF", "bash -xc \"apply_patch <<'EOF'\n%s\nEOF\"", "sudo apply_patch <<'EOF'\n%s\nEOF",
    })
    void everythingElseIsLeftToTheShell(String command) {
        var found = PatchInShell.find(command.replace("%s", PLAIN));
        assertEquals(Optional.empty(), found);
    }

    @Test
    void noCommandIsNoPatch() {
        assertEquals(Optional.empty(), PatchInShell.find(null));
    }

    private static String command(ObjectNode arguments) {
        return Json.text(Aliases.arguments("shell", arguments), "command");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$").replace("`", "\\`");
    }
}
