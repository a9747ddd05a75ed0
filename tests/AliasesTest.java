package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class AliasesTest {
    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String arguments(String tool, String json) {
        return Json.write(Aliases.arguments(tool, json(json.replace('\'', '"'))));
    }

    @ParameterizedTest
    @CsvSource({"shell,bash", "shell_command,bash", "exec_command,bash", "local_shell,bash", "container.exec,bash", "run_shell_command,bash", "todo_write,update_plan", "write_todos,update_plan", "read_file,read", "write_file,write", "replace,edit",
            "str_replace,edit", "grep_search,grep", "search_file_content,grep", "list_directory,ls", "list_dir,ls", "find,glob", "bash,bash", "apply_patch,apply_patch", "mcp__x__y,mcp__x__y", "Shell,Shell", "'',''"})
    void namesThatModelsWereTrainedOnStandForOurs(String called, String ours) {
        assertEquals(ours, Aliases.name(called));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {
            "shell @ {'command':['bash','-lc','ls | wc']} @ {'command':'ls | wc'}",
            "shell @ {'command':['/bin/bash','-c','ls']} @ {'command':'ls'}",
            "shell @ {'command':['zsh','-lc','ls']} @ {'command':'ls'}",
            "shell @ {'command':['sh','-c','a','b']} @ {'command':'sh -c a b'}",
            "shell @ {'command':['bash','-x','a b']} @ {'command':'bash -x #a b#'}",
            "shell @ {'command':['echo','a b','$HOME','`id`','*','','a;b','~']} @ {'command':'echo #a b# #$HOME# #`id`# #*# ## #a;b# #~#'}",
            "shell @ {'command':['ls','-la','src/A.java','a=b','x,z:%+']} @ {'command':'ls -la src/A.java a=b x,z:%+'}",
            "shell @ {'command':[]} @ {'command':''}",
            "shell @ {'command':'ls | wc'} @ {'command':'ls | wc'}",
            "exec_command @ {'cmd':['ls','a b'],'workdir':'x'} @ {'cmd':'ls #a b#','workdir':'x'}",
            "local_shell @ {'type':'exec','command':['ls'],'working_directory':'x','env':{'A':'1'},'user':'root','timeout_ms':5} @ {'command':'ls','timeout_ms':5,'workdir':'x'}",
            "bash @ {'command':['ls']} @ {'command':'ls'}"})
    void argumentsOfAnotherShellToolBecomeOurs(String tool, String given, String ours) {
        assertEquals(ours.replace('\'', '"').replace('#', '\''), arguments(tool, given));
    }

    @Test
    void aWordWithAQuoteStaysOneWord() {
        assertEquals("{\"command\":\"echo 'it'\\\\''s'\"}", Json.write(Aliases.arguments("shell", json("{\"command\":[\"echo\",\"it's\"]}"))));
        assertEquals("{\"command\":\"echo 'a\\nb'\"}", Json.write(Aliases.arguments("shell", json("{\"command\":[\"echo\",\"a\\nb\"]}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "read_file", "apply_patch", "unknown"})
    void argumentsOfOtherToolsStayAsTheyAre(String tool) {
        var given = json("{\"command\":[\"a\"],\"type\":\"x\",\"env\":1}");
        assertSame(given, Aliases.arguments(tool, given));
    }

    @Test
    void whatWasGivenIsNotChanged() {
        var given = json("{\"command\":[\"a\"],\"type\":\"x\"}");
        Aliases.arguments("shell", given);
        assertEquals("{\"command\":[\"a\"],\"type\":\"x\"}", Json.write(given));
    }
}
