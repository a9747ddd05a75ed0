package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.settings.Cascade.Flags;
import scorpiox.settings.Source.Layer;

class CascadeTest {
    private static final Flags TRUSTING = new Flags(null, Map.of(), true);

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private Path user;
    private Path project;
    private Path hidden;

    @BeforeEach
    void layOut() throws IOException {
        user = home.resolve(".config/scorpiox/scorpiox-env.txt");
        project = home.resolve("project/scorpiox-env.txt");
        hidden = home.resolve("project/.scorpiox/scorpiox-env.txt");
        Files.createDirectories(home.resolve("project/.git"));
        Files.createDirectories(home.resolve("project/sub"));
        variables.put("HOME", home.toString());
    }

    @Test
    void aHigherLayerWinsAndSaysWhereItsValueComesFrom() {
        assertModel("sonnet", new Source(Layer.DEFAULT, null, 0, false), Flags.NONE);
        write(user, "# mine", "MODEL=of-user");
        assertModel("of-user", new Source(Layer.USER, user, 2, false), Flags.NONE);
        write(project, "MODEL=of-project");
        assertModel("of-project", new Source(Layer.PROJECT, project, 1, true), Flags.NONE);
        write(hidden, "", "", "MODEL=of-hidden");
        assertModel("of-hidden", new Source(Layer.PROJECT, hidden, 3, true), Flags.NONE);
        var profile = write(home.resolve(".config/scorpiox/profiles/fast.txt"), "MODEL=of-profile");
        assertModel("of-profile", new Source(Layer.PROFILE, profile, 1, false), new Flags("fast", Map.of(), false));
        variables.put("MODEL", "of-environment");
        assertModel("of-environment", new Source(Layer.ENVIRONMENT, null, 0, false), new Flags("fast", Map.of(), false));
        assertModel("of-flag", new Source(Layer.FLAG, null, 0, false), new Flags("fast", Map.of("MODEL", " of-flag "), false));
    }

    @Test
    void anEmptyVariableIsIgnoredAndAnEmptyValueInAFileIsSet() {
        write(user, "MODEL=of-user", "SERVICE_TIER=flex");
        write(project, "SERVICE_TIER=");
        variables.put("MODEL", "");
        var settings = resolve(Flags.NONE);
        assertEquals("of-user", settings.get(Keys.MODEL));
        assertTrue(settings.isSet(Keys.SERVICE_TIER));
        assertEquals(Optional.empty(), settings.find(Keys.SERVICE_TIER));
        assertEquals(new Source(Layer.PROJECT, project, 1, true), settings.value(Keys.SERVICE_TIER).source());
    }

    @Test
    void aProxyIsAlsoReadFromItsLowerCaseVariableWhichComesSecond() {
        variables.put("https_proxy", "http://lower.example:1");
        assertEquals("http://lower.example:1", resolve(Flags.NONE).get(Keys.HTTPS_PROXY));
        variables.put("HTTPS_PROXY", "http://upper.example:1");
        assertEquals("http://upper.example:1", resolve(Flags.NONE).get(Keys.HTTPS_PROXY));
    }

    @Test
    void aProfileOfATrustedProjectReplacesTheUsersOfTheSameNameAsAWhole() {
        write(home.resolve(".config/scorpiox/profiles/fast.txt"), "MODEL=user-fast", "SERVICE_TIER=fast");
        write(home.resolve("project/.scorpiox/profiles/fast.txt"), "MODEL=project-fast");
        var settings = resolve(new Flags("fast", Map.of(), true));
        assertEquals("project-fast", settings.get(Keys.MODEL));
        assertFalse(settings.isSet(Keys.SERVICE_TIER));
        var untrusted = resolve(new Flags("fast", Map.of(), false));
        assertEquals("user-fast", untrusted.get(Keys.MODEL));
        assertEquals(1, untrusted.warnings().size());
    }

    @Test
    void theProfileIsChosenByFlagThenVariableThenFile() {
        for (var name : List.of("a", "b", "c")) write(home.resolve(".config/scorpiox/profiles/" + name + ".txt"), "MODEL=" + name);
        write(user, "ACTIVE_PROFILE=a");
        assertEquals("a", resolve(Flags.NONE).get(Keys.MODEL));
        variables.put("ACTIVE_PROFILE", "b");
        assertEquals("b", resolve(Flags.NONE).get(Keys.MODEL));
        assertEquals("c", resolve(new Flags("c", Map.of(), false)).get(Keys.MODEL));
        assertEquals("c", resolve(new Flags(null, Map.of("ACTIVE_PROFILE", "c"), false)).get(Keys.MODEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../fast", "a/b", ".hidden", "-x", "a..b", "a b", "x\\y",
            "0123456789012345678901234567890123456789012345678901234567890123456789", "nowhere"})
    void aProfileWithABadNameOrWithoutAFileIsAnError(String name) {
        assertTrue(usage(new Flags(name, Map.of(), false)).getMessage().contains(name));
    }

    @Test
    void aProjectsProfileIsBoundByTheSameTrust() {
        var profile = write(home.resolve("project/.scorpiox/profiles/p.txt"), "MODEL=m", "CODEX_BASE_URL=https://elsewhere.example");
        assertTrue(usage(new Flags("p", Map.of(), false)).getMessage().startsWith(profile + ":2: CODEX_BASE_URL"));
    }

    @Test
    void anUnknownKeyIsAWarningInAFileAndAnErrorOnTheCommandLine() {
        write(user, "MODELL=x");
        var settings = resolve(Flags.NONE);
        assertEquals(List.of(user + ":1: unknown key MODELL, did you mean MODEL? (ignored)"), settings.warnings());
        assertEquals("sonnet", settings.get(Keys.MODEL));
        assertEquals("-e MODELL: unknown key, did you mean MODEL?", usage(new Flags(null, Map.of("MODELL", "x"), false)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"MODEL, anything/at-all", "CODEX_REASONING_EFFORT, high", "REASONING_EFFORT, none", "THINKING, 0", "CODEX_REASONING_SUMMARY, concise",
            "CODEX_TEXT_VERBOSITY, low", "SERVICE_TIER, flex", "PROVIDER, codex", "PROVIDER, Claude_Code", "PROVIDER, scorpiox", "CODEX_TOKEN_SOURCE, local"})
    void anUntrustedProjectMaySetWhatIsFree(String name, String value) {
        write(project, name + "=" + value);
        var settings = resolve(Flags.NONE);
        assertEquals(Layer.PROJECT, settings.value(Keys.named(name)).source().layer());
        assertEquals(List.of(), settings.warnings());
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, false", "0, 1, 0, true", "0, 0, 0, false", "1, 1, 1, false"})
    void aProjectMayOnlyMakeALimitStricterTrustedOrNot(String mine, String theirs, String used, boolean warned) {
        write(user, "TOOLS=" + mine);
        write(project, "TOOLS=" + theirs);
        for (var flags : List.of(Flags.NONE, TRUSTING)) {
            assertEquals(used, resolve(flags).get(Keys.TOOLS));
            assertEquals(warned, !resolve(flags).warnings().isEmpty());
        }
        variables.put("TOOLS", "1");
        assertEquals("1", resolve(Flags.NONE).get(Keys.TOOLS));
    }

    @ParameterizedTest
    @CsvSource({"PROVIDER, elsewhere", "CODEX_TOKEN_SOURCE, remote", "CODEX_REMOTE_URL, https://e.example", "CODEX_SSH_HOST, e.example", "CODEX_SSH_USER, root",
            "CODEX_SSH_PORT, 2222", "CODEX_BASE_URL, https://e.example", "CODEX_API_KEY, key-of-theirs", "CODEX_ENDPOINT_EXACT, 1"})
    void aRoutingKeyNeedsTrustElseTheRunEndsNamingIt(String name, String value) {
        write(project, "MODEL=m", name + "=" + value);
        var failure = usage(Flags.NONE);
        assertTrue(failure.getMessage().startsWith(project + ":2: " + name + " would change where the prompt goes"), failure.getMessage());
        assertTrue(failure.hint().contains("--trust-project"), failure.hint());
        assertEquals(value, resolve(TRUSTING).get(Keys.named(name)));
    }

    @Test
    void aRefusedRoutingKeyIsHarmlessWhereTheUserSaysOtherwise() {
        write(project, "CODEX_BASE_URL=https://theirs.example");
        assertEquals("https://flag.example", resolve(new Flags(null, Map.of("CODEX_BASE_URL", "https://flag.example"), false)).get(Keys.CODEX_BASE_URL));
        variables.put("CODEX_BASE_URL", "https://mine.example");
        var settings = resolve(Flags.NONE);
        assertEquals("https://mine.example", settings.get(Keys.CODEX_BASE_URL));
        assertEquals(List.of(project + ": ignored, the project is not trusted: CODEX_BASE_URL (config trust accepts them)"), settings.warnings());
    }

    @Test
    void aRefusedRoutingKeyIsHarmlessWhereTheUsersProfileStandsAboveIt() {
        write(project, "CODEX_BASE_URL=https://theirs.example");
        write(home.resolve(".config/scorpiox/profiles/work.txt"), "CODEX_BASE_URL=https://mine.example");
        assertEquals("https://mine.example", resolve(new Flags("work", Map.of(), false)).get(Keys.CODEX_BASE_URL));
    }

    @Test
    void aRefusedRoutingKeyThatChangesNothingIsOnlyAWarning() {
        write(project, "CODEX_CHATGPT_URL=" + Keys.CODEX_CHATGPT_URL.preset(), "CODEX_INSTRUCTIONS_FILE=evil.md", "ACTIVE_PROFILE=evil");
        var settings = resolve(Flags.NONE);
        assertEquals(List.of(project + ": ignored, the project is not trusted: CODEX_INSTRUCTIONS_FILE, ACTIVE_PROFILE (config trust accepts them)",
                project + ": ignored, a project may not set them: CODEX_CHATGPT_URL"), settings.warnings());
        assertFalse(settings.isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        assertEquals("theirs.md", resolve(TRUSTING).get(Keys.CODEX_INSTRUCTIONS_FILE));
    }

    @ParameterizedTest
    @CsvSource({"CODEX_CREDENTIALS_FILE, a.json, true", "OPENAI_CODEX_PATH, a, true", "CODEX_CHATGPT_URL, https://e.example, true", "NO_PROXY, *, true",
            "OPENAI_BASE_URL, https://e.example, true", "HTTPS_PROXY, http://e.example, true", "HTTP_PROXY, http://e.example, true",
            "SX_CA_FILE, evil.pem, false", "SSL_CERT_FILE, evil.pem, false"})
    void whatAProjectMayNeverSetItMayNotSetTrustedEither(String name, String value, boolean ends) {
        write(project, name + "=" + value);
        if (ends) assertTrue(usage(TRUSTING).getMessage().startsWith(project + ":1: " + name));
        else assertFalse(resolve(TRUSTING).isSet(Keys.named(name)));
        write(project, "");
        write(user, name + "=" + value);
        assertEquals(value, resolve(Flags.NONE).get(Keys.named(name)));
    }

    @ParameterizedTest
    @CsvSource({"CODEX_HOME, somewhere", "SX_INSECURE_HTTP, 1"})
    void someKeysCountFromTheEnvironmentOnly(String name, String value) {
        write(user, name + "=" + value);
        write(project, name + "=" + value);
        var settings = resolve(TRUSTING);
        assertFalse(settings.isSet(Keys.named(name)));
        assertEquals(List.of(user + ":1: " + name + " counts from the environment only (ignored)",
                project + ":1: " + name + " counts from the environment only (ignored)"), settings.warnings());
        variables.put(name, value);
        assertEquals(value, resolve(Flags.NONE).get(Keys.named(name)));
    }

    @Test
    void aBadValueIsNamedByItsPlace() {
        write(user, "MODEL=x", "THINKING=yes");
        assertEquals(user + ":2: THINKING must be 0 or 1, not yes", usage(Flags.NONE).getMessage());
    }

    @Test
    void errorsNeverRepeatASecret() {
        write(project, "CODEX_API_KEY=sealed-key-0123");
        assertFalse(usage(Flags.NONE).line().contains("sealed-key-0123"));
        write(project, "");
        variables.put("CODEX_BASE_URL", "https://me:sealed-word-0123@a.example");
        assertFalse(usage(Flags.NONE).line().contains("sealed-word-0123"));
    }

    private void assertModel(String text, Source source, Flags flags) {
        assertEquals(new Settings.Value(Keys.MODEL, text, source), resolve(flags).value(Keys.MODEL));
    }

    private Settings resolve(Flags flags) {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("project/sub")), flags);
    }

    private Failure usage(Flags flags) {
        var failure = assertThrows(Failure.class, () -> resolve(flags));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        return failure;
    }

    private static Path write(Path file, String... lines) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SX_INSECURE_HTTP", "CODEX_HOME"})
    void whatCountsFromTheEnvironmentOnlyIsRefusedAsAFlag(String key) {
        var failure = assertThrows(Failure.class, () -> resolve(new Flags(null, Map.of(key, "1"), false)));
        assertTrue(failure.getMessage().contains("environment only"), failure.getMessage());
    }
}
