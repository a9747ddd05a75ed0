package scorpiox.provider;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.Notice;

/// A conversation as one provider can read it, whoever took part in it before.
///
/// What another provider wants back means nothing to this one and is left out, every call has exactly one result right
/// behind it, and ids and images are of a kind that all providers take. The usual conversation, with one provider alone, is
/// returned as it is: it is looked through and nothing of it is copied.
public final class History {
    private static final int LONGEST_ID = 64;

    private final String provider;
    private final String model;
    private final boolean bound;

    private History(String provider, String model) {
        this.provider = provider;
        this.model = model;
        this.bound = switch (provider) {
            case "anthropic", "claude-code", "gemini" -> true;      // their signatures hold for the model that made them
            default -> false;
        };
    }

    /// The request with such a history; the same object where it is one already. Equal requests become equal ones.
    ///
    /// @param provider who is asked, as in [Opaque#provider]
    /// @param notices  takes what the user should know of what is left out
    public static Request readable(Request request, String provider, List<Notice> notices) {
        var history = new History(provider, request.model());
        if (history.readable(request.messages())) return request;
        return request.messages(new Mending(history, notices).of(request.messages()));
    }

    private boolean readable(List<Message> messages) {
        var open = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var message : messages) {
            var assistant = message.role() == Role.ASSISTANT;
            if (assistant && !open.isEmpty() || isEmpty(message.parts())) return false;
            var maker = assistant ? maker(message) : null;
            for (var part : message.parts()) {
                if (part instanceof Part.ToolResult result) {
                    if (assistant || !open.remove(result.callId()) || !images(result.content())) return false;
                } else if (!assistant && !open.isEmpty() || !readable(part)) {
                    return false;
                } else if (part instanceof Part.ToolCall call) {
                    if (!assistant || !seen.add(call.id()) || !keeps(call.id(), maker)) return false;
                    open.add(call.id());
                }
            }
        }
        return open.isEmpty();
    }

    private boolean readable(Part part) {
        var opaque = opaque(part);
        if (opaque != null) return mine(opaque);
        return !(part instanceof Part.Reasoning) && (!(part instanceof Part.Image image) || taken(image));
    }

    /// Continuation data of a part, or null. A pattern switch would cost every start a bootstrap.
    private static Opaque opaque(Part part) {
        if (part instanceof Part.Text text) return text.opaque();
        if (part instanceof Part.Reasoning reasoning) return reasoning.opaque();
        if (part instanceof Part.ToolCall call) return call.opaque();
        return part instanceof Part.Hosted hosted ? hosted.opaque() : null;
    }

    private static boolean images(List<Part> content) {
        for (var part : content) if (part instanceof Part.Image image && !taken(image)) return false;
        return true;
    }

    /// Whether continuation data was made by whoever is asked now.
    boolean mine(Opaque opaque) {
        return provider.equals(opaque.provider()) && (!bound || opaque.model() != null && undated(opaque.model()).equals(undated(model)));
    }

    /// A server may name the dated version of the model that it was asked for.
    private static String undated(String model) {
        var compact = model.length() - "-20260131".length();
        if (compact > 0 && model.charAt(compact) == '-' && digits(model, compact + 1, 8)) return model.substring(0, compact);
        var dashed = model.length() - "-2026-01-31".length();
        var dated = dashed > 0 && model.charAt(dashed) == '-' && digits(model, dashed + 1, 4) && model.charAt(dashed + 5) == '-' && digits(model, dashed + 6, 2)
                && model.charAt(dashed + 8) == '-' && digits(model, dashed + 9, 2);
        return dated ? model.substring(0, dashed) : model;
    }

    private static boolean digits(String text, int from, int count) {
        for (var i = from; i < from + count; i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        return true;
    }

    /// Whether a call keeps its id: its maker reads any of its own, everybody else the usual ones.
    boolean keeps(String id, String maker) {
        return !id.isEmpty() && (provider.equals(maker) || plain(id));
    }

    /// Who made an answer, as far as that can be seen in it; else null.
    static String maker(Message answer) {
        for (var part : answer.parts()) {
            var opaque = opaque(part);
            if (opaque != null) return opaque.provider();
        }
        return null;
    }

    /// Whether nothing is said.
    static boolean isEmpty(List<Part> parts) {
        for (var part : parts) if (!(part instanceof Part.Text(var text, _, var opaque)) || !text.isEmpty() || opaque != null) return false;
        return true;
    }

    /// Whether all providers take a picture's type.
    static boolean taken(Part.Image image) {
        return switch (image.mime()) {
            case "image/png", "image/jpeg", "image/gif", "image/webp" -> true;
            case null, default -> false;
        };
    }

    /// `^[a-zA-Z0-9_-]{1,64}$`, which every provider takes.
    private static boolean plain(String id) {
        for (var i = 0; i < id.length(); i++) if (!plain(id.charAt(i))) return false;
        return id.length() <= LONGEST_ID;
    }

    static boolean plain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
