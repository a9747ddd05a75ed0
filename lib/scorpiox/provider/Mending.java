package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.StreamEvent.Notice;

/// Rewrites a conversation that its next reader could not read as it is.
final class Mending {
    private static final int MOST_OF_ORPHAN = 16_000;
    private static final int LONGEST_ID = 64;
    private static final int HASH = 8;

    private final History history;
    private final List<Notice> notices;
    private final Map<String, List<Call>> calls = new HashMap<>();
    private final Deque<Call> made = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();

    private final Map<Integer, List<Part>> orphans = new HashMap<>();

    /// A call, wherever its results stand.
    ///
    /// @param message number of its message
    /// @param part    as it goes out
    private record Call(int message, Part.ToolCall part, List<Part.ToolResult> results) {}

    Mending(History history, List<Notice> notices) {
        this.history = history;
        this.notices = notices;
    }

    List<Message> of(List<Message> messages) {
        var kept = new ArrayList<List<Part>>();
        for (var i = 0; i < messages.size(); i++) kept.add(parts(i, messages.get(i)));
        var mended = new ArrayList<Message>();
        for (var i = 0; i < messages.size(); i++) {
            var parts = kept.get(i);
            if (!History.isEmpty(parts)) mended.add(new Message(messages.get(i).role(), parts));
            var results = new ArrayList<Part>();
            for (var part : parts) if (part instanceof Part.ToolCall) results.add(result(made.removeFirst()));
            if (!results.isEmpty()) mended.add(new Message(Role.TOOL, results));
            if (orphans.containsKey(i)) mended.add(new Message(Role.ASSISTANT, orphans.get(i)));
        }
        return mended;
    }

    /// What stays of a message where it is: everything but results, which go to their calls.
    private List<Part> parts(int number, Message message) {
        var maker = History.maker(message);
        var kept = new ArrayList<Part>();
        for (var part : message.parts()) {
            switch (part) {
                case Part.ToolCall call -> kept.add(call(number, call, maker));
                case Part.ToolResult result -> result(number, result);
                case Part.Text(var text, var phase, var opaque) -> kept.add(opaque == null || history.mine(opaque) ? part : new Part.Text(text, phase));
                case Part.Reasoning(_, var opaque) when opaque == null || !history.mine(opaque) -> { }
                case Part.Hosted(var opaque) when !history.mine(opaque) -> {
                    var text = text(opaque.data());
                    if (!text.isBlank()) kept.add(new Part.Text(text));
                }
                case Part.Image image -> kept.add(image(image));
                default -> kept.add(part);
            }
        }
        return kept;
    }

    private Part.ToolCall call(int number, Part.ToolCall call, String maker) {
        var id = free(history.keeps(call.id(), maker) ? call.id() : rewritten(call.id()));
        var opaque = call.opaque() == null || history.mine(call.opaque()) ? call.opaque() : null;
        var mended = id.equals(call.id()) && opaque == call.opaque() ? call : new Part.ToolCall(id, call.name(), call.kind(), call.raw(), opaque);
        made.add(new Call(number, mended, new ArrayList<>()));
        calls.computeIfAbsent(call.id(), _ -> new ArrayList<>()).add(made.getLast());
        return mended;
    }

    /// The id, or one like it where another call has it already.
    private String free(String id) {
        if (ids.add(id)) return id;
        for (var number = 2; ; number++) {
            var end = "_" + number;
            var other = id.substring(0, Math.min(id.length(), LONGEST_ID - end.length())) + end;
            if (ids.add(other)) return other;
        }
    }

    /// An id that every provider takes and that no other id becomes.
    private static String rewritten(String id) {
        var plain = new StringBuilder();
        for (var i = 0; i < id.length() && plain.length() < LONGEST_ID - HASH - 1; i++) plain.append(History.plain(id.charAt(i)) ? id.charAt(i) : '_');
        return (plain.isEmpty() ? "call" : plain) + "_" + hash(id);
    }

    private static String hash(String id) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8))).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// A result belongs to the last call of its id, and of several in one message to the first that has none.
    private void result(int number, Part.ToolResult result) {
        var same = calls.getOrDefault(result.callId(), List.of());
        Call of = null;
        for (var call : same) {
            var later = of == null || call.message() > of.message();
            if (call.message() < number && (later || !of.results().isEmpty() && call.results().isEmpty())) of = call;
        }
        if (of != null) of.results().add(result);
        else orphans.computeIfAbsent(number, _ -> new ArrayList<>()).add(new Part.Text(orphan(result)));
    }

    private static String orphan(Part.ToolResult result) {
        var name = result.name() == null || result.name().isBlank() ? "a tool" : "the tool " + result.name();
        var text = new StringBuilder("[" + (result.error() ? "Error" : "Result") + " of " + name + "; its call is not part of this conversation]");
        for (var part : result.content()) text.append('\n').append(part instanceof Part.Text(var said, _, _) ? said : "[image]");
        if (text.length() <= MOST_OF_ORPHAN) return text.toString();
        var end = Character.isHighSurrogate(text.charAt(MOST_OF_ORPHAN - 2)) ? MOST_OF_ORPHAN - 2 : MOST_OF_ORPHAN - 1;
        return text.substring(0, end) + "…";
    }

    /// The one result of a call.
    private Part.ToolResult result(Call call) {
        var asked = call.part();
        if (call.results().isEmpty()) {
            return new Part.ToolResult(asked.id(), asked.name(), asked.kind(), List.of(new Part.Text("the call was not carried out, there is no result")), true);
        }
        var content = new ArrayList<Part>();
        var error = false;
        for (var result : call.results()) {
            for (var part : result.content()) content.add(part instanceof Part.Image image ? image(image) : part);
            error |= result.error();
        }
        return new Part.ToolResult(asked.id(), asked.name(), asked.kind(), content, error);
    }

    private Part image(Part.Image image) {
        if (History.taken(image)) return image;
        var type = image.mime() == null ? "a picture of an unknown type" : image.mime();
        var notice = new Notice("image_dropped", "models take png, jpeg, gif and webp, not " + type);
        if (!notices.contains(notice)) notices.add(notice);
        return new Part.Text("[image left out: models do not take " + type + "]");
    }

    /// What a provider's own tool had to say in words, where it did.
    private static String text(JsonNode data) {
        var text = Json.text(data, "text");
        if (text != null) return text;
        var all = new StringBuilder();
        for (var piece : data.path("content")) {
            var said = Json.text(piece, "text");
            if (said != null) all.append(all.isEmpty() ? "" : "\n").append(said);
        }
        return all.toString();
    }
}
