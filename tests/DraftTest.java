package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Section;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Trust;

class DraftTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private Path project;
    private Path configuration;

    @BeforeEach
    void folders() throws IOException {
        project = Files.createDirectories(folder.resolve("project/.git")).getParent();
        configuration = Files.createDirectories(folder.resolve("home/.config/scorpiox"));
        variables.put("HOME", folder.resolve("home").toString());
    }

    private Environment environment() {
        return new Environment(variables, project);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void trust() {
        Trust.of(environment()).decide(environment(), Project.around(environment()), Project.around(environment()).fingerprint(), true);
    }

    /// The one rule the editor must not have of its own: what counts.
    @ParameterizedTest
    @CsvSource({"false,'',false", "false,'',true", "true,'',false", "true,work,false", "true,work,true", "false,work,true", "true,theirs,false", "true,ours,false", "false,ours,false"})
    void everyValueAndItsSourceAreTheCascades(boolean trusted, String profile, boolean flag) throws IOException {
        write(folder.resolve("team/scorpiox-env.txt"), "MODEL=haiku\nSX_DENY=bash(a)\nSX_MODE=edit\nSX_LS_MAX=1\n");
        write(folder.resolve("team/profiles/ours.txt"), "SX_LS_MAX=77\n");
        write(configuration.resolve("scorpiox-env.txt"), "PROVIDER=Codex\nMODEL=\nSX_DENY=bash(b)\nSX_DENY=bash(c)\nTOOLS=1\nCODEX_HOME=/nowhere\nREASONING_EFFORT=HIGH\nUNKNOWN=1\nSX_GLOB_MAX=3\n");
        write(project.resolve("scorpiox-env.txt"), "SX_MODE=full\nSX_DENY=bash(d)\nTOOLS=0\nSX_GREP_MAX=9\nSX_ALLOW=" + (trusted ? "bash(e)" : "") + "\n");
        write(project.resolve(".scorpiox/scorpiox-env.txt"), "SX_GREP_MAX=10\nSX_MODE=read-only\nCODEX_REASONING_EFFORT=low\n");
        write(configuration.resolve("profiles/work.txt"), "SX_GLOB_MAX=4\nMODEL=opus\n");
        if (trusted) {
            write(project.resolve(".scorpiox/profiles/work.txt"), "SX_GLOB_MAX=5\nCODEX_ACCOUNT=p\n");
            write(project.resolve(".scorpiox/profiles/theirs.txt"), "SX_GLOB_MAX=6\n");
            trust();
        }
        variables.put("SX_TEAM", folder.resolve("team").toString());
        variables.put("https_proxy", "http://proxy.example:8080");
        variables.put("SX_LS_MAX", "12");
        if (!profile.isEmpty() && !flag) variables.put("ACTIVE_PROFILE", profile);
        var flags = new Cascade.Flags(flag && !profile.isEmpty() ? profile : null, flag ? Map.of("SX_TOOL_MAX_LINES", " 5 ") : Map.of(), false);
        var settings = Cascade.resolve(environment(), flags);
        var draft = new Draft(environment(), flags);
        for (var key : Keys.all()) {
            var value = draft.value(key);
            assertEquals(settings.get(key).toLowerCase(), value.text().toLowerCase(), key.name());
            assertEquals(settings.value(key).source(), value.source(), key.name());
        }
    }

    @Test
    void aliasesOfAnyLayerAreShownBesideTheRules() throws IOException {
        write(configuration.resolve("scorpiox-env.txt"), "PROVIDER=router\nROUTER_ALIAS_fast=codex/a\n");
        variables.put("ROUTER_ALIAS_b.c", "codex/b");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        var router = Section.all().stream().filter(section -> section.title().equals("Router")).findFirst().orElseThrow();
        for (var all : new boolean[] {false, true}) {
            assertEquals(List.of("ROUTER_ALIAS_b.c", "ROUTER_ALIAS_fast"), draft.keys(router, all).stream().map(Key::name).filter(name -> name.startsWith("ROUTER_ALIAS_")).toList());
        }
        assertEquals("codex/b", draft.value(Keys.named("ROUTER_ALIAS_b.c")).text());
    }

    @Test
    void aChangeCountsAtItsOwnLayerAndNoHigherOneLosesIt() throws IOException {
        write(configuration.resolve("scorpiox-env.txt"), "SX_GREP_MAX=5\n");
        write(project.resolve("scorpiox-env.txt"), "SX_GREP_MAX=6\n");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.set(Keys.SX_GREP_MAX, "7");
        assertAll(() -> assertEquals("6", draft.value(Keys.SX_GREP_MAX).text()), () -> assertEquals(Optional.of("7"), draft.own(Keys.SX_GREP_MAX)));
        draft.nextLevel();
        assertEquals(Optional.of("6"), draft.own(Keys.SX_GREP_MAX));
        assertTrue(draft.unset(Keys.SX_GREP_MAX));
        var value = draft.value(Keys.SX_GREP_MAX);
        assertAll(() -> assertEquals("7", value.text()), () -> assertEquals(Layer.USER, value.source().layer()), () -> assertTrue(value.unsaved()));
        assertFalse(draft.save().failed());
        assertAll(() -> assertEquals("SX_GREP_MAX=7\n", Files.readString(configuration.resolve("scorpiox-env.txt"))), () -> assertEquals("", Files.readString(project.resolve("scorpiox-env.txt"))),
                () -> assertEquals(0, draft.unsaved()), () -> assertEquals("project", draft.level().name()));
    }

    @Test
    void aProjectsTwoFilesLoseAKeyTogether() throws IOException {
        write(project.resolve("scorpiox-env.txt"), "SX_GREP_MAX=6\n");
        write(project.resolve(".scorpiox/scorpiox-env.txt"), "SX_GREP_MAX=8\nSX_LS_MAX=1\n");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.nextLevel();
        assertTrue(draft.unset(Keys.SX_GREP_MAX));
        assertEquals("100", draft.value(Keys.SX_GREP_MAX).text());
        assertEquals(2, draft.preview().size());
        draft.save();
        assertAll(() -> assertEquals("", Files.readString(project.resolve("scorpiox-env.txt"))), () -> assertEquals("SX_LS_MAX=1\n", Files.readString(project.resolve(".scorpiox/scorpiox-env.txt"))));
    }

    @Test
    void oneFileThatCannotBeWrittenDoesNotKeepTheOthers() throws IOException {
        write(project.resolve("scorpiox-env.txt"), "SX_GREP_MAX=6\n");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.set(Keys.MODEL, "opus");
        draft.nextLevel();
        draft.set(Keys.SX_GREP_MAX, "7");
        write(project.resolve("scorpiox-env.txt"), "broken\n");
        var saved = draft.save();
        assertAll(() -> assertTrue(saved.failed()), () -> assertTrue(saved.text().startsWith("saved: ~/.config/scorpiox/scorpiox-env.txt; not saved: "), saved.text()),
                () -> assertEquals("MODEL=opus\n", Files.readString(configuration.resolve("scorpiox-env.txt"))), () -> assertEquals(1, draft.unsaved()), () -> assertEquals("7", draft.value(Keys.SX_GREP_MAX).text()));
    }

    @Test
    void whatIsWrittenToAProjectOfOnesOwnIsTrusted() throws IOException {
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.nextLevel();
        draft.set(Keys.CODEX_TOKEN_SOURCE, "ssh");
        assertEquals("ssh", draft.value(Keys.CODEX_TOKEN_SOURCE).text());
        draft.save();
        assertAll(() -> assertEquals("ssh", draft.value(Keys.CODEX_TOKEN_SOURCE).text()), () -> assertEquals("ssh", Cascade.resolve(environment(), Cascade.Flags.NONE).get(Keys.CODEX_TOKEN_SOURCE)));
    }

    @Test
    void inAProjectThatNobodyTrustsItIsSaidThatItDoesNotCount() throws IOException {
        write(project.resolve("scorpiox-env.txt"), "CODEX_ACCOUNT=theirs\n");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.nextLevel();
        draft.set(Keys.CODEX_TOKEN_SOURCE, "ssh");
        assertEquals("local", draft.value(Keys.CODEX_TOKEN_SOURCE).text());
        var saved = draft.save();
        assertAll(() -> assertFalse(saved.failed()), () -> assertTrue(saved.text().contains("not trusted"), saved.text()));
    }

    @Test
    void theProfileThatAFlagNamesIsEditedFirst() throws IOException {
        write(configuration.resolve("profiles/work.txt"), "MODEL=opus\n");
        write(folder.resolve("team/profiles/ours.txt"), "MODEL=haiku\n");
        variables.put("SX_TEAM", folder.resolve("team").toString());
        assertEquals("profile work", new Draft(environment(), new Cascade.Flags("work", Map.of(), false)).level().name());
        var ofTeam = new Draft(environment(), new Cascade.Flags("ours", Map.of(), false));
        assertAll(() -> assertEquals("user", ofTeam.level().name(), "the team's own files are not ours to change"), () -> assertEquals("haiku", ofTeam.value(Keys.MODEL).text()));
    }

    @Test
    void afterSavingAnotherProfileIsTheOneThatIsEdited() throws IOException {
        write(configuration.resolve("profiles/a.txt"), "MODEL=opus\n");
        write(configuration.resolve("profiles/b.txt"), "MODEL=haiku\n");
        write(configuration.resolve("scorpiox-env.txt"), "ACTIVE_PROFILE=a\n");
        var draft = new Draft(environment(), Cascade.Flags.NONE);
        draft.set(Keys.ACTIVE_PROFILE, "b");
        draft.save();
        assertEquals("haiku", draft.value(Keys.MODEL).text());
        draft.nextLevel();
        draft.nextLevel();
        assertEquals("profile b", draft.level().name());
    }
}
