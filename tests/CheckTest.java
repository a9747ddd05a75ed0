package scorpiox.server.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class CheckTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();

    /// A file, variables, and what each line of the problems holds.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            backends: { demo: }                                             |                                              | ''
            prt: 1~backends: { demo: }                                      |                                              | unknown key prt, did you mean port?
            port: x                                                         |                                              | port must be a whole number
            backends: { codex: }                                            |                                              | backend codex: no Codex sign-in found
            backends: { codex: { path: missing } }                          |                                              | backend codex: there is no HOME/missing/auth.json, and no other
            backends: { codex: { path: folder } }                           |                                              | backend codex: there is no HOME/folder/auth.json, and no other
            backends: { codex: { path: auth.json } }                        |                                              | ''
            backends: { codex: }                                            | OPENAI_CODEX_PATH=HOME/none                  | backend codex: there is no HOME/none: sign in with fetchtoken login
            backends: { codex: }                                            | CODEX_TOKEN_SOURCE=remote                    | ''
            backends: { openai-codex-key: }                                 |                                              | backend openai-codex-key: no key: set CODEX_API_KEY
            backends: { openai-codex-key: }                                 | CODEX_API_KEY=checked-key                       | backend openai-codex-key: no base: set api_base_url
            backends: { openai-codex-key: { api_base_url: 'https://x.example' } } | CODEX_API_KEY=checked-key                 | ''
            backends: { openai-codex-key: { api_key_env: MINE, api_base_url: 'https://x.example' } } |                     | backend openai-codex-key: the variable MINE of its api_key_env is not set
            backends: { anthropic:, gemini: }                               | GEMINI_API_KEY=checked-key                      | backend anthropic: no credentials for anthropic found
            backends: { openai: { api_key_env: MINE } }                     | MINE=checked-key                                | ''
            backends: { openai: }                                           | OPENAI_API_KEY=checked-key OPENAI_BASE_URL=http://far.example/v1 | backend openai: OPENAI_BASE_URL goes to http://far.example without TLS
            backends: { openai: }                                           | OPENAI_API_KEY=checked-key OPENAI_BASE_URL=http://127.0.0.1:9/v1 | ''
            backends: { codex: { api_base_url: 'http://far.example' } }     |                                              | backends.codex.api_base_url must begin with https://
            """)
    void everythingThatIsWrongIsOneLine(String text, String environment, String problem) throws IOException {
        Files.createDirectories(home.resolve("folder"));
        Files.writeString(home.resolve("auth.json"), "{}");
        write("c.yaml", text.replace("~", "\n"));
        if (environment != null) for (var each : environment.replace("HOME", home.toString()).split(" ")) variables.put(each.split("=", 2)[0], each.split("=", 2)[1]);
        var problems = Check.problems(Optional.of("c.yaml"), Flags.NONE, settings());
        if (problem.isEmpty()) assertEquals(List.of(), problems);
        else assertAll(() -> assertEquals(1, problems.size(), problems.toString()), () -> assertTrue(problems.getFirst().contains(problem.replace("HOME", home.toString())), problems.toString()));
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertEquals(List.of("there is no " + home.resolve("none.yaml")), Check.problems(Optional.of("none.yaml"), Flags.NONE, settings()));
    }

    @Test
    void severalProblemsAreAllTold() throws IOException {
        write("c.yaml", "prt: 1\nhst: a\nbackends: { anthropic: , gemini: }\n");
        assertEquals(4, Check.problems(Optional.of("c.yaml"), Flags.NONE, settings()).size());
    }

    @Test
    void whatIsAcceptedAllTheSameIsARemark() {
        var config = ConfigFile.parse("auth: { api_keys: [checked-key-2] }\nbackends: { demo: { extra: { codex: { prompt: { use_catalog: true }, default_capabilities: { bypass_tool_call_reactor: false } } } } }", "c.yaml", home, settings(), _ -> { });
        assertEquals(List.of("config.yaml holds keys of clients in clear (auth.api_keys); the variable SX_PROXY_API_KEY is a better place",
                "backend demo: use_catalog: true has no effect yet, no catalogue that is kept holds instructions: set prompt.template",
                "backend demo: bypass_tool_call_reactor: false has no effect, calls always reach the client untouched"), Check.remarks(config));
    }

    private Settings settings() {
        variables.put("HOME", home.toString());
        return Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }
}
