package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.command.editor.Line.Style;
import scorpiox.command.editor.Press.Code;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;

class ScreenTest {
    private static final String SECRET = "sk-never-to-be-seen-anywhere-1";

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private Path project;
    private Path user;

    @BeforeEach
    void folders() throws IOException {
        project = Files.createDirectories(folder.resolve("project/.git")).getParent();
        user = Files.createDirectories(folder.resolve("home/.config/scorpiox")).resolve("scorpiox-env.txt");
        variables.put("HOME", folder.resolve("home").toString());
    }

    private Screen screen(String... lines) throws IOException {
        Files.writeString(user, lines.length == 0 ? "" : String.join("\n", lines) + "\n");
        return new Screen(new Draft(new Environment(variables, project), Cascade.Flags.NONE));
    }

    /// Words in angle brackets are keys, the rest is typed.
    private static Screen press(Screen screen, String keys) {
        for (var piece : keys.split("(?=<)|(?<=>)")) {
            if (piece.startsWith("<") && piece.endsWith(">")) screen.press(Press.of(Code.valueOf(piece.substring(1, piece.length() - 1))));
            else piece.codePoints().forEach(point -> screen.press(Press.typed(Character.toString(point))));
        }
        return screen;
    }

    /// Goes to a key by its name, among all keys.
    private static Screen at(Screen screen, String key) {
        if (!screen.everything()) press(screen, "a");
        return press(screen, "/" + key + "<ENTER><ESCAPE>");
    }

    private static String shown(Screen screen) {
        return shown(screen, 120, 40);
    }

    private static String shown(Screen screen, int columns, int rows) {
        return View.of(screen, columns, rows).lines().stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    private static String row(Screen screen, String key) {
        return shown(screen, 120, 120).lines().filter(line -> line.matches("[> ] [* ]" + key + "( .*)?")).findFirst().orElse("");
    }

    @Test
    void onlyWhatMattersIsShownUntilAllKeysAreAskedFor() throws IOException {
        var screen = screen("PROVIDER=codex", "CODEX_TOKEN_SOURCE=ssh");
        assertAll(() -> assertFalse(row(screen, "CODEX_SSH_HOST").isEmpty()), () -> assertTrue(row(screen, "CODEX_REMOTE_URL").isEmpty()),
                () -> assertTrue(row(screen, "CLAUDE_CODE_OAUTH_TOKEN").isEmpty()), () -> assertFalse(row(screen, "SX_MODE").isEmpty()));
        press(screen, "a");
        assertAll(() -> assertFalse(row(screen, "CODEX_REMOTE_URL").isEmpty()), () -> assertFalse(row(screen, "CLAUDE_CODE_OAUTH_TOKEN").isEmpty()),
                () -> assertEquals(Keys.all().size(), screen.rows().keys().size()));
        press(screen, "a");
        assertTrue(row(screen, "CODEX_REMOTE_URL").isEmpty());
    }

    @Test
    void whatMattersFollowsWhatIsEditedBeforeItIsSaved() throws IOException {
        var screen = press(at(screen("PROVIDER=codex"), "CODEX_TOKEN_SOURCE"), "a");
        press(screen, "<ENTER><END><ENTER>");
        assertAll(() -> assertTrue(row(screen, "CODEX_TOKEN_SOURCE").contains("ssh"), shown(screen)), () -> assertFalse(row(screen, "CODEX_SSH_HOST").isEmpty()),
                () -> assertTrue(row(screen, "CODEX_ACCOUNT").isEmpty()));
        press(screen, "u");
        assertTrue(row(screen, "CODEX_SSH_HOST").isEmpty());
        press(at(screen, "PROVIDER"), "a<ENTER><HOME><DOWN><DOWN><DOWN><DOWN><DOWN><DOWN><ENTER>");
        assertAll(() -> assertTrue(row(screen, "PROVIDER").contains("demo")), () -> assertTrue(row(screen, "CODEX_TOKEN_SOURCE").isEmpty()));
    }

    @Test
    void everyValueNamesItsSource() throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "# ours\nSX_GREP_MAX=7\n");
        Files.createDirectories(project.resolve(".scorpiox"));
        Files.writeString(project.resolve(".scorpiox/scorpiox-env.txt"), "SX_LS_MAX=8\n");
        variables.put("MODEL", "opus");
        var screen = screen("# mine", "PROVIDER=codex", "SX_GREP_MAX=9");
        assertAll(() -> assertTrue(row(screen, "PROVIDER").stripTrailing().endsWith("user scorpiox-env.txt:2"), row(screen, "PROVIDER")), () -> assertTrue(row(screen, "MODEL").stripTrailing().endsWith("environment")),
                () -> assertTrue(row(screen, "SX_GREP_MAX").matches(".* 7 +project scorpiox-env.txt:2")), () -> assertTrue(row(screen, "SX_LS_MAX").contains("project .scorpiox/scor"), row(screen, "SX_LS_MAX")),
                () -> assertTrue(row(screen, "SX_BASH_TIMEOUT").matches(".* 120 +preset *")));
        at(screen, "SX_GREP_MAX");
        assertTrue(shown(screen).contains("from project scorpiox-env.txt:2; hides user scorpiox-env.txt:3 (9)"), shown(screen));
    }

    @Test
    void whatAHigherLayerHidesIsSaidAlsoAfterEditing() throws IOException {
        variables.put("MODEL", "opus");
        var screen = press(screen("PROVIDER=codex"), "<DOWN><ENTER><HOME><DOWN><DOWN><ENTER>");
        assertAll(() -> assertTrue(row(screen, "MODEL").startsWith("> *MODEL"), row(screen, "MODEL")), () -> assertTrue(row(screen, "MODEL").contains(" opus ")),
                () -> assertTrue(shown(screen).contains("from environment; hides user, unsaved (haiku)"), shown(screen)));
    }

    @Test
    void secretsAreMaskedEverywhereAndHiddenWhileTyped() throws IOException {
        var screen = screen("PROVIDER=codex", "CODEX_API_KEY=" + SECRET);
        variables.put("CODEX_API_KEY", "other-" + SECRET);
        at(screen, "CODEX_API_KEY");
        var all = new StringBuilder(shown(screen));
        press(screen, "<ENTER>");
        for (var c : (SECRET + "2").toCharArray()) {
            press(screen, String.valueOf(c));
            all.append(shown(screen)).append(screen.mode());
        }
        assertTrue(shown(screen).contains("= " + "•".repeat(SECRET.length() + 1)), shown(screen));
        press(screen, "<ENTER>");
        all.append(shown(screen));
        press(screen, "s");
        all.append(shown(screen));
        assertAll(() -> assertFalse(all.toString().contains("never-to-be"), all.toString()), () -> assertTrue(shown(screen).contains("-CODEX_API_KEY=•••\n+CODEX_API_KEY=••• (new)"), shown(screen)));
        press(screen, "y/never-to-be<ENTER>");
        assertAll(() -> assertEquals("PROVIDER=codex\nCODEX_API_KEY=" + SECRET + "2\n", Files.readString(user)), () -> assertTrue(shown(screen).contains("no key holds that")));
    }

    @Test
    void anEmptySecretKeepsTheOneThatIsThere() throws IOException {
        var screen = press(at(screen("CODEX_API_KEY=" + SECRET), "CODEX_API_KEY"), "<ENTER>x<BACKSPACE><ENTER>");
        assertAll(() -> assertInstanceOf(Mode.Listing.class, screen.mode()), () -> assertEquals(0, screen.draft().unsaved()));
    }

    @Test
    void aValueIsChosenFromAListWithThePresentOneMarked() throws IOException {
        var screen = press(screen("PROVIDER=codex"), "<DOWN><ENTER>");
        assertAll(() -> assertTrue(shown(screen).contains("> sonnet  now"), shown(screen)), () -> assertTrue(shown(screen).contains("  opus")));
        press(screen, "<END>");
        assertTrue(shown(screen).contains(PickList.OTHER), shown(screen));
        press(screen, "<HOME><ENTER>");
        assertAll(() -> assertTrue(row(screen, "MODEL").startsWith("> *MODEL ")), () -> assertTrue(row(screen, "MODEL").contains(" opus ")), () -> assertTrue(shown(screen).contains("1 unsaved")));
        press(screen, "<ENTER><DOWN><ESCAPE>");
        assertTrue(row(screen, "MODEL").contains(" opus "), "Esc chooses nothing");
    }

    @Test
    void whereChoicesAreSuggestionsAnyOtherTextMayBeTyped() throws IOException {
        var screen = press(screen("MODEL=opus"), "<DOWN><ENTER><END><ENTER>");
        assertInstanceOf(Mode.Typing.class, screen.mode());
        press(screen, "<KILL>gpt-99-中文<ENTER>");
        assertTrue(row(screen, "MODEL").contains("gpt-99-中文"));
        at(screen, "THINKING");
        press(screen, "<ENTER>");
        assertFalse(shown(screen).contains(PickList.OTHER), "a switch is 1 or 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "SX_GREP_MAX | 12a | whole number",
            "SX_GREP_MAX | -1 | whole number",
            "CODEX_BASE_URL | ftp://x | http or https URL",
            "CODEX_BASE_URL | https://user:pw@host | user or password",
            "CODEX_BASE_URL | https://x:99999 | port",
            "SX_ALLOW | bash(x) bash(y | a rule is",
            "ACTIVE_PROFILE | nobody | no profile",
    })
    void whatIsWrongIsSaidWhileTypingAndEnterIsRefused(String key, String typed, String why) throws IOException {
        var screen = press(at(screen(), key), "<ENTER><KILL>" + typed);
        assertTrue(shown(screen).contains(why), shown(screen));
        press(screen, "<ENTER>");
        assertAll(() -> assertInstanceOf(Mode.Typing.class, screen.mode()), () -> assertEquals(0, screen.draft().unsaved()), () -> assertEquals(typed, ((Mode.Typing) screen.mode()).line().text()),
                () -> assertTrue(shown(screen, 40, 10).contains(why.substring(0, 4)) && shown(screen, 40, 10).contains("= " + typed.substring(0, 1)), shown(screen, 40, 10)));
        press(screen, "<ESCAPE>");
        assertInstanceOf(Mode.Listing.class, screen.mode());
    }

    @Test
    void ofAProvidersNamesTheListMarksTheOne() throws IOException {
        for (var setting : List.of("MODEL=opus", "PROVIDER=scorpiox", "PROVIDER=Router", "PROVIDER=CODEX")) {
            var screen = press(screen(setting), "<HOME><ENTER>");
            var name = setting.endsWith("CODEX") ? "codex" : "router";
            assertAll(setting, () -> assertEquals(name, ((Mode.Picking) screen.mode()).list().chosen()), () -> assertTrue(shown(screen).contains("> " + name + "  now"), shown(screen)),
                    () -> assertTrue(shown(screen).contains("preset scorpiox (= router)"), shown(screen)));
        }
    }

    @Test
    void aLongMeaningIsWrappedWhereThereIsRoom() throws IOException {
        for (var key : Keys.all()) {
            var screen = at(screen(), key.name());
            var words = shown(screen, 80, 24).replaceAll("\\s+", " ");
            assertTrue(words.contains((key.name() + ": " + key.meaning()).replaceAll("\\s+", " ")), shown(screen, 80, 24));
            press(screen, "<ENTER>");
            if (!(screen.mode() instanceof Mode.Typing)) continue;
            var typing = shown(screen, 80, 24).replaceAll("\\s+", " ");
            assertTrue(typing.contains((key.name() + ": " + key.meaning()).replaceAll("\\s+", " ")), shown(screen, 80, 24));
            var frame = View.of(screen, 80, 24);
            assertTrue(frame.lines().get(frame.row()).text().startsWith("= "), shown(screen, 80, 24));
        }
    }

    @ParameterizedTest
    @CsvSource({"80,24", "120,40", "80,16", "60,10"})
    void aRefusedValueIsSaidOnceAndTheKeysToPressStay(int columns, int rows) throws IOException {
        var screen = press(at(screen(), "SX_GREP_MAX"), "<ENTER><KILL>12a");
        var before = View.of(screen, columns, rows);
        press(screen, "<ENTER>");
        var shown = shown(screen, columns, rows);
        assertAll(() -> assertEquals(1, shown.split("whole number", -1).length - 1, shown), () -> assertTrue(shown.contains("Enter takes it  Esc keeps"), shown),
                () -> assertEquals(before.row(), View.of(screen, columns, rows).row()));
    }

    @Test
    void aKeyOfTheEnvironmentAloneCannotBeEdited() throws IOException {
        var screen = press(at(screen(), "CODEX_HOME"), "<ENTER>");
        assertAll(() -> assertInstanceOf(Mode.Listing.class, screen.mode()), () -> assertTrue(shown(screen).contains("counts from the environment only"), shown(screen)));
    }

    @Test
    void aSecretForACommittedProjectFileIsRefusedBeforeItIsTyped() throws IOException {
        var screen = press(at(screen(), "CODEX_API_KEY"), "l<ENTER>");
        assertAll(() -> assertInstanceOf(Mode.Listing.class, screen.mode()), () -> assertTrue(shown(screen).contains("git does not ignore"), shown(screen)));
        press(at(screen, "OPENAI_BASE_URL"), "<ENTER>");
        assertTrue(shown(screen).contains("a project's file may not set OPENAI_BASE_URL"), shown(screen));
    }

    @Test
    void eachFileIsEditedByItself() throws IOException {
        Files.createDirectories(user.resolveSibling("profiles"));
        Files.writeString(user.resolveSibling("profiles/work.txt"), "MODEL=haiku\n");
        var screen = screen("ACTIVE_PROFILE=work", "MODEL=opus");
        assertTrue(shown(screen).startsWith(" user: ~/.config/scorpiox/scorpiox-env.txt"), shown(screen));
        press(screen, "l");
        assertTrue(shown(screen).startsWith(" project: "), shown(screen));
        press(screen, "l");
        assertTrue(shown(screen).startsWith(" profile work: ~/.config/scorpiox/profiles/work.txt"), shown(screen));
        press(screen, "<DOWN>u");
        assertTrue(row(screen, "MODEL").contains(" opus "), "what the profile hid counts again");
        press(screen, "l<ENTER>");
        assertTrue(shown(screen).contains("> opus  now"));
        press(screen, "<DOWN><ENTER>ll<ESCAPE>s");
        assertAll(() -> assertTrue(shown(screen).contains("-MODEL=haiku"), shown(screen)), () -> assertTrue(shown(screen).contains("-MODEL=opus\n+MODEL=sonnet"), shown(screen)));
        press(screen, "y");
        assertAll(() -> assertEquals("ACTIVE_PROFILE=work\nMODEL=sonnet\n", Files.readString(user)), () -> assertEquals("", Files.readString(user.resolveSibling("profiles/work.txt"))));
    }

    @Test
    void whatAProjectMayNotSayIsShownAsNotCounting() throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "CODEX_TOKEN_SOURCE=ssh\nSX_MODE=full\nSX_WEB_TIMEOUT=5\nOPENAI_BASE_URL=https://evil.example\n");
        var screen = screen();
        assertAll(() -> assertTrue(row(screen, "CODEX_TOKEN_SOURCE").contains(" local "), shown(screen)), () -> assertTrue(row(screen, "SX_MODE").contains(" ask ")),
                () -> assertTrue(row(screen, "SX_WEB_TIMEOUT").contains(" 5 ")), () -> assertTrue(row(screen, "OPENAI_BASE_URL").contains("api.openai.com")));
        assertTrue(shown(at(screen, "CODEX_TOKEN_SOURCE")).contains("does not count: the project is not trusted"), shown(screen));
        assertTrue(shown(at(screen, "SX_MODE")).contains("does not count: a project may only be stricter"), shown(screen));
        assertTrue(shown(at(screen, "OPENAI_BASE_URL")).contains("does not count: a project may not set it"), shown(screen));
    }

    @Test
    void listsAddUpAndAreEditedFileByFile() throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "SX_DENY=bash(rm *)\nSX_DENY=web_fetch\n");
        var screen = at(screen("SX_DENY=edit"), "SX_DENY");
        assertTrue(row(screen, "SX_DENY").contains("edit, bash(rm *), web_fetch"), row(screen, "SX_DENY"));
        press(screen, "<ENTER>");
        assertEquals("edit", ((Mode.Typing) screen.mode()).line().text());
        press(screen, "<ESCAPE>l<ENTER>");
        assertTrue(shown(screen).contains("has several lines of SX_DENY"), shown(screen));
        Files.writeString(project.resolve("scorpiox-env.txt"), "SX_DENY=bash(rm *), web_fetch\n");
        press(screen, "<ENTER>");
        assertEquals("bash(rm *), web_fetch", ((Mode.Typing) screen.mode()).line().text());
        press(screen, ", ls<ENTER>sy");
        assertEquals("SX_DENY=bash(rm *), web_fetch, ls\n", Files.readString(project.resolve("scorpiox-env.txt")));
    }

    @Test
    void unsetTakesOutPutsBackAndSaysWhenThereIsNothing() throws IOException {
        var screen = press(screen("MODEL=opus"), "<DOWN>u");
        assertAll(() -> assertTrue(row(screen, "MODEL").contains(" sonnet ")), () -> assertEquals(1, screen.draft().unsaved()));
        press(screen, "u");
        assertAll(() -> assertTrue(row(screen, "MODEL").contains(" opus ")), () -> assertEquals(0, screen.draft().unsaved()));
        press(screen, "<ENTER><DOWN><ENTER>u");
        assertTrue(row(screen, "MODEL").contains(" sonnet  "), "out of the file, whatever was to be set");
        press(screen, "<UP>u");
        assertTrue(shown(screen).contains("user does not set PROVIDER"), shown(screen));
    }

    @Test
    void whatStandsInTheFileAlreadyIsNoChange() throws IOException {
        var screen = press(screen("MODEL=opus"), "<DOWN><ENTER><ENTER>");
        assertEquals(0, screen.draft().unsaved());
        press(screen, "s");
        assertTrue(shown(screen).contains("nothing is changed"));
        press(at(screen, "SX_GREP_MAX"), "<ENTER><ENTER>");
        assertEquals(0, screen.draft().unsaved(), "who types nothing changes nothing");
    }

    @Test
    void emptyingALineTakesTheKeyOut() throws IOException {
        var screen = press(at(screen("SX_GREP_MAX=5"), "SX_GREP_MAX"), "<ENTER><BACKSPACE><ENTER>");
        assertTrue(row(screen, "SX_GREP_MAX").contains(" 100 "), row(screen, "SX_GREP_MAX"));
    }

    @Test
    void savingKeepsEverythingElseOfTheFile() throws IOException {
        var screen = screen();
        Files.writeString(user, "# a comment\r\nUNKNOWN_KEY=hidden-value\r\nMODEL = opus\r\n\r\n# end");
        var again = press(new Screen(new Draft(screen.draft().environment(), Cascade.Flags.NONE)), "<DOWN><ENTER><DOWN><ENTER>s");
        assertAll(() -> assertTrue(shown(again).contains("-MODEL = opus\n+MODEL=sonnet"), shown(again)), () -> assertTrue(shown(again).contains(" UNKNOWN_KEY=•••")), () -> assertTrue(shown(again).contains("Save this? y/n")));
        press(again, "y");
        assertEquals("# a comment\r\nUNKNOWN_KEY=hidden-value\r\nMODEL=sonnet\r\n\r\n# end", Files.readString(user));
    }

    @Test
    void anythingButYesSavesNothingAndKeepsTheChanges() throws IOException {
        for (var no : List.of("n", "<ESCAPE>", "<ENTER>")) {
            var screen = press(screen("MODEL=opus"), "<DOWN>us" + no);
            assertAll(() -> assertEquals("MODEL=opus\n", Files.readString(user)), () -> assertEquals(1, screen.draft().unsaved()), () -> assertTrue(shown(screen).contains("not saved")));
        }
    }

    @Test
    void whatOthersWroteMeanwhileStays() throws IOException {
        var screen = press(screen("MODEL=opus"), "<DOWN><ENTER><DOWN><ENTER>s");
        Files.writeString(user, "# new\nMODEL=opus\nSX_GREP_MAX=3\n");
        press(screen, "y");
        assertAll(() -> assertEquals("# new\nMODEL=sonnet\nSX_GREP_MAX=3\n", Files.readString(user)), () -> assertTrue(row(screen, "SX_GREP_MAX").contains(" 3 ")));
    }

    @Test
    void whenSavingFailsTheReasonIsShownAndNothingIsLost() throws IOException {
        var screen = press(screen("MODEL=opus"), "<DOWN><ENTER><DOWN><ENTER>s");
        Files.writeString(user, "no setting\n");
        press(screen, "y");
        assertAll(() -> assertTrue(shown(screen).contains("scorpiox-env.txt:1: a setting is KEY=VALUE"), shown(screen)), () -> assertEquals(1, screen.draft().unsaved()),
                () -> assertTrue(row(screen, "MODEL").contains(" sonnet ")), () -> assertEquals("no setting\n", Files.readString(user)));
        press(screen, "s");
        assertTrue(shown(screen).contains("not saved: "), shown(screen));
        Files.writeString(user, "MODEL=opus\n");
        press(screen, "sy");
        assertAll(() -> assertEquals("MODEL=sonnet\n", Files.readString(user)), () -> assertTrue(shown(screen).contains("saved: ~/.config/scorpiox/scorpiox-env.txt"), shown(screen)));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(project.resolve(".scorpiox"), "a file where a folder has to be");
        var screen = press(screen(), "l<DOWN><ENTER><HOME><ENTER>");
        Files.createSymbolicLink(project.resolve("scorpiox-env.txt"), folder.resolve("elsewhere.txt"));
        Files.writeString(folder.resolve("elsewhere.txt"), "");
        press(screen, "sy");
        assertAll(() -> assertTrue(shown(screen).contains("is a link"), shown(screen)), () -> assertEquals("", Files.readString(folder.resolve("elsewhere.txt"))),
                () -> assertEquals(1, screen.draft().unsaved()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "<ESCAPE>"})
    void leavingAsksWhenSomethingIsNotSaved(String leave) throws IOException {
        assertEquals(Optional.of(0), press(screen(), leave).exit());
        var screen = press(screen("MODEL=opus"), "<DOWN>u" + leave);
        assertAll(() -> assertEquals(Optional.empty(), screen.exit()), () -> assertTrue(shown(screen).contains("Leave without saving 1 change? y/n"), shown(screen)));
        press(screen, "n");
        assertAll(() -> assertEquals(Optional.empty(), screen.exit()), () -> assertEquals(1, screen.draft().unsaved()));
        press(screen, leave + "s");
        assertInstanceOf(Mode.Previewing.class, screen.mode());
        press(screen, "n" + leave + "y");
        assertAll(() -> assertEquals(Optional.of(0), screen.exit()), () -> assertEquals("MODEL=opus\n", Files.readString(user)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<ENTER>", "<DOWN><DOWN><DOWN><DOWN><ENTER>x", "/x", "?", "<DOWN><ENTER><DOWN><ENTER>q", "<DOWN><ENTER><DOWN><ENTER>s"})
    void ctrlCLeavesAtOnceWhateverGoesOn(String before) throws IOException {
        var screen = press(screen("PROVIDER=codex"), before + "<INTERRUPT>");
        assertAll(() -> assertEquals(Optional.of(130), screen.exit()), () -> assertEquals("PROVIDER=codex\n", Files.readString(user)));
    }

    @Test
    void theFilterHoldsOnNameMeaningAndValue() throws IOException {
        var screen = press(screen("PROVIDER=codex", "MODEL=opus"), "/proxy");
        assertEquals(List.of("SX_PROXY_API_KEY", "PROXY_URL", "PROXY_MODE", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"), screen.rows().keys().stream().map(key -> key.name()).toList());
        press(screen, "<KILL>WHO ANSWERS");
        assertEquals(List.of("PROVIDER"), screen.rows().keys().stream().map(key -> key.name()).toList());
        press(screen, "<KILL>opus<ENTER>");
        assertTrue(screen.rows().keys().contains(Keys.MODEL) && shown(screen).contains("/opus"));
        press(screen, "<ESCAPE>");
        assertAll(() -> assertEquals("", screen.filter()), () -> assertEquals(Optional.empty(), screen.exit(), "Esc takes the filter off before it leaves"));
        press(screen, "/nothing has this<ENTER><ENTER>u<DOWN><END>");
        assertTrue(shown(screen).contains("no key holds that"), shown(screen));
    }

    @ParameterizedTest
    @CsvSource({"120,40", "100,30", "80,24", "76,20", "75,19", "50,12", "40,10", "20,6", "19,5", "3,2", "1,1", "300,200"})
    void everySizeIsFilledExactlyInEveryMode(int columns, int rows) throws IOException {
        Files.writeString(project.resolve("scorpiox-env.txt"), "SX_DENY=" + "bash(一二三*), ".repeat(90) + "ls\n");
        for (var keys : List.of("", "<DOWN><ENTER>", "<DOWN><DOWN><DOWN><DOWN><ENTER>", "/x", "/SX_DENY<ENTER>", "/SX_DENY<ENTER>l<ENTER>", "/SX_DENY<ENTER>l<ENTER>xy(<ENTER>", "?", "<DOWN>u", "us", "uq", "<END>",
                "l/CODEX_API_KEY<ENTER><ENTER>")) {
            var frame = View.of(press(screen("# a\tcomment \u001b[2J", "PROVIDER=codex", "MODEL=日本語-" + "長".repeat(90) + "-\u202eevil\u200b"), keys), columns, rows);
            assertEquals(rows, frame.lines().size(), keys);
            for (var line : frame.lines()) {
                assertTrue(Cells.width(line.text()) <= columns, keys + ": " + line.text());
                assertFalse(line.text().codePoints().anyMatch(c -> c < 0x20 || c == 0x202e || c == 0x200b), line.text());
            }
            assertTrue(frame.row() < rows && frame.column() < columns, keys + frame.row() + "," + frame.column());
        }
    }

    @Test
    void theSelectedKeyIsAlwaysOnTheScreen() throws IOException {
        var screen = press(screen(), "a");
        for (var i = 0; i < Keys.all().size(); i++) {
            assertTrue(shown(screen, 40, 10).contains("> "), shown(screen, 40, 10));
            press(screen, i % 2 == 0 ? "j" : "<DOWN>");
        }
        assertEquals(Keys.SX_INSECURE_HTTP, screen.selected());
        press(screen, "<HOME>");
        assertEquals(Keys.PROVIDER, screen.selected());
    }

    @Test
    void stylesSayWhatIsPresetChangedOrWrong() throws IOException {
        var screen = press(screen("PROVIDER=codex"), "<DOWN><DOWN>");
        var frame = View.of(screen, 100, 30);
        var model = frame.lines().stream().filter(line -> line.text().contains(" MODEL ")).findFirst().orElseThrow();
        assertEquals(Style.DIM, model.spans().stream().filter(span -> span.text().startsWith("sonnet")).findFirst().orElseThrow().style());
        assertTrue(frame.lines().stream().anyMatch(line -> line.spans().stream().allMatch(span -> span.style() == Style.SELECTED) && line.text().contains("ACTIVE_PROFILE")));
        press(at(screen, "SX_GREP_MAX"), "<ENTER>x");
        assertTrue(View.of(screen, 100, 30).lines().stream().flatMap(line -> line.spans().stream()).anyMatch(span -> span.style() == Style.BAD && span.text().contains("whole number")));
    }

    @Test
    void theHelpNamesEveryCommand() throws IOException {
        var help = shown(press(screen(), "?"));
        for (var word : List.of("Enter", "u ", "l ", "/ ", "a ", "Ctrl-S", "q, Esc", "Ctrl-C")) assertTrue(help.contains(word), word);
        assertInstanceOf(Mode.Listing.class, press(press(screen(), "?"), "q").mode());
    }
}
