package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;

/// Windows of 100,000 tokens: 83,616 are left after the reserve. A result of 40,000 characters is about 10,000 tokens.
class ContextBudgetTest {
    private static final int WINDOW = 100_000;

    private final Conversation conversation = new Conversation(new Request("m", List.of(), List.of(Message.user(new Part.Text("q"))), Request.Tools.NONE,
            Request.Thinking.UNSET, Request.Output.TEXT, "c"));
    private int results;

    /// A round of the conversation: a call, and its result of so many characters.
    private void round(int chars) {
        round(new Part.Text("x".repeat(chars)));
    }

    private void round(Part... content) {
        var id = "c" + results++;
        conversation.add(new Message(Role.ASSISTANT, List.of(new Part.ToolCall(id, "read", ToolKind.FUNCTION, "{}"))));
        conversation.add(new Message(Role.TOOL, List.of(new Part.ToolResult(id, "read", ToolKind.FUNCTION, List.of(content), false))));
    }

    private static Usage counted(long input, long output) {
        return new Usage(input, 0, 0, output, 0);
    }

    /// For each result whether it was dropped.
    private String dropped() {
        var shown = new StringBuilder();
        for (var message : conversation.messages()) {
            for (var part : message.parts()) {
                if (part instanceof Part.ToolResult result) shown.append(((Part.Text) result.content().getFirst()).text().startsWith("[result dropped: ") ? 'x' : '.');
            }
        }
        return shown.toString();
    }

    @ParameterizedTest
    @CsvSource({
            "20000, 0, ...",            // all is well
            "73000, 600, ...",          // 83,610 with the new result: just room
            "73000, 700, x..",          // a little too much: the oldest makes room
            "80000, 3600, x..",
            "93000, 0, xx.",            // two must go
            "50000, 40000, xx.",        // what the answer took counts too
    })
    void theOldestResultsGoFirstAndNoMoreThanNeeded(long input, long output, String expected) {
        for (var i = 0; i < 3; i++) round(40_000);
        new ContextBudget(WINDOW).fit(conversation, counted(input, output), 1);
        assertEquals(expected, dropped());
    }

    @ParameterizedTest
    @CsvSource({"1, .", "239000, .", "241000, x"})
    void resultsOfOneRoundTakeAtMostThreeFifthsOfWhatIsLeft(int chars, String expected) {
        round(chars);
        new ContextBudget(WINDOW).fit(conversation, counted(1, 0), 1);
        assertEquals(expected, dropped());
    }

    @Test
    void aDroppedResultSaysWhatItWasAndStaysTheAnswerOfItsCall() {
        round(new Part.Text("x".repeat(400_000)), new Part.Image("image/png", "iVBO", null));
        new ContextBudget(WINDOW).fit(conversation, counted(10, 0), 1);
        assertEquals(new Part.ToolResult("c0", "read", ToolKind.FUNCTION, List.of(new Part.Text("[result dropped: 400000 chars; call again if needed]")), false),
                conversation.messages().getLast().parts().getFirst());
    }

    @Test
    void smallResultsAreNotWorthIt() {
        round(700);
        round(40_000);
        new ContextBudget(WINDOW).fit(conversation, counted(80_000, 0), 1);
        assertEquals(".x", dropped());
    }

    @Test
    void whereDroppingIsNotEnoughTheRunEnds() {
        round(40_000);
        var failure = assertThrows(Failure.class, () -> new ContextBudget(WINDOW).fit(conversation, counted(95_000, 0), 1));
        assertEquals(Kind.CONTEXT_LENGTH, failure.kind());
        assertEquals(6, failure.kind().exit());
        assertTrue(failure.line().startsWith("the conversation does not fit the model's context of 100000 tokens: "), failure.line());
    }

    @Test
    void tooLargeARoundAloneDoesNotEndTheRun() {
        round(new Part.Text("x".repeat(300_000)), new Part.Text("y"));
        conversation.replace(part -> part);
        new ContextBudget(WINDOW).fit(conversation, counted(1, 0), 1);
        assertEquals("x", dropped());
    }

    @Test
    void withoutACountItIsGuessed() {
        for (var i = 0; i < 12; i++) round(40_000);
        new ContextBudget(WINDOW).fit(conversation, Usage.NONE, 1);
        assertEquals("xxxx........", dropped());
    }

    @Test
    void everythingThatIsNewCounts() {
        round(40_000);
        round(40_000);
        conversation.add(new Message(Role.DEVELOPER, List.of(new Part.Text("x".repeat(4000)))));
        new ContextBudget(WINDOW).fit(conversation, counted(73_000, 0), 2);
        assertEquals("x.", dropped());
    }

    @Test
    void ofAnUnknownWindowNothingIsDropped() {
        for (var i = 0; i < 50; i++) round(40_000);
        new ContextBudget(0).fit(conversation, counted(1_000_000, 0), 1);
        assertEquals(".".repeat(50), dropped());
    }

    @Test
    void ofASmallWindowHalfIsUsed() {
        round(2000);
        round(2000);
        new ContextBudget(4000).fit(conversation, counted(1600, 0), 1);
        assertEquals("x.", dropped());
    }

    @Test
    void droppingTellsWhatIsStillMissing() {
        round(4000);
        assertTrue(ContextBudget.drop(conversation, 10_000) > 8900);
        assertEquals(10_000, ContextBudget.drop(conversation, 10_000), "what is dropped cannot be dropped again");
        assertEquals(0, ContextBudget.drop(conversation, 0));
    }

    @Test
    void onlyResultsOfToolsAreEverDropped() {
        var said = new Message(Role.USER, List.of(new Part.Text("x".repeat(400_000))));
        conversation.add(said);
        ContextBudget.drop(conversation, 1_000_000);
        assertEquals(said, conversation.messages().getLast());
    }
}
