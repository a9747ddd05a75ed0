package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Environment;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveModelsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String TWO = """
            {"models":[{"slug":"gpt-7","priority":2,"visibility":"list","context_window":500000,"supported_reasoning_levels":[{"effort":"high"},{"effort":"low"},{"effort":"ultra"}],
            "supports_reasoning_summaries":false,"support_verbosity":true,"supports_parallel_tool_calls":false,"input_modalities":["text"],"later":{}},
            {"slug":"secret","visibility":"hide"},{"slug":"never","visibility":"none"},{"display_name":"nameless"},7,{"slug":"gpt-5.2","priority":1,"context_window":100000}]}""";

    @TempDir
    Path home;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String status = "200 OK";
    private volatile String body = TWO;
    private volatile String etag = "\"one\"";
    private RawServer server = new RawServer(peer -> {
        for (var head = peer.request(); !head.isEmpty(); head = peer.request()) {
            requests.add(head);
            var same = head.toLowerCase().contains("if-none-match: " + etag + "\r\n");
            var unchanged = head.startsWith("GET") && same && status.startsWith("200");
            var text = unchanged ? "" : body;
            peer.send("HTTP/1.1 " + (unchanged ? "304 Not Modified" : status) + "\r\nContent-Type: application/json\r\n" + (etag.isEmpty() ? "" : "ETag: " + etag + "\r\n")
                    + "Content-Length: " + text.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + text);
        }
    });

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Models models() {
        return Models.of(new Environment(Map.of("HOME", home.toString()), home));
    }

    private HttpProvider provider(String key, String place) {
        var endpoint = URI.create(server.url() + "/backend-api/codex/responses");
        var credential = new Credential("Authorization", "Bearer " + key, Set.of(Origin.of(endpoint)), Optional.of("account-" + key), Optional.empty());
        var dialect = new ResponsesDialect("codex", endpoint, ResponsesDialect.Kind.CHATGPT, "test/1", InstantSource.system());
        return new HttpProvider("codex", dialect, CredentialSource.fixed(credential, place, "check it"), new Http(Network.DIRECT),
                new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5), Timeouts.TURN, models());
    }

    private HttpProvider provider() {
        return provider("key-number-one", "here");
    }

    private static List<String> ids(List<ModelInfo> models) {
        return models.stream().map(ModelInfo::id).toList();
    }

    private Path file() {
        return home.resolve(".cache/scorpiox/models/codex.json");
    }

    @Test
    void theCatalogueOfThePlanIsAskedForWithItsAccountAndRead() {
        var listed = provider().models(new Cancel());
        assertEquals(List.of("gpt-5.2", "gpt-7"), ids(listed), "by the backend's order, without what is not to be chosen");
        assertEquals(new ModelInfo("gpt-7", true, new ModelInfo.Window(500_000, 0), false, true,
                new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(Effort.LOW, Effort.HIGH), false), true, false, null), listed.getLast());
        assertEquals(100_000, listed.getFirst().contextWindow());
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.2").price(), listed.getFirst().price());
        var head = requests.getFirst().toLowerCase();
        assertTrue(head.startsWith("get /backend-api/codex/models?client_version="), head);
        assertTrue(head.contains("chatgpt-account-id: account-key-number-one") && head.contains("authorization: bearer key-number-one") && !head.contains("if-none-match"), head);
    }

    @Test
    void whatTheServerSaysWinsOverTheCatalogueOfTheProgramAndOnesOwnFileOverBoth() throws IOException {
        provider().models(new Cancel());
        var later = provider();
        assertEquals(100_000, later.model("gpt-5.2").contextWindow());
        assertEquals(List.of(true, 500_000), List.of(later.model("gpt-7").known(), later.model("gpt-7-2026-01-01").contextWindow()));
        assertTrue(later.model("gpt-5.1").known(), "what the plan does not list is known all the same");
        assertEquals(List.of("gpt-5.2", "gpt-7"), models().of("codex"));
        assertEquals(Models.BUILT_IN.of("openai"), models().of("openai"));
        var own = home.resolve(".config/scorpiox/models.json");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "{\"models\":[{\"id\":\"gpt-7\",\"providers\":[\"codex\"],\"max_output\":5,\"price\":{\"input\":1,\"output\":2},\"as_of\":\"2026-11-01\"}]}");
        var info = provider().model("gpt-7");
        assertEquals(List.of(500_000, 5, 2.0), List.of(info.contextWindow(), info.window().output(), info.price().usual().output()));
        assertEquals(1, requests.size());
    }

    @Test
    void forADayNobodyAsksAgainAndThenWithTheTag() throws IOException {
        assertEquals(2, provider().models(DAY, new Cancel()).size());
        assertEquals(List.of("gpt-5.2", "gpt-7"), ids(provider().models(DAY, new Cancel())));
        assertEquals(1, requests.size());
        assertEquals(List.of("gpt-5.2", "gpt-7"), ids(provider().models(new Cancel())));
        assertTrue(requests.getLast().toLowerCase().contains("if-none-match: \"one\""), requests.getLast());
        age(Duration.ofHours(25));
        assertEquals(500_000, provider().models(DAY, new Cancel()).getLast().contextWindow());
        assertEquals(3, requests.size());
        provider().models(DAY, new Cancel());
        assertEquals(3, requests.size(), "an unchanged answer is fresh again");
        body = "{\"models\":[{\"slug\":\"gpt-8\"}]}";
        etag = "\"two\"";
        assertEquals(List.of("gpt-8"), ids(provider().models(new Cancel())));
        assertEquals(List.of("gpt-8"), models().of("codex"));
    }

    private void age(Duration by) throws IOException {
        var text = Files.readString(file());
        var asked = text.replaceFirst("(?s).*\"asked\":(\\d+).*", "$1");
        Files.writeString(file(), text.replace("\"asked\":" + asked, "\"asked\":" + (Long.parseLong(asked) - by.toSeconds())));
    }

    @ParameterizedTest
    @CsvSource({"29, 100000", "31, 272000"})
    void aRunGoesByWhatWasSaidWithinAMonth(int days, int context) throws IOException {
        provider().models(new Cancel());
        age(Duration.ofDays(days));
        assertEquals(context, provider().model("gpt-5.2").contextWindow());
    }

    @Test
    void accountsAndPlacesAreKeptApart() throws IOException {
        provider("key-number-one", "here").models(DAY, new Cancel());
        body = "{\"models\":[{\"slug\":\"gpt-8\"}]}";
        assertEquals(List.of("gpt-8"), ids(provider("key-number-two", "there").models(DAY, new Cancel())));
        assertFalse(requests.getLast().toLowerCase().contains("if-none-match"), "another account's tag means nothing");
        assertEquals(List.of("gpt-5.2", "gpt-7"), ids(provider("key-number-one", "here").models(DAY, new Cancel())));
        assertFalse(provider("key-number-one", "here").model("gpt-8").known());
        assertTrue(provider("key-number-two", "there").model("gpt-8").known());
        var text = Files.readString(file());
        assertFalse(text.contains("key-number") || text.contains("account-key"), text);
        server.close();
        server = new RawServer(peer -> { });
        assertFalse(provider("key-number-two", "there").model("gpt-8").known(), "another server may have other models");
    }

    @Test
    void theFileIsTheUsersAlone() throws IOException {
        provider().models(new Cancel());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"catalogues\":7}", "{\"catalogues\":[7,{\"models\":[7,{}]}]}", "{\"catalogues\":[{\"asked\":1e99,\"models\":{\"id\":\"x\"}}]}"})
    void aBrokenFileIsNone(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.2"), models().find("codex", "gpt-5.2"));
        assertEquals(Models.BUILT_IN.of("codex"), models().of("codex"));
        assertEquals(2, provider().models(DAY, new Cancel()).size());
        assertEquals(100_000, models().find("codex", "gpt-5.2").contextWindow());
    }

    @Test
    void whereNothingCanBeKeptItIsAskedEachTime() throws IOException {
        Files.writeString(home.resolve(".cache"), "a file where a folder should be");
        assertEquals(2, provider().models(DAY, new Cancel()).size());
        assertEquals(2, provider().models(DAY, new Cancel()).size());
        assertEquals(2, requests.size());
    }

    @Test
    void withoutATagThereIsNothingToCompare() {
        etag = "";
        provider().models(new Cancel());
        provider().models(new Cancel());
        assertFalse(requests.getLast().toLowerCase().contains("if-none-match"), requests.getLast());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200 OK | <html>sign in</html> | PROTOCOL", "500 Oops | {} | SERVER", "401 No | {} | AUTH", "304 Not Modified | '' | PROTOCOL"})
    void anAnswerThatIsNoneIsAFailureAndKeepsNothing(String answered, String text, Kind kind) {
        status = answered;
        body = text;
        assertEquals(kind, assertThrows(Failure.class, () -> provider().models(new Cancel())).kind());
        assertFalse(Files.exists(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"models\":[]}", "{\"models\":[{\"slug\":\"two words\"},{\"slug\":\"bad\\u001b[31m\"},{\"slug\":\"\"}]}"})
    void namesThatNoModelHasAreLeftOut(String text) {
        body = text;
        assertEquals(List.of(), provider().models(new Cancel()));
        assertFalse(Files.exists(file()), "nothing said is nothing to go by");
    }

    @Test
    void aModelThatThePlanDoesNotHaveIsAnErrorThatListsThoseItHas() {
        provider().models(new Cancel());
        status = "400 Bad Request";
        body = "{\"detail\":\"The 'gpt-8' model is not supported when using Codex with a ChatGPT account.\"}";
        var failure = ask("gpt-8").failure();
        assertEquals(Kind.MODEL_NOT_FOUND, failure.kind());
        assertTrue(failure.line().endsWith(": choose with --model one of gpt-7, gpt-5.2"), failure.line());
        assertEquals(2, requests.size(), "what was said today is good enough");
        assertTrue(ask("gpt-7").failure().line().endsWith("choose with --model one of gpt-5.2"), "not the very one");
    }

    @Test
    void whereTheServerCannotSayTheProgramsOwnAreListedNearestFirstAndNotAll() {
        status = "404 Not Found";
        body = "{\"error\":{\"code\":\"model_not_found\",\"message\":\"no such model\"}}";
        var failure = ask("gpt-5.6-moon").failure();
        assertTrue(failure.line().contains("choose with --model one of gpt-5.6-sol, gpt-5.6-luna, gpt-5.4-mini,"), failure.line());
        assertEquals(8, failure.hint().split(", ").length);
        assertEquals(2, requests.size());
    }

    private Answer ask(String model) {
        var answer = new Answer();
        provider().stream(new Request(model, List.of("Be brief."), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "c"),
                new Turn(false), answer, new Cancel());
        return answer;
    }
}
