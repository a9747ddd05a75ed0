package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.Notice;
import scorpiox.model.ToolKind;

class FitTest {
    private static final Part PICTURE = new Part.Image("image/png", "AAAA", null);
    private static final Part OMITTED = new Part.Text("[image omitted: model has no vision]");

    @ParameterizedTest
    @CsvSource({
            "gpt-5.3-codex, , medium, ",
            "gpt-5.1-codex-mini, , medium, ",
            "gpt-9-unknown, , medium, ",
            "gpt-5.3-codex, xhigh, xhigh, ",
            "gpt-5.3-codex, minimal, low, ",
            "gpt-5.3-codex, none, low, 'gpt-5.3-codex has no effort none, using low'",
            "gpt-5.2, none, none, ",
            "gpt-5.1-codex, xhigh, high, 'gpt-5.1-codex has no effort xhigh, using high'",
            "gpt-5.1-codex-mini, low, medium, 'gpt-5.1-codex-mini has no effort low, using medium'",
            "gpt-5.1-codex-mini, minimal, medium, 'gpt-5.1-codex-mini has no effort minimal, using medium'",
            "gpt-5.1-codex-mini, none, medium, 'gpt-5.1-codex-mini has no effort none, using medium'",
            "gpt-5.3-codex, max, xhigh, 'gpt-5.3-codex has no effort max, using xhigh'",
            "gpt-9-unknown, max, max, ",
            "gpt-9-unknown, minimal, low, ",
    })
    void effortIsClampedToTheModelWithANotice(String model, String wanted, String used, String notice) {
        var fit = fit(request(model, new Request.Thinking(wanted == null ? null : Effort.named(wanted).orElseThrow(), "auto"), Request.Output.TEXT));
        assertEquals(used, fit.request().thinking().effort().wire());
        assertEquals(notice == null ? List.of() : List.of(new Notice("effort_clamped", notice)), fit.notices());
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.3-codex, detailed, detailed", "gpt-5.3-codex-spark, auto, none", "llama, auto, none", "gpt-5.9, concise, concise"})
    void summariesAreAskedForOnlyWhereTheyAreTaken(String model, String wanted, String used) {
        var fit = fit(request(model, new Request.Thinking(Effort.LOW, wanted), Request.Output.TEXT));
        assertEquals(used, fit.request().thinking().summary());
        assertEquals(List.of(), fit.notices());
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.3-codex, low, low", "gpt-5.2-codex, low, ", "gpt-9, high, ", "gpt-5.2-codex, , "})
    void verbosityIsDroppedWithANoticeWhereItIsNotTaken(String model, String wanted, String used) {
        var asked = new Request.Output(7, wanted, "flex", Json.object());
        var fit = fit(request(model, Request.Thinking.UNSET, asked));
        assertEquals(new Request.Output(7, used, "flex", Json.object()), fit.request().output());
        assertEquals(wanted == null || wanted.equals(used) ? 0 : 1, fit.notices().size());
    }

    @Test
    void picturesBecomeANoteForAModelThatCannotSee() {
        var result = new Part.ToolResult("call_1", "view", ToolKind.FUNCTION, List.of(new Part.Text("see"), PICTURE), false);
        var call = new Message(Message.Role.ASSISTANT, List.of(new Part.ToolCall("call_1", "view", ToolKind.FUNCTION, "{}")));
        var messages = List.of(Message.user(PICTURE, new Part.Text("what?")), call, new Message(Message.Role.TOOL, List.of(result)));
        var fit = fit(new Request("gpt-5.3-codex-spark", List.of("s"), messages, Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "c"));
        assertEquals(List.of(new Notice("image_dropped", "gpt-5.3-codex-spark takes no images")), fit.notices());
        assertEquals(List.of(Message.user(OMITTED, new Part.Text("what?")), call, new Message(Message.Role.TOOL, List.of(new Part.ToolResult("call_1", "view",
                ToolKind.FUNCTION, List.of(new Part.Text("see"), OMITTED), false)))), fit.request().messages());
    }

    @Test
    void aModelThatSeesGetsThePicturesAndEverythingElseStays() {
        var asked = new Request("gpt-5.3-codex", List.of("s"), List.of(Message.user(PICTURE)), Request.Tools.NONE, new Request.Thinking(Effort.HIGH, "auto"),
                new Request.Output(5, "low", "priority", null), "c");
        assertEquals(new Fit(asked, List.of()), fit(asked));
    }

    private static Fit fit(Request request) {
        return Fit.of(request, Models.BUILT_IN.find("codex", request.model()), "codex");
    }

    private static Request request(String model, Request.Thinking thinking, Request.Output output) {
        return new Request(model, List.of("s"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, thinking, output, null);
    }
}
