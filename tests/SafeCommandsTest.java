package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.Workspace;

class SafeCommandsTest {
    @TempDir
    Path temporary;
    private Path folder;
    private Path outside;
    private Workspace workspace;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(temporary.toRealPath().resolve("work"));
        outside = Files.createDirectories(temporary.toRealPath().resolve("outside/deep"));
        Files.writeString(outside.resolveSibling("secret.txt"), "not for you");
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(Files.createDirectories(folder.resolve(".git")).resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(folder.resolve("src/A.java"), "class A {}");
        workspace = new Workspace(folder, List.of(), temporary);
    }

    private boolean safe(String line) {
        return SafeCommands.includes(ShellCommand.parse(line), folder, workspace);
    }

    private String run(String line) {
        return SafeCommands.neutralised(ShellCommand.parse(line), folder, workspace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pwd", "ls", "ls -la src", "ls -l --time-style=full-iso", "cat src/A.java", "cat -n 'src/A.java'", "head -n 5 src/A.java", "head -5 src/A.java", "tail -n +2 src/A.java", "wc -l src/A.java", "which java",
            "stat src", "stat -c %s src/A.java", "cat no-such-file", "git status", "git status -s --porcelain=v2", "git log --oneline -5", "git log -3 --format='%h %s' -- src/A.java", "git diff", "git diff --stat HEAD~1 HEAD",
            "git diff --ignore-space-change", "git diff main..feature/x", "git show HEAD:src/A.java", "git show --name-only HEAD", "git branch --list", "git branch --list -a 'feature*'", "git log --since=2024/01/01",
            "cat src/A.java | head -3 | wc -l", "git status && git diff; ls || pwd", "cat src/A.java 2>/dev/null", "cat 'a b' \"c\""})
    void whatOnlyLooksAtTheWorkspaceIsSafe(String line) {
        assertTrue(safe(line), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm x", "touch x", "git", "git commit -m x", "git push", "git checkout x", "git config --list", "git remote -v", "git stash", "git branch", "git branch new", "git branch -D x", "git branch --list -d x",
            "git branch --list --edit-description", "git branch -m --list a b", "git -C .. status", "git -c core.pager=id log", "git --git-dir=x log", "git --exec-path=. status", "env", "printenv", "find .", "sed -n 1p x", "tee x",
            "echo x", "./ls", "/bin/ls", "src/../ls", "LS", "cat;rm x", "ls && rm x", "ls | sh", "cat src/A.java | tee x", "true && id", "", "   "})
    void whatIsNotOnTheListIsNot(String line) {
        assertFalse(safe(line), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls > x", "ls >> x", "ls >& x", "ls &> x", "cat < src/A.java", "cat <<EOF\nx\nEOF", "cat <(id)", "ls $(id)", "ls `id`", "ls \"$(id)\"", "cat $HOME", "cat \"$HOME/.env\"", "ls *", "cat src/*", "cat .en?", "ls {a,b}",
            "cat ~", "ls ~/.ssh", "A=1 ls", "GIT_PAGER=id git log", "ls # x", "ls\nid", "ls\npwd", "ls & pwd", "ls &", "(ls)", "{ ls; }", "! ls", "eval ls", "env ls", "xargs ls", "sudo ls", "time ls", "ls\r", "ls '\u001b[2J'", "ls \"$\\\n(id)\"",
            "cat 'open", "ls \\"})
    void moreThanPlainWordsIsNot(String line) {
        assertFalse(safe(line), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"git log --output=x", "git log --output x", "git diff --outp=x", "git diff --output-indicator-new=x", "git diff --ext-diff", "git show --textconv HEAD", "git diff --no-index a b", "git diff --no-inde a b", "git log --exec=id",
            "git diff -Oorder", "git diff -O order", "git status --pathspec-from-file=x", "git log --show-signature", "git diff --submodule=diff", "git status --ignore-submodules=none", "git status --ignore-s=none",
            "wc --files0-from=x", "wc --files0-from x", "wc --files=x", "wc --f=x", "ls -L", "ls -RL", "ls -lH src", "ls --dereference", "ls --deref -R", "ls --dereference-command-line"})
    void optionsThatWriteRunOrFollowAreNot(String line) {
        assertFalse(safe(line), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat /etc/passwd", "cat ../outside/secret.txt", "cat src/../../outside/secret.txt", "ls ..", "ls /", "ls -la ..", "stat /etc", "head -n1 /etc/passwd", "git log -- ..", "git show HEAD:../x", "git diff /etc/passwd /etc/group",
            "git log --since=/etc/passwd", "ls --ignore=../x", "wc -l/etc/passwd", "cat -- /etc/passwd", "git log -L1,2:/etc/passwd"})
    void anArgumentOutsideIsNot(String line) {
        assertFalse(safe(line), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat .env", "cat ./.env", "cat src/../.env", "cat .env.local", "head -1 server.key", "cat .ENV", "cat Server.PEM", "git show HEAD:.env", "git show :.env", "git show :0:src/.env", "git show HEAD:./.env", "git log -L 1,5:.env", "git log -L1,5:.env",
            "git diff -- .env", "cat scorpiox-env.txt", "cat auth.json", "cat '.e''nv'", "cat \\.env", "cat .ssh/config", "stat id_rsa", "cat --x=.env", "cat .netrc", "cat src/A.java .env"})
    void aSecretsNameIsNot(String line) {
        assertFalse(safe(line), line);
    }

    @Test
    void aLinkThatLeadsOutsideIsNot() throws IOException {
        Files.createSymbolicLink(folder.resolve("file"), outside.resolveSibling("secret.txt"));
        Files.createSymbolicLink(folder.resolve("folder"), outside);
        Files.createSymbolicLink(folder.resolve("dangling"), outside.resolve("none"));
        Files.createSymbolicLink(folder.resolve("chain"), folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("inside"), folder.resolve("src/A.java"));
        for (var name : List.of("file", "folder", "folder/x", "folder/none", "dangling", "chain", "src/../file")) assertFalse(safe("cat " + name), name);
        assertTrue(safe("cat inside"));
    }

    @Test
    void goingUpBehindALinkLeadsToWhereTheLinkIs() throws IOException {
        Files.createSymbolicLink(folder.resolve("folder"), outside);
        assertFalse(safe("cat folder/../secret.txt"));
        assertFalse(safe("git diff folder/../secret.txt"));
    }

    @Test
    void aLinkNamedLikeAnOptionOrANumberIsLookedAt() throws IOException {
        Files.createSymbolicLink(folder.resolve("-n"), outside.resolveSibling("secret.txt"));
        Files.createSymbolicLink(folder.resolve("2"), outside.resolveSibling("secret.txt"));
        assertFalse(safe("cat -- -n"));
        assertFalse(safe("cat '2'>/dev/stdout"));
        assertFalse(safe("head -n 2"));
        assertTrue(safe("cat -b src/A.java 2>/dev/null"));
    }

    @Test
    void aLinkToASecretIsNot() throws IOException {
        Files.writeString(folder.resolve(".env"), "KEY=1");
        Files.createSymbolicLink(folder.resolve("harmless.txt"), folder.resolve(".env"));
        assertFalse(safe("cat harmless.txt"));
    }

    @Test
    void aPipeIsNot() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        assertFalse(safe("cat pipe"));
    }

    @Test
    void outsideTheWorkspaceNothingIsSafe() {
        assertFalse(SafeCommands.includes(ShellCommand.parse("ls"), outside, workspace));
        assertTrue(SafeCommands.includes(ShellCommand.parse("ls"), outside, new Workspace(folder, List.of(outside), temporary)));
    }

    @Test
    void aFileThatRulesKeepIsNot() {
        var kept = folder.resolve("src/A.java");
        assertFalse(SafeCommands.includes(ShellCommand.parse("cat src/A.java"), folder, workspace, file -> !file.equals(kept), true));
        assertFalse(SafeCommands.includes(ShellCommand.parse("git show HEAD:src/A.java"), folder, workspace, file -> !file.equals(kept), true));
        assertTrue(SafeCommands.includes(ShellCommand.parse("cat src/B.java"), folder, workspace, file -> !file.equals(kept), true));
    }

    @Test
    void tenThousandCharactersAndTwentyPartsAreTheLimit() {
        assertTrue(safe("cat " + "x".repeat(200) + " y".repeat(4898)));
        assertFalse(safe("cat " + "x".repeat(200) + " y".repeat(4899)));
        assertTrue(safe("ls" + "; ls".repeat(19)));
        assertFalse(safe("ls" + "; ls".repeat(20)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[filter \"x\"]\n\tclean = id\n", "[FILTER \"x\"]\n\tprocess = id\n", "[include]\n\tpath = ../config\n", "[includeIf \"gitdir:/\"]\n\tpath = x\n", "[core]\n\tworktree = /\n", "[extensions]\n\tworktreeConfig = true\n",
            "[diff \"x\"]\n\ttextconv = id\n", "[remote \"origin\"]\n\tpromisor = true\n", "[gpg]\n\tprogram = ./id\n"})
    void aRepositoryThatCouldRunProgramsOfItsOwnIsNotLookedAt(String settings) throws IOException {
        Files.writeString(folder.resolve(".git/config"), settings);
        assertFalse(safe("git status"));
        assertFalse(SafeCommands.includes(ShellCommand.parse("git status"), folder.resolve("src"), workspace));
        assertTrue(safe("ls"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[status]\n\tsubmoduleSummary = true\n", "[man]\n\tviewer = evil\n", "[merge \"evil\"]\n\tdriver = id\n", "[x]\n\tfilterz = 1\n", "[core]\n\tfsmonitor = id\n",
            "[log]\n\tshowSignature = true\n", "[core] fsmonitor = id\n", "[core]\n\tbare = \\\nfalse\n", "[alias]\n\tx = !id\n", "bare = false\n"})
    void norIsOneWithAnythingButWellKnownKeys(String settings) throws IOException {
        Files.writeString(folder.resolve(".git/config"), settings);
        assertFalse(safe("git status"));
    }

    @Test
    void wellKnownKeysAreHarmless() throws IOException {
        Files.writeString(folder.resolve(".git/config"), """
                [core]
                \trepositoryformatversion = 0
                \tfilemode = true
                ; a remark
                [remote "origin"]
                \turl = https://example.com/x.git
                \tfetch = +refs/heads/*:refs/remotes/origin/*
                [branch "main"]
                \tremote = origin
                \tmerge = refs/heads/main
                [user]
                \tname = Anna Müller
                """);
        assertTrue(safe("git status"));
    }

    @Test
    void aRepositoryThatIsIncompleteLinkedLentOrAboveTheWorkspaceIsNotLookedAt() throws Exception {
        Files.createDirectories(folder.resolve("src/.git"));
        assertFalse(SafeCommands.includes(ShellCommand.parse("git status"), folder.resolve("src"), workspace), "git goes on past one that is none");
        assertFalse(SafeCommands.includes(ShellCommand.parse("git status"), folder.resolve("src"), new Workspace(folder.resolve("src"), List.of(), temporary)));
        new ProcessBuilder("mkfifo", folder.resolve(".git/config").toString()).start().waitFor();
        assertFalse(safe("git status"));
        Files.delete(folder.resolve(".git/config"));
        Files.writeString(folder.resolve(".git/commondir"), "../..\n");
        assertFalse(safe("git status"));
        Files.delete(folder.resolve(".git/commondir"));
        assertTrue(safe("git status"));
        Files.move(folder.resolve(".git"), folder.resolve("data"));
        Files.writeString(folder.resolve(".git"), "gitdir: data\n");
        assertFalse(safe("git status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"git log --remerge-diff -1", "git log -1 --diff-merges=r", "git status --help", "git log -h", "git status --ignore-=none", "git diff --ignore-submodules=none", "git status -v", "git status -sv",
            "git log --full-diff -p", "git log --format=%G?", "git log -L1,5:src/A.java"})
    void optionsThatRunProgramsOrShowMoreAreRefused(String line) {
        assertFalse(safe(line), line);
    }

    @Test
    void whatGitShowsLeavesOutSecretsAndNothingIsShownWhereRulesKeepFilesBack() {
        assertTrue(run("git diff").endsWith(" -- ':/'" + " ':(top,exclude,glob,icase)**/scorpiox-env.txt'" + run("git diff").split("scorpiox-env.txt'", 2)[1]), run("git diff"));
        assertTrue(run("git log -p -- src | head").contains("-- src ':(top,exclude,glob,icase)**/scorpiox-env.txt'"));
        assertTrue(run("git show HEAD").contains("**/.env.*'"));
        assertFalse(run("git log --oneline -5").contains("exclude"));
        for (var line : List.of("git diff", "git show HEAD", "git log -p")) {
            assertFalse(SafeCommands.includes(ShellCommand.parse(line), folder, workspace, _ -> true, false), line);
        }
        assertTrue(SafeCommands.includes(ShellCommand.parse("git log --oneline"), folder, workspace, _ -> true, false));
    }

    @Test
    void whatARepositoryCouldRunIsSwitchedOffInEveryPart() {
        var line = run("git status -s && cat x | git  log -1; 'git' branch --list");
        var git = "git -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.pager=cat -c diff.external= -c safe.bareRepository=explicit --no-pager";
        assertTrue(line.startsWith(git + " status --ignore-submodules=all -s && cat x | " + git + "  log --no-ext-diff --no-textconv"), line);
        assertTrue(line.endsWith("; " + git.replace("git ", "'git' ") + " branch --list"), line);
    }

    @Test
    void aHarmlessPartBesideAnotherIsSwitchedOffToo() {
        assertTrue(run("git diff && mvn test").contains("--no-ext-diff"));
        assertEquals("mvn test", run("mvn test"));
        assertEquals("git push && ls", run("git push && ls"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat <<EOF\ngit status\nEOF", "git status # git log", "echo \"$(git status)\"", "git", "; ;", "> x"})
    void whatIsNotUnderstoodStaysAsItIs(String line) {
        assertEquals(line, run(line));
    }

    @Test
    void theSwitchedOffCommandReallyRunsNothingOfTheRepository() throws Exception {
        Files.delete(folder.resolve(".git/HEAD"));
        Files.delete(folder.resolve(".git"));
        var mark = temporary.resolve("ran");
        var program = "touch " + mark + "; false";
        sh("git init -q . && git add src && git -c user.name=a -c user.email=a@example.com commit -qm one && echo more >> src/A.java && printf '*.java diff=x\\n' > .gitattributes"
                + " && git config core.fsmonitor \"$P\" && git config core.pager \"$P\" && git config diff.external \"$P\" && git config diff.x.command \"$P\" && git config pager.log \"$P\" && git config pager.status \"$P\"", program);
        Files.deleteIfExists(mark);
        for (var line : List.of("git status", "git diff", "git log -p", "git show HEAD", "git branch --list")) {
            assertFalse(safe(line), line);
            sh(run(line), program);
            assertFalse(Files.exists(mark), line);
        }
        sh("git diff", program);
        assertTrue(Files.exists(mark), "the trap works at all");
    }

    private void sh(String line, String program) throws Exception {
        var builder = new ProcessBuilder("bash", "-c", line).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(temporary.resolve("sh.log").toFile());
        builder.environment().put("P", program);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.start().waitFor();
    }
}
