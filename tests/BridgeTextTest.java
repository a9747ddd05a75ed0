package scorpiox.provider.codex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeTextTest {
    @ParameterizedTest
    @CsvSource({"edit bash todowrite todoread, apply_patch=edit update_plan=todowrite read_plan=todoread shell=bash", "apply_patch bash glob todowrite, update_plan=todowrite shell=bash",
            "Edit Write Bash TodoWrite, apply_patch=Edit update_plan=TodoWrite shell=Bash", "write shell, apply_patch=write", "str_replace_editor exec_command, apply_patch=str_replace_editor"})
    void everyToolOfCodexThatIsMissingHasItsCounterpart(String tools, String pairs) {
        var text = BridgeText.of(List.of(tools.split(" ")), true).orElseThrow();
        for (var pair : pairs.split(" ")) {
            assertTrue(text.contains("There is no tool `" + pair.split("=")[0] + "` here. Call `" + pair.split("=")[1] + "`"), text);
        }
        assertEquals(pairs.split(" ").length, text.split("There is no tool", -1).length - 1);
        assertTrue(text.contains("exactly these tools: " + tools.replace(" ", ", ")), text);
    }

    @ParameterizedTest
    @CsvSource({"shell apply_patch update_plan view_image", "weather", "local_shell apply_patch"})
    void whereNothingStandsForAnythingElseNothingIsSaid(String tools) {
        assertTrue(BridgeText.of(List.of(tools.split(" ")), true).isEmpty());
    }

    @Test
    void theShortFormNamesTheReplacementsAlone() {
        var text = BridgeText.of(List.of("edit", "bash"), false).orElseThrow();
        assertTrue(text.contains("`edit`"));
        assertFalse(text.contains("exactly these tools"));
        assertTrue(BridgeText.of(List.of(), true).isEmpty());
    }
}
