package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;

class ConversationTest {
    private static final Message FIRST = Message.user(new Part.Text("rules of the project"));
    private static final Request SHAPE = new Request("m", List.of("system"), List.of(FIRST), Request.Tools.NONE, new Request.Thinking(Effort.HIGH, "concise"),
            new Request.Output(5, "low", "flex", null), "conv-1");

    private final Conversation conversation = new Conversation(SHAPE);

    private static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    @Test
    void aRequestHasTheShapeTheMessagesSoFarAndTheTools() {
        var more = Message.user(new Part.Text("do it"));
        conversation.add(more);
        var tool = new Tool.Function("read", "reads", Json.object());
        assertEquals(new Request("m", List.of("system"), List.of(FIRST, more), new Request.Tools(List.of(tool), new Request.Choice.Auto(), true), SHAPE.thinking(),
                SHAPE.output(), "conv-1"), conversation.request(List.of(tool)));
    }

    @Test
    void withoutToolsARequestOffersNone() {
        assertEquals(Request.Tools.NONE, conversation.request(List.of()).tools());
    }

    @Test
    void aRequestStaysAsItWasWhenTheConversationGoesOn() {
        var before = conversation.request(List.of());
        var messages = conversation.messages();
        conversation.add(Message.user(new Part.Text("more")));
        assertEquals(List.of(FIRST), before.messages());
        assertEquals(List.of(FIRST), messages);
        assertThrows(UnsupportedOperationException.class, () -> conversation.messages().add(FIRST));
    }

    @Test
    void aMessageWithoutPartsIsNotAdded() {
        conversation.add(assistant());
        assertEquals(List.of(FIRST), conversation.messages());
    }

    @Test
    void theShapeOfLaterRequestsCanChange() {
        conversation.shape(old -> new Request("other", old.system(), old.messages(), old.tools(), old.thinking(), old.output(), old.conversation()));
        assertEquals("other", conversation.model());
        assertEquals("other", conversation.request(List.of()).model());
        assertEquals("conv-1", conversation.id());
    }

    @Test
    void itCanBeTakenBackToAnEarlierState() {
        conversation.add(Message.user(new Part.Text("one")));
        conversation.add(assistant(new Part.Text("two")));
        conversation.keep(1);
        assertEquals(List.of(FIRST), conversation.messages());
    }

    @Test
    void partsAreReplacedOrLeftOutAndEmptyMessagesGo() {
        conversation.add(assistant(new Part.Reasoning("hm", null)));
        conversation.add(assistant(new Part.Reasoning("hm", null), new Part.Text("yes")));
        assertTrue(conversation.replace(part -> part instanceof Part.Reasoning ? null : part));
        assertEquals(List.of(FIRST, assistant(new Part.Text("yes"))), conversation.messages());
        assertTrue(conversation.replace(part -> new Part.Text("same")));
        assertEquals(List.of(Message.user(new Part.Text("same")), assistant(new Part.Text("same"))), conversation.messages());
        assertFalse(conversation.replace(part -> part));
    }
}
