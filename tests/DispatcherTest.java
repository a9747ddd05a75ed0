package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.UpdatePlan;
import scorpiox.tool.Workspace;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.edit.Write;
import scorpiox.tool.permission.Approver;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;
import scorpiox.tool.permission.Rule;
import scorpiox.tool.permission.Rule.Verdict;
import scorpiox.tool.shell.Bash;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.OutputFiles;

class DispatcherTest {
    private static final String PATCH = "*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch";

    @TempDir
    Path folder;

    private final List<Approver.Question> questions = new ArrayList<>();
    private Workspace workspace;
    private Commands commands;

    @BeforeEach
    void work() throws IOException {
        workspace = new Workspace(Files.createDirectories(folder.resolve("work")), List.of(), folder);
        commands = new Commands(new OutputFiles(folder.resolve("out"), "run"), Map.of(), new Cancel());
    }

    @AfterEach
    void end() {
        commands.close();
    }

    /// A tool that declares these properties and does nothing.
    private record Declared(String name, Access access, String properties) implements LocalTool {
        @Override
        public Tool declaration() {
            return Declarations.function(name, "for tests", properties);
        }

        @Override
        public Call call(ObjectNode arguments) {
            return new Call() {
                @Override
                public List<Subject> subjects() {
                    return List.of();
                }

                @Override
                public String line() {
                    return name;
                }

                @Override
                public Outcome run(Cancel cancel) {
                    return Outcome.of("");
                }
            };
        }
    }

    private static LocalTool read() {
        return new Declared("read", Access.READ, """
                "file_path": {"type": "string"}, "offset": {"type": "integer", "minimum": 1}""");
    }

    private List<LocalTool> all() {
        var ledger = new Ledger();
        return List.of(read(), new UpdatePlan(), new Write(workspace, ledger), new ApplyPatch(workspace, ledger, true), new Bash(workspace, Limits.USUAL, commands),
                new Declared("web_fetch", Access.NET, ""));
    }

    private Dispatcher dispatcher(Mode mode, Approver approver, Rule... rules) {
        return new Dispatcher(all(), List.of(), new Permissions(mode, List.of(rules), workspace, approver != null), Optional.ofNullable(approver), _ -> true);
    }

    private static Part.ToolCall call(String tool, String raw) {
        return new Part.ToolCall("c", tool, ToolKind.FUNCTION, raw.replace('\'', '"'));
    }

    private static Rule allow(String rule) {
        return Rule.parse(Verdict.ALLOW, rule, "");
    }

    private Approver says(Approver.Answer answer) {
        return (question, _) -> {
            questions.add(question);
            return answer;
        };
    }

    private static List<String> names(Dispatcher dispatcher) {
        return dispatcher.offered().stream().map(Tool::name).toList();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, false, 'read,update_plan,bash'", "ASK, false, 'read,update_plan,bash'", "ASK, true, 'read,update_plan,write,apply_patch,bash'",
            "EDIT, false, 'read,update_plan,write,apply_patch,bash'", "FULL, false, 'read,update_plan,write,apply_patch,bash,web_fetch'"})
    void whatTheModeCouldOnlyDenyIsNotOffered(Mode mode, boolean asks, String offered) {
        assertEquals(offered, String.join(",", names(dispatcher(mode, asks ? says(new Approver.Answer.Yes()) : null))));
    }

    @Test
    void hostedToolsAreOfferedTooAndOthersWhenTheyMakeSense() {
        var search = new Tool.Hosted("web_search", Json.object().put("type", "web_search"));
        var permissions = new Permissions(Mode.FULL, List.of(), workspace, false);
        var dispatcher = new Dispatcher(all(), List.of(search), permissions, Optional.empty(), tool -> !tool.name().equals("bash"));
        assertEquals(List.of("read", "update_plan", "write", "apply_patch", "web_fetch", "web_search"), names(dispatcher));
        assertEquals("bash", dispatcher.understand(call("bash", "{'command':'ls'}")).tool().name(), "a call of one that is not offered now is understood all the same");
        assertTrue(new Dispatcher(List.of(), List.of(search), permissions, Optional.empty(), _ -> true).hasTools());
        assertFalse(new Dispatcher(List.of(), List.of(), permissions, Optional.empty(), _ -> true).hasTools());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "read_file | {'path':'a'} | read | {'file_path':'a'}",
            "read | {'filePath':'a','offset':'10'} | read | {'file_path':'a','offset':10}",
            "read | {'file':'a','offset':null} | read | {'file_path':'a'}",
            "write_file | {'file':'a','contents':'x'} | write | {'file_path':'a','content':'x'}",
            "shell | {'command':['ls','-l','my file']} | bash | {'command':'ls -l \\u0027my file\\u0027'}",
            "shell | {'command':['bash','-lc','ls && wc'],'workdir':'sub'} | bash | {'command':'ls && wc','workdir':'sub'}",
            "shell_command | {'command':'ls','workdir':'sub','timeout_ms':500} | bash | {'command':'ls','workdir':'sub','timeout':500}",
            "exec_command | {'cmd':'ls','workdir':'sub','yield_time_ms':10,'max_output_tokens':10} | bash | {'command':'ls','workdir':'sub'}",
            "local_shell | {'type':'exec','command':['ls'],'env':{},'working_directory':'sub'} | bash | {'command':'ls','workdir':'sub'}",
            "todo_write | {'plan':[{'step':'a','status':'pending'}]} | update_plan | {'plan':[{'step':'a','status':'pending'}]}",
    })
    void namesAndArgumentsThatModelsWereTrainedOnAreUnderstood(String tool, String given, String known, String fitted) throws IOException {
        var ready = dispatcher(Mode.FULL, null).understand(call(tool, given));
        assertEquals(known, ready.tool().name());
        assertEquals(Json.read(fitted.replace('\'', '"')), ready.arguments());
        assertEquals(tool, ready.asked().name(), "the call stays what it was");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "nobody | {} | unknown tool 'nobody'; available: read, update_plan, bash",
            "read | {'file_path': | read: the arguments are not JSON (line 1, column 14): ",
            "read | {}x | read: the arguments are not JSON (line 1, column ",
            "read | 'text' | read: the arguments are JSON, but not an object",
            "read | [] | read: the arguments are JSON, but not an object",
            "read | {'offset':0,'size':1} | read: offset must be at least 1; unknown parameter size",
            "write | {} | write: file_path is missing; content is missing. Parameters: file_path (string, required), content (string, required)",
            "apply_patch | {'diff':'x'} | apply_patch: input is missing",
            "bash | {'command':' '} | bash: the command is empty",
    })
    void whatIsWrongWithACallIsSaidOnceAndWhole(String tool, String raw, String message) {
        var error = assertThrows(ToolError.class, () -> dispatcher(Mode.READ_ONLY, null).understand(call(tool, raw)));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
        assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    }

    @Test
    void argumentsNestedWithoutEndAreAnErrorToo() {
        var deep = "{\"file_path\":" + "[".repeat(100_000);
        assertTrue(assertThrows(ToolError.class, () -> dispatcher(Mode.FULL, null).understand(call("read", deep))).getMessage().startsWith("read: the arguments are not JSON"));
    }

    @Test
    void aToolsOwnNameBeatsTheAliasOfAnother() {
        var tools = new ArrayList<>(all());
        tools.add(new Declared("find", Access.EXEC, "\"what\": {\"type\": \"string\"}"));
        tools.add(new Declared("shell", Access.READ, "\"cmd\": {\"type\": \"array\"}"));
        var dispatcher = new Dispatcher(tools, List.of(), new Permissions(Mode.FULL, List.of(), workspace, false), Optional.empty(), _ -> true);
        assertEquals("find", dispatcher.understand(call("find", "{'what':'x'}")).tool().name());
        assertFalse(dispatcher.looks(call("find", "{}")));
        var ready = dispatcher.understand(call("shell", "{'cmd':['ls','-l']}"));
        assertEquals("shell", ready.tool().name());
        assertEquals("{\"cmd\":[\"ls\",\"-l\"]}", Json.write(ready.arguments()), "and its arguments are its own");
    }

    @Test
    void aToolLearnsWhatTheCallIsKnownBy() {
        var ids = new ArrayList<String>();
        var tool = new LocalTool() {
            @Override
            public Tool declaration() {
                return Declarations.function("deploy", "", "");
            }

            @Override
            public Access access() {
                return Access.EXEC;
            }

            @Override
            public Call call(ObjectNode arguments) {
                throw new AssertionError("without its name");
            }

            @Override
            public Call call(ObjectNode arguments, String id) {
                ids.add(id);
                return read().call(arguments);
            }
        };
        new Dispatcher(List.of(tool), List.of(), new Permissions(Mode.FULL, List.of(), workspace, false), Optional.empty(), _ -> true).understand(call("deploy", "{}"));
        assertEquals(List.of("c"), ids);
    }

    @Test
    void noArgumentsAtAllAreAnEmptyObject() {
        assertEquals(Json.object(), dispatcher(Mode.FULL, null).understand(call("read", "")).arguments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "patch"})
    void aFreeFormToolIsUnderstoodInEitherForm(String member) {
        var free = dispatcher(Mode.FULL, null).understand(new Part.ToolCall("c", "apply_patch", ToolKind.FREEFORM, PATCH));
        var function = dispatcher(Mode.FULL, null).understand(new Part.ToolCall("c", "apply_patch", ToolKind.FUNCTION, Json.write(Json.object().put(member, PATCH))));
        assertEquals(Json.object().put("input", PATCH), free.arguments());
        assertEquals(free.arguments(), function.arguments());
    }

    @Test
    void freeFormToolsCanBeOfferedAsFunctions() {
        var dispatcher = dispatcher(Mode.FULL, null);
        assertTrue(dispatcher.offered().stream().anyMatch(Tool.Freeform.class::isInstance));
        assertTrue(dispatcher.withoutFreeform());
        assertEquals(List.of(), dispatcher.offered().stream().filter(Tool.Freeform.class::isInstance).toList());
        assertTrue(names(dispatcher).contains("apply_patch"));
        assertFalse(dispatcher.withoutFreeform(), "there is none any more");
        var call = new Part.ToolCall("c", "apply_patch", ToolKind.FUNCTION, Json.write(Json.object().put("input", PATCH)));
        assertEquals(PATCH, Json.text(dispatcher.understand(call).arguments(), "input"));
        assertEquals("apply_patch", dispatcher.understand(new Part.ToolCall("c", "apply_patch", ToolKind.FREEFORM, PATCH)).tool().name());
    }

    @ParameterizedTest
    @CsvSource({"'', '', ", "'', sub, sub", "'cd sub && ', '', sub", "'cd inner && ', sub, sub/inner", "'cd /elsewhere && ', sub, /elsewhere", "'cd ~/x && ', sub, ~/x"})
    void aPatchGivenToTheShellIsAPatch(String before, String workdir, String start) {
        var arguments = Json.object().put("command", before + "apply_patch <<'EOF'\n" + PATCH + "\nEOF");
        if (!workdir.isEmpty()) arguments.put("workdir", workdir);
        var ready = dispatcher(Mode.EDIT, null).understand(new Part.ToolCall("c", "bash", ToolKind.FUNCTION, Json.write(arguments)));
        assertEquals("apply_patch", ready.tool().name());
        assertEquals(Access.WRITE, ready.tool().access());
        var input = Json.object().put("input", PATCH);
        assertEquals(start == null ? input : input.put("workdir", start), ready.arguments());
    }

    @Test
    void withoutThePatchToolAShellGetsThePatchItself() {
        var permissions = new Permissions(Mode.FULL, List.of(), workspace, false);
        var dispatcher = new Dispatcher(List.of(new Bash(workspace, Limits.USUAL, commands)), List.of(), permissions, Optional.empty(), _ -> true);
        var raw = Json.write(Json.object().put("command", "apply_patch <<'EOF'\n" + PATCH + "\nEOF"));
        assertEquals("bash", dispatcher.understand(new Part.ToolCall("c", "bash", ToolKind.FUNCTION, raw)).tool().name());
    }

    @ParameterizedTest
    @CsvSource({"read, true", "read_file, true", "update_plan, true", "web_fetch, true", "nobody, true", "write, false", "apply_patch, false", "bash, false", "shell, false"})
    void onlyWhatChangesNothingLooks(String tool, boolean looks) {
        assertEquals(looks, dispatcher(Mode.READ_ONLY, null).looks(call(tool, "no JSON")));
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, mode read-only; allow with --mode edit", "ASK, mode ask; allow with --mode edit"})
    void whatIsDeniedSaysHowToAllowIt(Mode mode, String reason) {
        var dispatcher = dispatcher(mode, null);
        var ready = dispatcher.understand(call("write", "{'path':'src/A.java','content':'x'}"));
        assertEquals(Optional.of(new Denial("c", "write", Access.WRITE, ready.arguments(), "write src/A.java", reason, false)), dispatcher.refusal(ready, new Cancel()));
    }

    @Test
    void somebodyIsShownTheCallTheReasonAndWhatItWouldDo() {
        var dispatcher = dispatcher(Mode.ASK, says(new Approver.Answer.Yes()));
        var ready = dispatcher.understand(call("write", "{'path':'A.txt','content':'one\\ntwo\\n'}"));
        assertEquals(Optional.empty(), dispatcher.refusal(ready, new Cancel()));
        var question = questions.getFirst();
        assertEquals("write", question.tool());
        assertEquals(Access.WRITE, question.access());
        assertEquals("write A.txt", question.line());
        assertEquals("mode ask", question.why());
        assertTrue(question.preview().contains("+one\n+two\n"), question.preview());
        assertFalse(Files.exists(workspace.directory().resolve("A.txt")));
    }

    @Test
    void yesIsForOneCallAndAlwaysForTheSameOne() {
        var yes = dispatcher(Mode.ASK, says(new Approver.Answer.Yes()));
        var always = dispatcher(Mode.ASK, says(new Approver.Answer.Always()));
        for (var dispatcher : List.of(yes, always)) {
            for (var file : List.of("A.txt", "A.txt", "B.txt")) {
                assertEquals(Optional.empty(), dispatcher.refusal(dispatcher.understand(call("write", "{'path':'" + file + "','content':'x'}")), new Cancel()));
            }
        }
        assertEquals(List.of("write A.txt", "write A.txt", "write B.txt", "write A.txt", "write B.txt"), questions.stream().map(Approver.Question::line).toList());
    }

    @Test
    void noIsADenialOfSomebodyWhoWasAsked() {
        var dispatcher = dispatcher(Mode.ASK, says(new Approver.Answer.No("not there")));
        var denial = dispatcher.refusal(dispatcher.understand(call("bash", "{'command':'make'}")), new Cancel()).orElseThrow();
        assertTrue(denial.asked());
        assertEquals("the user said no: not there", denial.reason());
    }

    @Test
    void nobodyIsAskedAboutACallThatCouldNotSucceed() throws IOException {
        Files.writeString(workspace.directory().resolve("A.txt"), "unread");
        var dispatcher = dispatcher(Mode.ASK, says(new Approver.Answer.Yes()));
        var ready = dispatcher.understand(call("write", "{'path':'A.txt','content':'x'}"));
        assertThrows(ToolError.class, () -> dispatcher.refusal(ready, new Cancel()));
        assertEquals(List.of(), questions);
    }

    @Test
    void aToolThatIsNotOfferedIsDeniedAndNotUnknown() {
        var dispatcher = dispatcher(Mode.READ_ONLY, null);
        assertFalse(names(dispatcher).contains("web_fetch"));
        assertTrue(dispatcher.refusal(dispatcher.understand(call("web_fetch", "{}")), new Cancel()).isPresent());
        var allowed = dispatcher(Mode.READ_ONLY, null, allow("web_fetch"));
        assertTrue(names(allowed).contains("web_fetch"));
        assertEquals(Optional.empty(), allowed.refusal(allowed.understand(call("web_fetch", "{}")), new Cancel()));
    }
}
