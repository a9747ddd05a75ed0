package scorpiox.provider;

import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.Notice;

/// A request cut to what a model takes, and a notice for everything that was asked for and left out.
public record Fit(Request request, List<Notice> notices) {
    private static final String CODEX = "codex";

    /// Effort at Codex when nobody asked for one; elsewhere it is left to the model.
    private static final Effort USUAL = Effort.MEDIUM;

    /// @param provider who is asked: what another one left in the [History] means nothing to it
    public static Fit of(Request whole, ModelInfo model, String provider) {
        var notices = new ArrayList<Notice>();
        var asked = History.readable(whole, provider, notices);
        var messages = model.vision() || !asked.hasImages() ? asked.messages() : withoutImages(asked, notices);
        var fitted = new Request(asked.model(), asked.system(), messages, provider.equals(CODEX) ? asked.tools() : asked.tools().allowed(), thinking(asked, model, provider, notices),
                output(asked, model, notices), asked.cache(), asked.conversation());
        return new Fit(fitted, List.copyOf(notices));
    }

    private static Request.Thinking thinking(Request asked, ModelInfo model, String provider, List<Notice> notices) {
        var wanted = asked.thinking().effort();
        if (wanted == null && !provider.equals(CODEX)) return asked.thinking();
        if (wanted == Effort.NONE && model.reasoning().style().stops()) return asked.thinking();
        var effort = (wanted == null ? USUAL : wanted).clamp(model.efforts());
        if (wanted != null && effort != wanted && !(wanted == Effort.MINIMAL && effort == Effort.LOW)) {
            notices.add(new Notice("effort_clamped", asked.model() + " has no effort " + wanted.wire() + ", using " + effort.wire()));
        }
        return new Request.Thinking(effort, model.summaries() ? asked.thinking().summary() : "none", asked.thinking().budget());
    }

    private static Request.Output output(Request asked, ModelInfo model, List<Notice> notices) {
        var given = asked.output();
        var format = given.format();
        var output = format == null || format.schema() == null || format.strict() != null ? given
                : given.format(new Request.Format(format.name(), format.description(), StrictSchema.of(format.schema()), null));
        if (output.verbosity() == null || model.verbosity()) return output;
        notices.add(new Notice("verbosity_dropped", asked.model() + " takes no verbosity"));
        return output.verbosity(null);
    }

    private static List<Message> withoutImages(Request asked, List<Notice> notices) {
        notices.add(new Notice("image_dropped", asked.model() + " takes no images"));
        return asked.messages().stream().map(message -> new Message(message.role(), withoutImages(message.parts()))).toList();
    }

    private static List<Part> withoutImages(List<Part> parts) {
        return parts.stream().map(part -> switch (part) {
            case Part.Image _, Part.ImageLink _ -> new Part.Text("[image omitted: model has no vision]");
            case Part.ToolResult result -> new Part.ToolResult(result.callId(), result.name(), result.kind(), withoutImages(result.content()), result.error());
            default -> part;
        }).toList();
    }
}
