package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        home = home.toRealPath();
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

    /// An alias is a key like any other, by whatever name.
    @Test
    void anAliasOfAHigherLayerReplacesTheOneBelow() {
        write(user, "ROUTER_ALIAS_fast=codex/a", "ROUTER_ALIAS_gpt-5.x=codex/b", "ROUTER_ALIAS_Fast=codex/c", "ROUTER_ALIAS_=codex/d", "ROUTER_ALIAS=codex/d");
        variables.put("ROUTER_ALIAS_fast", "gemini/x");
        variables.put("ROUTER_ALIAS_empty", "");
        variables.put("ROUTER_ALIAS_bad name", "gemini/x");
        var settings = resolve(new Flags(null, Map.of("ROUTER_ALIAS_flag", "openai/y"), false));
        assertEquals(List.of("ROUTER_ALIAS_Fast=codex/c", "ROUTER_ALIAS_fast=gemini/x", "ROUTER_ALIAS_flag=openai/y", "ROUTER_ALIAS_gpt-5.x=codex/b"),
                settings.aliases().stream().map(key -> key.name() + "=" + settings.get(key)).toList());
        assertEquals(new Source(Layer.USER, user, 2, false), settings.value(Keys.named("ROUTER_ALIAS_gpt-5.x")).source());
        assertEquals(2, settings.warnings().size(), settings.warnings().toString());
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
            "CODEX_SSH_PORT, 2222", "CODEX_BASE_URL, https://e.example", "CODEX_API_KEY, key-of-theirs", "CODEX_ENDPOINT_EXACT, 1", "ROUTER_RULES, *=router/*",
            "ROUTER_ALIAS_sonnet, openai/gpt-9", "ROUTER_ALIAS_a.b-c, router/x"})
    void aRoutingKeyNeedsTrustElseTheRunEndsNamingIt(String name, String value) {
        write(project, "MODEL=m", name + "=" + value);
        var failure = usage(Flags.NONE);
        assertTrue(failure.getMessage().startsWith(project + ":2: " + name + " would change where the prompt goes"), failure.getMessage());
        assertTrue(failure.hint().contains("--trust-project"), failure.hint());
        assertEquals(value, resolve(TRUSTING).get(Keys.named(name)));
    }

    /// Looking at settings sends nothing, and the demo stays in the process: there it is a warning.
    @ParameterizedTest
    @ValueSource(strings = {"CODEX_BASE_URL=https://e.example", "CODEX_API_KEY_CMD=evil", "CODEX_CHATGPT_URL=https://e.example", "CODEX_SSH_HOST=e.example"})
    void aRoutingKeyEndsOnlyWhatSends(String line) {
        write(project, "MODEL=m", line);
        var key = line.substring(0, line.indexOf('='));
        for (var settings : List.of(Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("project/sub")), Flags.NONE, Guard.LOOKING), resolve(new Flags(null, Map.of("PROVIDER", "demo"), false)))) {
            assertEquals("m", settings.get(Keys.MODEL));
            assertFalse(settings.isSet(Keys.named(key)));
            assertEquals(1, settings.warnings().stream().filter(warning -> warning.contains(key)).count(), settings.warnings().toString());
        }
        usage(new Flags(null, Map.of("PROVIDER", "codex"), false));
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

    @Test
    void theTeamsFileIsBelowTheUsers() {
        var team = write(home.resolve("team/scorpiox-env.txt"), "MODEL=of-team", "SERVICE_TIER=flex", "CODEX_BASE_URL=https://team.example", "NO_PROXY=team.example");
        assertModel("sonnet", new Source(Layer.DEFAULT, null, 0, false), Flags.NONE);
        variables.put("SX_TEAM", home.resolve("team").toString());
        assertModel("of-team", new Source(Layer.TEAM, team, 1, false), Flags.NONE);
        assertEquals("https://team.example", resolve(Flags.NONE).get(Keys.CODEX_BASE_URL));
        assertEquals("team.example", resolve(Flags.NONE).get(Keys.NO_PROXY));
        write(user, "MODEL=of-user");
        assertModel("of-user", new Source(Layer.USER, user, 1, false), Flags.NONE);
        assertEquals("flex", resolve(Flags.NONE).get(Keys.SERVICE_TIER));
        variables.put("SX_TEAM", "~/team");
        assertEquals("flex", resolve(Flags.NONE).get(Keys.SERVICE_TIER));
        write(home.resolve("team/profiles/fast.txt"), "MODEL=of-team-profile");
        assertEquals("of-team-profile", resolve(new Flags("fast", Map.of(), false)).get(Keys.MODEL));
        write(home.resolve(".config/scorpiox/profiles/fast.txt"), "SERVICE_TIER=fast");
        assertEquals("of-user", resolve(new Flags("fast", Map.of(), false)).get(Keys.MODEL));
    }

    /// Going on without it could send the prompt elsewhere; a relative one would lead into whatever clone one stands in.
    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "sub", "./sub", "../project", "~x", "/no/such/folder", "/etc/passwd"})
    void aTeamFolderThatIsNoneEndsTheRun(String folder) {
        variables.put("SX_TEAM", folder);
        assertEquals("SX_TEAM: " + folder + " is not the absolute path of a folder", usage(Flags.NONE).getMessage());
    }

    @Test
    void aKeySetTwiceInOneFileIsAWarningNamingBothLines() {
        write(user, "MODEL=first", "SX_DENY=bash", "# note", "MODEL=second", "SX_DENY=write", "MODEL=third");
        var settings = resolve(Flags.NONE);
        assertEquals("third", settings.get(Keys.MODEL));
        assertEquals("bash\nwrite", settings.get(Keys.SX_DENY));
        assertEquals(List.of(user + ":4: MODEL is set again; line 1 counts no more", user + ":6: MODEL is set again; line 4 counts no more"), settings.warnings());
    }

    @Test
    void unknownKeysWithoutEndDoNotFloodTheTerminal() {
        var lines = new String[900];
        for (var i = 0; i < lines.length; i++) lines[i] = "UNHEARD_OF_" + i + "=x";
        write(project, lines);
        var warnings = resolve(Flags.NONE).warnings();
        assertEquals(11, warnings.size());
        assertEquals(project + ": 890 more unknown keys (ignored)", warnings.getLast());
    }

    // ---- what is empty, and what is stricter

    @ParameterizedTest
    @CsvSource({"SX_MODE, ask", "TOOLS, 1", "SX_TOOLS, 1", "CODEX_TOKEN_SOURCE, local", "CODEX_REFRESH, 1", "SX_BASH_TIMEOUT, 120", "CODEX_API_KEY_TTL, 300", "CODEX_REASONING_SUMMARY, auto",
            "THINKING, 1"})
    void anEmptyValueMeansThePresetWhereNothingElseCanBeMeant(String name, String preset) {
        write(user, name + "=");
        var settings = resolve(Flags.NONE);
        assertEquals(preset, settings.get(Keys.named(name)));
        assertFalse(settings.isSet(Keys.named(name)));
    }

    /// Mine, theirs, what counts.
    @ParameterizedTest
    @CsvSource({"SX_MODE, read-only, full, read-only", "SX_MODE, edit, read-only, read-only", "SX_MODE, edit, full, edit", "SX_MODE, '', full, ask", "SX_MODE, read-only, '', read-only",
            "SX_MODE, full, '', ask", "TOOLS, '', 0, 0", "TOOLS, 0, '', 0", "SX_TOOLS, 0, 1, 0", "SX_TOOLS, 1, 0, 0", "CODEX_REFRESH, 0, 1, 0",
            "SX_BASH_TIMEOUT, 60, 61, 60", "SX_BASH_TIMEOUT, 60, 59, 59", "SX_BASH_TIMEOUT, 60, 999999999, 60", "SX_BASH_TIMEOUT, 60, '', 60", "SX_BASH_TIMEOUT, '', 121, 120",
            "SX_WEB_MAX_BYTES, '', 999999999, 5242880", "SX_WEB_MAX_BYTES, 999999999, '', 5242880"})
    void aProjectMayMakeALimitOnlyStricter(String name, String mine, String theirs, String used) {
        write(user, name + "=" + mine);
        write(project, name + "=" + theirs);
        for (var flags : List.of(Flags.NONE, TRUSTING)) assertEquals(used, resolve(flags).get(Keys.named(name)));
    }

    @Test
    void whyAKeyIsIgnoredIsSaidInALineForEachReason() {
        write(project, "NO_PROXY=", "SX_CA_FILE=x", "SX_BASH_TIMEOUT=999", "SX_ALLOW=bash", "SX_MODE=full", "SX_ALLOW=write", "CODEX_INSTRUCTIONS_FILE=x", "SSL_CERT_FILE=x");
        assertEquals(List.of(project + ": ignored, the project is not trusted: SX_ALLOW, CODEX_INSTRUCTIONS_FILE (config trust accepts them)",
                project + ": ignored, a project may only make them stricter: SX_BASH_TIMEOUT, SX_MODE",
                project + ": ignored, a project may not set them: NO_PROXY, SX_CA_FILE, SSL_CERT_FILE"), resolve(Flags.NONE).warnings());
    }

    // ---- who decides

    @Test
    void whoSaysYesIsNotAskedAgain() {
        write(project, "CODEX_BASE_URL=https://theirs.example");
        var guard = new Somebody(Guard.Answer.YES);
        assertEquals("https://theirs.example", resolve(guard).get(Keys.CODEX_BASE_URL));
        assertEquals(List.of(new Settings.Value(Keys.CODEX_BASE_URL, "https://theirs.example", new Source(Layer.PROJECT, project, 1, true))), guard.asked.getFirst().keys());
        assertFalse(guard.asked.getFirst().changed());
        assertEquals("https://theirs.example", resolve(new Somebody(null)).get(Keys.CODEX_BASE_URL));
        assertEquals("https://theirs.example", resolve(Flags.NONE).get(Keys.CODEX_BASE_URL));
    }

    @Test
    void whoSaysNoIsAskedAgain() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        for (var i = 0; i < 2; i++) {
            var guard = new Somebody(Guard.Answer.NO);
            var settings = resolve(guard);
            assertFalse(settings.isSet(Keys.CODEX_INSTRUCTIONS_FILE));
            assertEquals(List.of(project + ": ignored, the project is not trusted: CODEX_INSTRUCTIONS_FILE (config trust accepts them)"), settings.warnings());
            assertEquals(1, guard.asked.size());
        }
        assertFalse(Files.exists(home.resolve(".config")), "nothing is written for a no");
    }

    @Test
    void whoLeavesTheQuestionHasLeft() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        var left = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        assertEquals(left, assertThrows(Failure.class, () -> resolve((around, wishes) -> {
            throw left;
        })));
    }

    @Test
    void whoSaysNeverIsAskedWhenSomethingChanges() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        assertFalse(resolve(new Somebody(Guard.Answer.NEVER)).isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        assertFalse(resolve(new Somebody(null)).isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md ");
        var guard = new Somebody(Guard.Answer.NO);
        resolve(guard);
        assertEquals(1, guard.asked.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scorpiox-env.txt", ".scorpiox/scorpiox-env.txt", ".scorpiox/profiles/other.txt", ".scorpiox/tools/new", ".scorpiox/hooks/pre"})
    void anyChangeAsksAgainAndSaysThatThereWasOne(String changed) {
        write(project, "CODEX_SSH_HOST=theirs.example");
        resolve(new Somebody(Guard.Answer.YES));
        write(home.resolve("project").resolve(changed), "CODEX_SSH_HOST=theirs.example", "#");
        assertTrue(usage(Flags.NONE).getMessage().contains("CODEX_SSH_HOST would change where the prompt goes, and this project is not trusted"));
        var guard = new Somebody(Guard.Answer.YES);
        resolve(guard);
        assertTrue(guard.asked.getFirst().changed());
    }

    @Test
    void aRepositoryWithinATrustedOneIsAnother() throws IOException {
        write(project, "CODEX_SSH_HOST=theirs.example");
        resolve(new Somebody(Guard.Answer.YES));
        Files.createDirectories(home.resolve("project/sub/.git"));
        write(home.resolve("project/sub/scorpiox-env.txt"), "CODEX_SSH_HOST=theirs.example");
        assertTrue(usage(Flags.NONE).getMessage().startsWith(home.resolve("project/sub/scorpiox-env.txt").toString()));
    }

    @Test
    void aCopyOfATrustedProjectIsAnother() throws IOException {
        write(project, "CODEX_SSH_HOST=theirs.example");
        resolve(new Somebody(Guard.Answer.YES));
        Files.createDirectories(home.resolve("copy/.git"));
        write(home.resolve("copy/scorpiox-env.txt"), "CODEX_SSH_HOST=theirs.example");
        var guard = new Somebody(Guard.Answer.NO);
        assertThrows(Failure.class, () -> Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("copy")), Flags.NONE, guard));
        assertEquals(1, guard.asked.size());
    }

    @Test
    void nobodyIsAskedAboutAProjectThatWantsNothing() {
        write(project, "MODEL=m", "PROVIDER=codex", "SX_DENY=bash", "SX_CA_FILE=theirs.pem");
        var settings = assertDoesNotAsk();
        assertEquals("m", settings.get(Keys.MODEL));
        assertEquals(Optional.empty(), settings.trusted());
    }

    @Test
    void whatEveryOtherProfileWouldDoIsShownTooForTrustCoversIt() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md", "CODEX_INSTRUCTIONS_FILE=again.md", "SX_ALLOW=bash(a)", "SX_ALLOW=bash(b)");
        var profile = write(home.resolve("project/.scorpiox/profiles/evil.txt"), "MODEL=m", "CODEX_BASE_URL=https://evil.example", "NO_PROXY=x");
        write(home.resolve("project/.scorpiox/profiles/broken.txt"), "no setting");
        var guard = new Somebody(Guard.Answer.NO);
        resolve(guard);
        assertEquals(List.of("again.md@2", "bash(a)@3", "bash(b)@4", "https://evil.example@2"), guard.asked.getFirst().keys().stream().map(value -> value.text() + "@" + value.source().line()).toList());
        assertEquals(new Source(Layer.PROFILE, profile, 2, true), guard.asked.getFirst().keys().getLast().source());
    }

    /// Whoever is shown one thing does not get another: what comes while the question is open counts neither now nor later.
    @Test
    void whatIsSwappedWhileTheQuestionIsOpenCountsNeitherNowNorLater() {
        write(project, "CODEX_BASE_URL=https://shown.example");
        var settings = resolve(new Guard() {
            @Override
            public Answer decide(Project around, Wishes wishes) {
                write(project, "CODEX_BASE_URL=https://swapped.example");
                write(hidden, "CODEX_SSH_HOST=new.example");
                return Answer.YES;
            }
        });
        assertEquals("https://shown.example", settings.get(Keys.CODEX_BASE_URL));
        assertFalse(settings.isSet(Keys.CODEX_SSH_HOST));
        var guard = new Somebody(Guard.Answer.NO);
        assertThrows(Failure.class, () -> resolve(guard));
        assertTrue(guard.asked.getFirst().changed());
    }

    @Test
    void aTrustedProjectsProfileCountsBeforeTheUsersAlsoWhenItWasTrustedEarlier() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        var profile = write(home.resolve("project/.scorpiox/profiles/fast.txt"), "MODEL=project-fast");
        write(home.resolve(".config/scorpiox/profiles/fast.txt"), "MODEL=user-fast");
        resolve(new Somebody(Guard.Answer.YES));
        assertEquals("project-fast", resolve(new Flags("fast", Map.of(), false)).get(Keys.MODEL));
        write(project, "");
        assertEquals("user-fast", resolve(new Flags("fast", Map.of(), false)).get(Keys.MODEL));
        var environment = new Environment(Map.copyOf(variables), home.resolve("project"));
        var around = Project.around(environment);
        Trust.of(environment).decide(environment, around, around.fingerprint(), true);
        assertEquals(Layer.PROFILE, resolve(new Flags("fast", Map.of(), false)).value(Keys.MODEL).source().layer());
        assertEquals(profile, resolve(new Flags("fast", Map.of(), false)).value(Keys.MODEL).source().file());
    }

    // ---- what can never be trusted

    @ParameterizedTest
    @CsvSource({"., your home directory", ".., a folder that your home directory is in"})
    void homeAndWhatHoldsItAreNeverTrustedNotByFlagEither(String folder, String what) {
        var where = home.resolve("users/me").resolve(folder).normalize();
        variables.put("HOME", home.resolve("users/me").toString());
        var file = write(where.resolve("scorpiox-env.txt"), "MODEL=m", "CODEX_INSTRUCTIONS_FILE=theirs.md");
        write(home.resolve("users/me/keep"), "");
        var environment = new Environment(Map.copyOf(variables), where);
        var guard = new Somebody(null);
        var settings = Cascade.resolve(environment, TRUSTING, guard);
        assertFalse(settings.isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        assertEquals("m", settings.get(Keys.MODEL));
        assertEquals(List.of("--trust-project: " + where + " is " + what + ", which cannot be trusted as a project (ignored)",
                file + ": ignored, there is no trust in " + what + ": CODEX_INSTRUCTIONS_FILE"), settings.warnings());
        write(file, "CODEX_BASE_URL=https://theirs.example");
        var failure = assertThrows(Failure.class, () -> Cascade.resolve(environment, TRUSTING, guard));
        assertEquals(file + ":1: CODEX_BASE_URL would change where the prompt goes, and there is no trust in " + what, failure.getMessage());
        assertEquals("take the line out; where it is meant, set it in the environment or in " + environment.userSettings(), failure.hint());
    }

    @Test
    void brokenDecisionsTrustNothingAndSaySo() {
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        resolve(new Somebody(Guard.Answer.YES));
        var trust = home.resolve(".config/scorpiox/trust.json");
        write(trust, "{ broken");
        var settings = resolve(Flags.NONE);
        assertFalse(settings.isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        assertTrue(settings.warnings().getFirst().startsWith(trust + ": it is not JSON"), settings.warnings().toString());
        var guard = new Somebody(Guard.Answer.YES);
        var accepted = resolve(guard);
        assertEquals("theirs.md", accepted.get(Keys.CODEX_INSTRUCTIONS_FILE));
        assertTrue(accepted.warnings().getLast().endsWith("; it counts for this run"), accepted.warnings().toString());
        assertEquals("{ broken\n", read(trust));
    }

    @ParameterizedTest
    @CsvSource({"YES, true", "NEVER, false"})
    void aDecisionThatCannotBeKeptCountsForThisRunAndSaysSo(Guard.Answer answer, boolean counts) {
        write(home.resolve(".config"), "a file in the folder's place");
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        var settings = resolve(new Somebody(answer));
        assertEquals(counts, settings.isSet(Keys.CODEX_INSTRUCTIONS_FILE));
        var warning = settings.warnings().stream().filter(each -> each.startsWith("the decision cannot be kept in ")).findFirst().orElseThrow();
        assertTrue(warning.endsWith("; it counts for this run"), warning);
        assertFalse(warning.contains("\n"), warning);
    }

    // ---- tools

    @Test
    void toolsOfAProjectAreNotOfferedUntilItIsTrusted() {
        tool("deploy");
        var settings = resolve(new Somebody(Guard.Answer.NO, true));
        assertEquals(Optional.empty(), settings.trusted());
        assertEquals(List.of(home.resolve("project/.scorpiox/tools") + ": not offered, the project is not trusted: deploy (config trust accepts them)"), settings.warnings());
        var guard = new Somebody(Guard.Answer.YES, true);
        var trusted = resolve(guard);
        assertEquals(List.of("deploy"), guard.asked.getFirst().programs());
        assertEquals(Optional.of(trusted.project().fingerprint()), trusted.trusted());
        assertEquals(List.of(), trusted.warnings());
        assertEquals(trusted.trusted(), resolve(new Somebody(null, true)).trusted());
    }

    /// Trust is about them as well, whoever asks.
    @Test
    void aRunThatOffersNoToolsShowsThemInItsQuestionAllTheSame() {
        tool("deploy");
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        var guard = new Somebody(Guard.Answer.NO, false);
        assertEquals(1, resolve(guard).warnings().size());
        assertEquals(List.of("deploy"), guard.asked.getFirst().programs());
    }

    @Test
    void theFlagTrustsToolsToo() {
        tool("deploy");
        var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("project/sub")), TRUSTING, new Somebody(null, true));
        assertEquals(Optional.of(settings.project().fingerprint()), settings.trusted());
        assertFalse(Files.exists(home.resolve(".config")), "for this run only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOOLS=0", "SX_TOOLS=0"})
    void toolsThatAreOffMakeNoQuestion(String off) {
        tool("deploy");
        write(user, off);
        assertEquals(List.of(), resolve(new Somebody(null, true)).warnings());
        assertEquals(List.of(), resolve(new Somebody(null, false)).warnings());
    }

    @Test
    void ofManyToolsAFewAreNamed() {
        for (var i = 10; i < 40; i++) tool("tool" + i);
        assertTrue(resolve(new Somebody(Guard.Answer.NO, true)).warnings().getFirst().endsWith("tool18, tool19 and 20 more (config trust accepts them)"));
    }

    @Test
    void aProjectThatCannotBeLookedThroughIsNotTrustedAndTheRunGoesOn() throws IOException {
        Files.createDirectories(home.resolve("project/.scorpiox/tools"));
        Files.createDirectories(home.resolve("out"));
        Files.createSymbolicLink(home.resolve("project/.scorpiox/tools/x"), home.resolve("out"));
        var settings = resolve(new Somebody(null, true));
        assertEquals(Optional.empty(), settings.trusted());
        assertEquals(1, settings.warnings().size());
        assertTrue(settings.warnings().getFirst().contains("cannot be trusted: .scorpiox/tools/x leads out of the project"), settings.warnings().toString());
        var environment = new Environment(Map.copyOf(variables), home.resolve("project"));
        assertThrows(Failure.class, () -> Cascade.resolve(environment, TRUSTING, new Somebody(null, true)));
        write(project, "CODEX_INSTRUCTIONS_FILE=theirs.md");
        assertEquals("theirs.md", Cascade.resolve(environment, TRUSTING, new Somebody(null, false)).get(Keys.CODEX_INSTRUCTIONS_FILE));
    }

    // ---- files that are none

    @ParameterizedTest
    @ValueSource(strings = {"user", "project", "hidden", "profile"})
    void aFileThatIsNoneIsNamedInOneLine(String which) throws Exception {
        var file = switch (which) {
            case "user" -> user;
            case "project" -> project;
            case "hidden" -> hidden;
            default -> home.resolve("project/.scorpiox/profiles/p.txt");
        };
        var flags = which.equals("profile") ? new Flags("p", Map.of(), false) : Flags.NONE;
        write(file, "#" + "x".repeat(66 * 1024));
        assertEquals(file + " is larger than 64 KiB", usage(flags).getMessage());
        write(file, "\n".repeat(1001));
        assertEquals(file + " has more than 1000 lines", usage(flags).getMessage());
        write(file, "# fine", "MODEL=a\u001b[2Jb");
        assertEquals(file + ":2: the value of MODEL holds a control character", usage(flags).getMessage());
        Files.write(file, new byte[] {'A', (byte) 0xff, '=', '1'});
        assertEquals(file + " is not UTF-8 text", usage(flags).getMessage());
        Files.delete(file);
        Files.createDirectory(file);
        assertEquals(file + " is not a regular file", usage(flags).getMessage());
        Files.delete(file);
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        assertEquals(file + " is not a regular file", usage(flags).getMessage());
        Files.delete(file);
        if (!which.equals("user")) return;
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertEquals(file + " is not a regular file", usage(flags).getMessage());
        Files.delete(file);
        Files.createSymbolicLink(file, file.getFileName());
        assertTrue(usage(flags).getMessage().startsWith(file.toString()), "a link to itself");
    }

    /// What a link of the clone leads out to is neither read nor obeyed, also where it needs no trust.
    @ParameterizedTest
    @CsvSource({"scorpiox-env.txt, OUT, leads out of the project", "scorpiox-env.txt, /dev/zero, leads out of the project", ".scorpiox, FOLDER, leads out of the project",
            ".scorpiox/scorpiox-env.txt, OUT, leads out of the project", "scorpiox-env.txt, scorpiox-env.txt, leads round in circles"})
    void aLinkOutOfTheProjectCountsAsMissing(String name, String target, String what) throws IOException {
        var out = write(home.resolve("outside/scorpiox-env.txt"), "MODEL=theirs", "SX_DENY=bash");
        var link = home.resolve("project").resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target.equals("OUT") ? out : target.equals("FOLDER") ? out.getParent() : Path.of(target));
        for (var flags : List.of(Flags.NONE, TRUSTING)) {
            var settings = resolve(flags);
            assertFalse(settings.isSet(Keys.MODEL) || settings.isSet(Keys.SX_DENY));
            assertEquals(List.of((name.equals("scorpiox-env.txt") ? project : hidden) + ": ignored, it " + what), settings.warnings());
        }
        Files.delete(link);
    }

    @Test
    void aProfileThatIsALinkOutOfTheProjectCountsAsMissing() throws IOException {
        var out = write(home.resolve("outside/p.txt"), "MODEL=theirs");
        var link = home.resolve("project/.scorpiox/profiles/p.txt");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, out);
        assertEquals(link + " leads out of the project", usage(new Flags("p", Map.of(), false)).getMessage());
        write(home.resolve(".config/scorpiox/profiles/p.txt"), "MODEL=mine");
        var settings = resolve(new Flags("p", Map.of(), true));
        assertEquals("mine", settings.get(Keys.MODEL));
        assertEquals(List.of(link + ": ignored, it leads out of the project"), settings.warnings());
    }

    /// Of a regular file the size may be wrong, as in /proc: no more is read than one may hold.
    @Test
    void aFileThatCannotBeReadIsNamedInOneLine() throws IOException {
        assumeTrue(Files.isRegularFile(Path.of("/proc/self/mem")));
        Files.createDirectories(user.getParent());
        Files.createSymbolicLink(user, Path.of("/proc/self/mem"));
        assertTrue(usage(Flags.NONE).getMessage().startsWith(user + " cannot be read: "));
        Files.delete(user);
        write(project, "MODEL=x");
        Files.setPosixFilePermissions(project, Set.of());
        if (!Files.isReadable(project)) assertEquals(project + " cannot be read: permission denied", usage(Flags.NONE).getMessage());
    }

    @Test
    void aFileInTheFoldersPlaceMeansThatThereAreNoSettingsInIt() {
        write(home.resolve("project/.scorpiox"), "");
        assertEquals("sonnet", resolve(Flags.NONE).get(Keys.MODEL));
    }

    @Test
    void aRelativeConfigurationFolderDoesNotLeadIntoAClone() {
        variables.put("XDG_CONFIG_HOME", "evil");
        write(home.resolve("project/sub/evil/scorpiox/scorpiox-env.txt"), "NO_PROXY=theirs.example");
        assertFalse(resolve(Flags.NONE).isSet(Keys.NO_PROXY));
    }

    /// Somebody with one answer; null is a test's way to say that the question must not come.
    private static final class Somebody implements Guard {
        private final Answer answer;
        private final boolean tools;
        private final List<Wishes> asked = new ArrayList<>();

        Somebody(Answer answer) {
            this(answer, false);
        }

        Somebody(Answer answer, boolean tools) {
            this.answer = answer;
            this.tools = tools;
        }

        @Override
        public Answer decide(Project project, Wishes wishes) {
            if (answer == null) throw new AssertionError("asked: " + wishes);
            asked.add(wishes);
            return answer;
        }

        @Override
        public boolean wantsTools() {
            return tools;
        }
    }

    private Settings assertDoesNotAsk() {
        return resolve(new Somebody(null));
    }

    private Settings resolve(Guard guard) {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("project/sub")), Flags.NONE, guard);
    }

    private void tool(String name) {
        write(home.resolve("project/.scorpiox/tools/" + name), "#!/bin/sh").toFile().setExecutable(true);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
