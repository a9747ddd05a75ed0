package scorpiox.server.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;

/// Where the system text of a request comes from: the configuration, and what the client says before any other message.
///
/// At Codex the mode of the prompt decides. Any other backend gets the client's own texts as its system text, between what
/// the configuration puts around them; nothing of ours is added there.
///
/// @param system for [scorpiox.model.Request#system]; at Codex never empty, since it wants the member even without text
/// @param before messages that go in front of the conversation
public record Instructions(List<String> system, List<Message> before) {
    /// The member in which a request brings more of it.
    static final String MEMBER = "codex_system_prompt";

    public Instructions {
        system = List.copyOf(system);
        before = List.copyOf(before);
    }

    /// @param own     `instructions` of the request; null for an API that has none
    /// @param leading the client's texts of the system before any other message, a message each
    /// @throws Refused for a `codex_system_prompt` that is neither a text nor a list of them
    public static Instructions of(ClientRequest request, String own, List<String> leading) {
        var prompt = request.backend().prompt();
        var mode = request.profile().prompt();
        var brings = own != null && !own.isBlank();
        var said = new ArrayList<String>();
        if (brings) said.add(own);
        said.addAll(leading);
        said.addAll(more(request.body().get(MEMBER)));
        said.removeIf(String::isBlank);
        if (!request.backend().codex()) return elsewhere(prompt, mode == Profile.PromptMode.CUSTOM_ONLY, said);
        return switch (mode) {
            case CODEX_DEFAULT -> {
                var itself = brings && request.profile().passthrough();
                yield new Instructions(codex(prompt, List.of(itself ? own : preset(prompt))), before(prompt, itself ? said.subList(1, said.size()) : said));
            }
            case MERGE_CUSTOM -> new Instructions(codex(prompt, joined(List.of(preset(prompt)), said)), List.of());
            case CUSTOM_ONLY -> {
                var sections = codex(prompt, said);
                var empty = sections.size() == 1 && sections.getFirst().isEmpty();
                yield new Instructions(empty && prompt.fallbackToDefault() ? List.of(preset(prompt)) : sections, List.of());
            }
        };
    }

    private static Instructions elsewhere(BackendConfig.Prompt prompt, boolean customOnly, List<String> said) {
        var template = prompt.template() == null || prompt.template().isBlank() ? List.<String>of() : List.of(prompt.template().strip());
        var sections = sections(prompt, customOnly ? said : joined(template, said));
        return new Instructions(sections.isEmpty() && prompt.fallbackToDefault() ? template : sections, List.of());
    }

    private static List<String> codex(BackendConfig.Prompt prompt, List<String> middle) {
        var sections = sections(prompt, middle);
        return sections.isEmpty() ? List.of("") : sections;
    }

    /// What the configuration puts around it included; each text once, if it says so.
    private static List<String> sections(BackendConfig.Prompt prompt, List<String> middle) {
        var all = joined(joined(prompt.prepend().stream().map(String::strip).toList(), middle), prompt.append().stream().map(String::strip).toList());
        all.removeIf(String::isBlank);
        if (!prompt.deduplicate()) return all;
        var once = new LinkedHashMap<String, String>();
        for (var section : all) once.putIfAbsent(section.strip(), section);
        return List.copyOf(once.values());
    }

    private static List<String> joined(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String preset(BackendConfig.Prompt prompt) {
        return prompt.template() == null || prompt.template().isBlank() ? BuiltIn.TEXT : prompt.template().strip();
    }

    private static List<Message> before(BackendConfig.Prompt prompt, List<String> said) {
        if (said.isEmpty()) return List.of();
        if (!prompt.userBlock()) return said.stream().map(text -> new Message(Role.DEVELOPER, List.of(new Part.Text(text)))).toList();
        return List.of(Message.user(new Part.Text("<user_instructions>\n\n" + String.join("\n\n", said) + "\n\n</user_instructions>")));
    }

    private static List<String> more(JsonNode member) {
        return switch (member) {
            case null -> List.of();
            case JsonNode text when text.isTextual() -> List.of(text.textValue());
            case JsonNode nothing when nothing.isNull() -> List.of();
            case JsonNode list when list.isArray() && texts(list).allMatch(JsonNode::isTextual) -> texts(list).map(JsonNode::textValue).toList();
            default -> throw Members.wrong(MEMBER, "a string or an array of strings");
        };
    }

    private static Stream<JsonNode> texts(JsonNode list) {
        return list.valueStream();
    }

    /// Read once, when it is first needed.
    private static final class BuiltIn {
        static final String TEXT = read();

        private static String read() {
            try (var file = Instructions.class.getResourceAsStream("/data/prompts/serve.md")) {
                if (file == null) throw new IllegalStateException("the program was built without its prompt serve.md");
                return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
