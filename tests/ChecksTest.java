package scorpiox.simulator.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Refusal;

class ChecksTest {
    private static final String GOOD = """
            {"model":"gpt-5.3-codex","instructions":"Be brief.","store":false,"stream":true,"tools":[],
             "input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}]}""";
    private static final String USER = "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}";
    private static final String CALL = "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{}\"}";
    private static final String OUTPUT = "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"ok\"}";

    private static ObjectNode body(String changes) throws IOException {
        var body = (ObjectNode) Json.read(GOOD);
        ((ObjectNode) Json.read(changes)).properties().forEach(change -> {
            if (change.getValue().isNull()) body.remove(change.getKey());
            else body.set(change.getKey(), change.getValue());
        });
        return body;
    }

    private static String refusal(ObjectNode body, boolean chatgpt) {
        return Checks.of(body, Set.of(), chatgpt).map(refusal -> refusal.status() + " " + message(refusal)).orElse("accepted");
    }

    private static String message(Refusal refusal) {
        var detail = Json.text(refusal.body(), "detail");
        return detail != null ? detail : Json.text(refusal.body().path("error"), "message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}                                             | accepted",
            "{\"store\":null}                               | 400 Store must be set to false",
            "{\"store\":true}                               | 400 Store must be set to false",
            "{\"store\":\"false\"}                          | 400 Store must be set to false",
            "{\"stream\":null}                              | 400 Stream must be set to true",
            "{\"stream\":false}                             | 400 Stream must be set to true",
            "{\"instructions\":null}                        | 400 Instructions are required",
            "{\"instructions\":\"\"}                        | 400 Instructions are required",
            "{\"instructions\":null,\"input\":[{\"type\":\"additional_tools\",\"role\":\"developer\",\"tools\":[]}]} | accepted",
            "{\"input\":[{\"type\":\"message\",\"role\":\"system\",\"content\":[]}]} | 400 System messages are not allowed",
            "{\"input\":[{\"role\":\"system\",\"content\":\"x\"}]} | 400 System messages are not allowed",
            "{\"model\":\"claude-5\"}                       | 400 The 'claude-5' model is not supported when using Codex with a ChatGPT account.",
            "{\"model\":\"gpt-5.3-codex-spark\",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}} | "
                    + "400 Unsupported parameter: 'reasoning.summary' is not supported with the 'gpt-5.3-codex-spark' model.",
            "{\"model\":\"gpt-5.3-codex-spark\",\"reasoning\":{\"effort\":\"low\"}} | accepted",
            "{\"input\":\"Hi\"}                             | 400 Input must be a list",
            "{\"service_tier\":\"priority\",\"include\":[],\"prompt_cache_key\":\"k\",\"text\":{\"verbosity\":\"low\"}} | accepted",
    })
    void theChatGptBackendRefusesInItsOwnWords(String changes, String answer) throws IOException {
        assertEquals(answer, refusal(body(changes), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_output_tokens", "max_tokens", "temperature", "top_p", "presence_penalty", "frequency_penalty", "seed", "metadata",
            "top_logprobs", "truncation", "prompt_cache_retention", "max_completion_tokens", "user", "safety_identifier", "n", "stop", "logit_bias"})
    void parametersOfThePublicApiAreRefusedByName(String name) throws IOException {
        assertEquals("400 Unsupported parameter: " + name, refusal(body("{\"" + name + "\":1}"), true));
        assertEquals("accepted", refusal(body("{\"" + name + "\":1}"), false));
    }

    private static String image(String url) {
        return USER.replace("\"input_text\",\"text\":\"Hi\"", "\"input_image\",\"image_url\":\"" + url + "\"");
    }

    static Stream<Arguments> items() {
        return Stream.of(
                Arguments.of("a call and its output", List.of(USER, CALL, OUTPUT), "accepted"),
                Arguments.of("a free-form call and its output", List.of(USER, CALL.replace("function_call", "custom_tool_call"),
                        OUTPUT.replace("function_call", "custom_tool_call")), "accepted"),
                Arguments.of("an orphan output", List.of(USER, OUTPUT), "400 No tool call found for function call output with call_id c1."),
                Arguments.of("an output before its call", List.of(USER, OUTPUT, CALL), "400 No tool call found for function call output with call_id c1."),
                Arguments.of("an unanswered call", List.of(USER, CALL), "400 No tool output found for function call c1."),
                Arguments.of("a search needs no answer", List.of(USER, "{\"type\":\"web_search_call\",\"status\":\"completed\"}"), "accepted"),
                Arguments.of("a reference", List.of("{\"type\":\"item_reference\",\"id\":\"rs_1\"}"),
                        "404 Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."),
                Arguments.of("reasoning without its content", List.of("{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[]}", USER),
                        "404 Item with id 'rs_2' not found. Items are not persisted when `store` is set to false."),
                Arguments.of("reasoning with its content", List.of("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"gAA\"}", USER), "accepted"),
                Arguments.of("an image", List.of(image("data:image/png;base64,AA==")), "accepted"),
                Arguments.of("a broken image", List.of(image("data:text/plain;base64,AA==")),
                        "400 The image data you provided does not represent a valid image. Please check your input and try again."),
                Arguments.of("a user's part in an answer", List.of(USER, USER.replace("\"user\"", "\"assistant\"")),
                        "400 Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'."),
                Arguments.of("an answer's part from the user", List.of(USER.replace("input_text", "output_text")),
                        "400 Invalid value: 'output_text'. Supported values are: 'input_text' and 'input_image' and 'input_file'."),
                Arguments.of("an unknown part", List.of(USER.replace("input_text", "text")),
                        "400 Invalid value: 'text'. Supported values are: 'input_text' and 'input_image' and 'input_file'."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("items")
    void itemsMustHaveTheirShape(String kind, List<String> items, String answer) throws IOException {
        var body = body("{\"input\":[" + String.join(",", items) + "]}");
        assertEquals(answer, refusal(body, true));
        assertEquals(answer, refusal(body, false));
    }

    @Test
    void anInvalidPartIsNamedByItsPlace() throws IOException {
        var body = body("{\"input\":[" + USER + "," + USER.replace("\"user\"", "\"assistant\"") + "]}");
        assertEquals("{\"error\":{\"message\":\"Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.\","
                + "\"type\":\"invalid_request_error\",\"param\":\"input[1].content[0]\",\"code\":\"invalid_value\"}}",
                Json.write(Checks.of(body, Set.of(), true).orElseThrow().body()));
    }

    @Test
    void toolsShapedAsForChatCompletionsAreRefused() throws IOException {
        var nested = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";
        var flat = "{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}";
        assertEquals("400 Missing required parameter: 'tools[1].name'.", refusal(body("{\"tools\":[" + flat + "," + nested + "]}"), true));
        assertEquals("accepted", refusal(body("{\"tools\":[" + flat + ",{\"type\":\"web_search\"},{\"type\":\"custom\",\"name\":\"p\"}]}"), true));
    }

    /// Everything is wrong at first; what is refused is put right, and the next thing shows.
    @Test
    void theOrderIsThatOfTheBackend() throws IOException {
        var body = body("{\"model\":\"claude-5\",\"store\":null,\"stream\":null,\"instructions\":null,\"temperature\":1,\"max_output_tokens\":9,"
                + "\"tools\":[{\"type\":\"function\"}],"
                + "\"input\":[{\"type\":\"message\",\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]}");
        var seen = new ArrayList<String>();
        seen.add(refusal(body, true));
        seen.add(refusal(body.put("model", "gpt-5.3-codex"), true));
        seen.add(refusal(body.put("store", false), true));
        seen.add(refusal(body.put("stream", true), true));
        seen.add(refusal(body.put("instructions", "x"), true));
        ((ObjectNode) body.path("input").get(0)).put("role", "developer");
        seen.add(refusal(body, true));
        seen.add(refusal((ObjectNode) body.without("max_output_tokens"), true));
        seen.add(refusal((ObjectNode) body.without("temperature"), true));
        ((ObjectNode) body.path("input").get(0).path("content").get(0)).put("type", "input_text");
        seen.add(refusal(body, true));
        assertEquals(List.of("400 The 'claude-5' model is not supported when using Codex with a ChatGPT account.", "400 Store must be set to false",
                "400 Stream must be set to true", "400 Instructions are required", "400 System messages are not allowed",
                "400 Unsupported parameter: max_output_tokens", "400 Unsupported parameter: temperature",
                "400 Invalid value: 'text'. Supported values are: 'input_text' and 'input_image' and 'input_file'.",
                "400 Missing required parameter: 'tools[0].name'."), seen);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"store\":true,\"stream\":false,\"instructions\":null} | accepted",
            "{\"input\":\"Hi\"}       | accepted",
            "{\"model\":\"claude-5\"} | 404 The model 'claude-5' does not exist or you do not have access to it.",
            "{\"model\":null}         | 400 Missing required parameter: 'model'.",
    })
    void thePublicApiHasOtherRules(String changes, String answer) throws IOException {
        assertEquals(answer, refusal(body(changes), false));
    }

    @Test
    void onlyTheAccountsModelsAreKnown() throws IOException {
        assertTrue(Checks.of(body("{}"), Set.of("gpt-5.3-codex"), true).isEmpty());
        assertEquals("The 'gpt-5.3-codex' model is not supported when using Codex with a ChatGPT account.",
                message(Checks.of(body("{}"), Set.of("gpt-5.2"), true).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "1", "null"})
    void aBodyThatIsNoObjectIsRefused(String json) throws IOException {
        assertEquals(400, Checks.of(Json.read(json), Set.of(), true).orElseThrow().status());
    }
}
