package scorpiox.tool.permission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Subject;
import scorpiox.tool.Workspace;
import scorpiox.tool.permission.Rule.Verdict;

class PermissionsTest {
    private static final LocalTool READ = new Named("read", Access.READ);
    private static final LocalTool GREP = new Named("grep", Access.READ);
    private static final LocalTool WRITE = new Named("write", Access.WRITE);
    private static final LocalTool PATCH = new Named("apply_patch", Access.WRITE);
    private static final LocalTool BASH = new Named("bash", Access.EXEC);
    private static final LocalTool FETCH = new Named("web_fetch", Access.NET);
    private static final LocalTool SEARCH = new Named("web_search", Access.NET);
    private static final LocalTool PLAN = new Named("update_plan", Access.META);

    @TempDir
    Path temporary;
    private Path folder;
    private Path outside;
    private Workspace workspace;

    /// A tool as far as permission looks at it.
    private record Named(String name, Access access, boolean foreign) implements LocalTool {
        Named(String name, Access access) {
            this(name, access, false);
        }

        @Override
        public Tool declaration() {
            return Declarations.function(name, "", "");
        }

        @Override
        public Call call(ObjectNode arguments) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(temporary.toRealPath().resolve("work"));
        outside = Files.createDirectories(temporary.toRealPath().resolve("outside/deep"));
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("src/A.java"), "class A {}");
        workspace = new Workspace(folder, List.of(), temporary.toRealPath());
    }

    /// Rules as `allow bash(x)`.
    private Permissions permissions(Mode mode, boolean canAsk, String... rules) {
        var list = new ArrayList<Rule>();
        for (var rule : rules) {
            var blank = rule.indexOf(' ');
            list.add(Rule.parse(Verdict.valueOf(rule.substring(0, blank).toUpperCase(java.util.Locale.ROOT)), rule.substring(blank + 1), "a test"));
        }
        return new Permissions(mode, list, workspace, canAsk);
    }

    private Verdict run(Permissions permissions, String command) {
        return permissions.decide(BASH, List.of(new Subject.Runs(command, folder))).verdict();
    }

    private Verdict read(Permissions permissions, Path file) {
        return permissions.decide(READ, List.of(new Subject.Reads(workspace.real(file)))).verdict();
    }

    private Verdict write(Permissions permissions, Path file) {
        return permissions.decide(WRITE, List.of(new Subject.Writes(workspace.real(file)))).verdict();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY,ALLOW,DENY,DENY,DENY", "ASK,ALLOW,ASK,ASK,ASK", "EDIT,ALLOW,ALLOW,ASK,ASK", "FULL,ALLOW,ALLOW,ALLOW,ALLOW"})
    void theModeDecidesWhereNoRuleDoes(Mode mode, Verdict read, Verdict write, Verdict run, Verdict fetch) {
        var permissions = permissions(mode, true);
        assertEquals(read, read(permissions, folder.resolve("src/A.java")));
        assertEquals(write, write(permissions, folder.resolve("src/A.java")));
        assertEquals(write, write(permissions, folder.resolve("src/new/B.java")));
        assertEquals(run, run(permissions, "mvn test"));
        assertEquals(fetch, permissions.decide(FETCH, List.of(new Subject.Fetches(URI.create("https://example.com")))).verdict());
        assertEquals(Verdict.ALLOW, permissions.decide(PLAN, List.of()).verdict());
        assertEquals(Verdict.ALLOW, run(permissions, "git status && ls"));
    }

    private static Subject invokes(Access access, String arguments) {
        return new Subject.Invokes("deploy", access, arguments);
    }

    private static Verdict invoke(Permissions permissions, Access access, String arguments) {
        return permissions.decide(new Named("deploy", access, true), List.of(invokes(access, arguments))).verdict();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY,ALLOW,DENY,DENY,DENY", "ASK,ALLOW,ASK,ASK,ASK", "EDIT,ALLOW,ALLOW,ASK,ASK", "FULL,ALLOW,ALLOW,ALLOW,ALLOW"})
    void theClassOfAToolOfTheUsersDecidesWhatTheModeSays(Mode mode, Verdict read, Verdict write, Verdict exec, Verdict net) {
        var permissions = permissions(mode, true);
        assertEquals(read, invoke(permissions, Access.READ, "to=test"));
        assertEquals(write, invoke(permissions, Access.WRITE, "to=test"));
        assertEquals(exec, invoke(permissions, Access.EXEC, "to=test"));
        assertEquals(net, invoke(permissions, Access.NET, "to=test"));
        var alone = permissions(mode, false);
        for (var access : List.of(Access.WRITE, Access.EXEC, Access.NET)) assertTrue(invoke(alone, access, "to=test") != Verdict.ASK, "nobody is asked");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"READ_ONLY | allow deploy | ALLOW", "READ_ONLY | allow deploy(to=test*) | ALLOW", "READ_ONLY | allow deploy(to=live*) | DENY", "ASK | allow deploy(to=te*) | ASK", "EDIT | allow deploy(* force=true) | ASK",
            "FULL | deny deploy | DENY", "FULL | deny deploy(to=test*) | DENY", "FULL | deny deploy(*retries*) | DENY", "FULL | deny deploy(to=live*) | ALLOW", "FULL | ask deploy(to=test *) | ASK", "FULL | deny d* | DENY", "FULL | deny bash | ALLOW",
            "FULL | deny read | ALLOW", "READ_ONLY | allow bash(to=test*) | DENY", "READ_ONLY | allow dep* | ALLOW"})
    void rulesAreAboutTheArgumentsOfAToolOfTheUsers(Mode mode, String rule, Verdict verdict) {
        assertEquals(verdict, invoke(permissions(mode, true, rule), Access.EXEC, "to=test retries=3"));
    }

    @Test
    void rulesAboutAToolOfTheUsersComeInTheirOrder() {
        assertEquals(Verdict.DENY, invoke(permissions(Mode.FULL, true, "allow deploy", "ask deploy(to=*)", "deny deploy(to=live)"), Access.READ, "to=live"));
        assertEquals(Verdict.ASK, invoke(permissions(Mode.FULL, true, "allow deploy", "ask deploy(to=*)", "deny deploy(to=live)"), Access.READ, "to=test"));
        assertEquals(Verdict.ALLOW, invoke(permissions(Mode.READ_ONLY, true, "allow deploy", "deny deploy(to=live)"), Access.NET, "to=test"));
    }

    @Test
    void aDenialOfAToolOfTheUsersSaysHowToAllowIt() {
        assertEquals("mode read-only; allow with --allow deploy", permissions(Mode.READ_ONLY, false).decide(new Named("deploy", Access.EXEC, true), List.of(invokes(Access.EXEC, ""))).reason());
        assertEquals("mode edit; allow with --allow deploy", permissions(Mode.EDIT, false).decide(new Named("deploy", Access.NET, true), List.of(invokes(Access.NET, ""))).reason());
        assertEquals("mode read-only; allow with --mode edit or --allow deploy", permissions(Mode.READ_ONLY, false).decide(new Named("deploy", Access.WRITE, true), List.of(invokes(Access.WRITE, ""))).reason());
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY,true,READ", "ASK,true,READ WRITE EXEC NET", "EDIT,true,READ WRITE EXEC NET", "FULL,true,READ WRITE EXEC NET", "READ_ONLY,false,READ", "ASK,false,READ", "EDIT,false,READ WRITE", "FULL,false,READ WRITE EXEC NET"})
    void aToolOfTheUsersIsNotOfferedWhereTheModeCouldOnlyDenyIt(Mode mode, boolean canAsk, String offered) {
        var all = List.of(Access.READ, Access.WRITE, Access.EXEC, Access.NET);
        assertEquals(offered, all.stream().filter(access -> permissions(mode, canAsk).offers(new Named("deploy", access, true))).map(Enum::name).collect(Collectors.joining(" ")));
        assertEquals(all.size(), all.stream().filter(access -> permissions(mode, canAsk, "allow deploy(to=test)").offers(new Named("deploy", access, true))).count());
        assertFalse(permissions(mode, canAsk, "deny deploy").offers(new Named("deploy", Access.READ, true)));
    }

    @Test
    void alwaysForAToolOfTheUsersIsThisVeryCall() {
        var tool = new Named("deploy", Access.WRITE, true);
        var rule = permissions(Mode.ASK, true).proposal(tool, List.of(invokes(Access.WRITE, "to=* x=(a,b"))).orElseThrow();
        var permissions = permissions(Mode.ASK, true);
        permissions.add(rule);
        assertEquals("deploy(to=* x=(a,b)", rule.toString());
        assertEquals(Verdict.ALLOW, invoke(permissions, Access.WRITE, "to=* x=(a,b"));
        assertEquals(Verdict.ASK, invoke(permissions, Access.WRITE, "to=live x=(a,b"));
        assertEquals(Verdict.ASK, invoke(permissions, Access.WRITE, ""));
    }

    @Test
    void theFoldersThatDecideWhatThisProgramStartsAreProtectedWhereverTheyAre() throws IOException {
        var config = Files.createDirectories(folder.resolve("etc/scorpiox/tools"));
        workspace.programs(config.getParent());
        assertEquals(Verdict.ASK, write(permissions(Mode.EDIT, true), config.resolve("weather.java")));
        assertEquals(Verdict.DENY, write(permissions(Mode.EDIT, false), config.resolve("weather.java")));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, false), folder.resolve("etc/other")));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.FULL, false), config.resolve("weather.java")));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void withoutSomebodyToAskWhatWouldBeAskedIsDenied(Mode mode) {
        var permissions = permissions(mode, false, "ask bash(make*)");
        for (var command : List.of("mvn test", "make x", "ls")) assertTrue(run(permissions, command) != Verdict.ASK, command);
        assertEquals(Verdict.DENY, run(permissions, "make x"));
        assertTrue(write(permissions, folder.resolve(".bashrc")) != Verdict.ASK);
        assertTrue(read(permissions, outside.resolve("x")) != Verdict.ASK);
        assertTrue(permissions.decide(SEARCH, List.of()).verdict() != Verdict.ASK);
    }

    @Test
    void aDenialSaysWhatDecidedAndHowToAllowIt() {
        var denied = permissions(Mode.READ_ONLY, false).decide(WRITE, List.of(new Subject.Writes(folder.resolve("src/A.java"))));
        assertEquals("mode read-only; allow with --mode edit", denied.reason());
        assertEquals("mode read-only; allow with --allow 'bash(mvn test *)' or --mode full", permissions(Mode.READ_ONLY, false).decide(BASH, List.of(new Subject.Runs("mvn test -q", folder))).reason());
        assertEquals("rule deny bash(mvn *) of a test", permissions(Mode.FULL, false, "deny bash(mvn *)").decide(BASH, List.of(new Subject.Runs("mvn test", folder))).reason());
        assertTrue(permissions(Mode.READ_ONLY, false).decide(READ, List.of(new Subject.Reads(outside.resolve("x")))).reason().endsWith("is outside the workspace; allow with --add-dir " + outside));
    }

    @Test
    void denyBeatsAskAndAskBeatsAllowWhateverTheirOrder() {
        assertEquals(Verdict.DENY, run(permissions(Mode.FULL, true, "allow bash", "allow bash(git push)", "ask bash(git*)", "deny bash(git push*)"), "git push"));
        assertEquals(Verdict.ASK, run(permissions(Mode.FULL, true, "allow bash(git push)", "ask bash(git*)"), "git push"));
        assertEquals(Verdict.DENY, read(permissions(Mode.FULL, true, "allow read(src/A.java)", "deny read(src/**)"), folder.resolve("src/A.java")));
        assertEquals(Verdict.ASK, write(permissions(Mode.FULL, true, "ask edit(src/**)", "allow edit"), folder.resolve("src/A.java")));
        assertEquals(Verdict.DENY, permissions(Mode.FULL, true, "allow web_fetch(domain:a.b.c)", "deny web_fetch(domain:b.c)").decide(FETCH, List.of(new Subject.Fetches(URI.create("https://a.b.c/")))).verdict());
        assertEquals(Verdict.DENY, run(permissions(Mode.READ_ONLY, true, "deny bash(ls*)"), "ls"), "a rule counts for harmless commands too");
    }

    @Test
    void theStrictestOfAllSubjectsCounts() {
        var permissions = permissions(Mode.EDIT, true, "deny edit(src/**)");
        assertEquals(Verdict.DENY, permissions.decide(PATCH, List.of(new Subject.Writes(folder.resolve("a")), new Subject.Writes(folder.resolve("src/b")))).verdict());
        assertEquals(Verdict.ASK, permissions.decide(PATCH, List.of(new Subject.Writes(folder.resolve("a")), new Subject.Writes(folder.resolve(".envrc")))).verdict());
        assertEquals(Verdict.ALLOW, permissions.decide(PATCH, List.of(new Subject.Writes(folder.resolve("a")), new Subject.Writes(folder.resolve("b")))).verdict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"git status", "git status -s", "git status --output=x", "git  \t status", "git status && git status -s", "git status; ls -la", "git status | head -3 | wc -l", "git status 2>/dev/null", "git status>/dev/null", "git status 2>&1", "git status &",
            "git status 'a b'", "g'i't status", "git status \\\n -s", "git status *.java", "git status > src/out.txt", "git status >> out.txt 2>&1"})
    void aRuleForABeginningAllowsThis(String command) {
        assertEquals(Verdict.ALLOW, run(permissions(Mode.EDIT, true, "allow bash(git status*)"), command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"git push", "git statusx", "git status-x", "git status/../x", "git status; id", "git status && id", "git status || id", "git status | sh", "git status & id", "git status &id", "git status\nid", "git status |& sh", "id; git status",
            "git status $(id)", "git status `id`", "git status \"$(id)\"", "git status \"`id`\"", "git status ${x:-$(id)}", "git status ${x@P}", "git status <(id)", "git status > >(sh)", "git status $'\\x41'", "git status \"$\\\n(id)\"", "git status $\\\n(id)",
            "git status <<EOF\n$(id)\nEOF", "git status <<'EOF'\nid\nEOF", "git status <<<$(id)", "git st\\\natus", "X=1 git status", "GIT_EXTERNAL_DIFF='a\nb' git status", "git status; X=1 ls", "eval git status", "exec git status", "env git status",
            "xargs git status", "sudo git status", "sh -c 'git status'", "bash -c 'git status'", "command git status", "(git status)", "{ git status; }", "! git status", "if git status; then id; fi", "git status # x", "git() { id; }; git status",
            "git status\u0000", "git status\r", "git status 'a\u001b[2Jb'", "git\u00a0status", "git status\u2028id; id", "\uff47it status", "git status 'open", "git status \\", "git status > $HOME/x", "git status > ~/x", "git status > ~root/x", "git status > *",
            "git status > \"$X\"", "git status >& $fd", "\"git status /../x\" a", "'git status' -s", "git status > /tmp/x", "git status > ../x", "git status &> ../x", "git status >& ../x", "git status >| ../x", "git status 2> ../x", "git status 1<> ../x",
            "git status <> ../x", "git status > src/../../x", "git status > \"..\\\n/x\"", "git status >&2/../../x", "git status > .env", "git status > .git/config", "git status > .git/hooks/pre-commit", "git status > .bashrc", "git status > no/such/folder/x", "> x",
            "git status; > src/A.java", "git status > .git", "coproc git status", "time git status", ". ./git status", "git status ; . ./x", "alias git=id; git status"})
    void andNothingBeyondIt(String command) throws IOException {
        Files.createDirectories(folder.resolve(".git/hooks"));
        Files.createDirectories(folder.resolve("2"));
        assertFalse(run(permissions(Mode.EDIT, true, "allow bash(git status*)"), command) == Verdict.ALLOW, command);
    }

    @Test
    void outputToAFileNeedsThePermissionToWriteIt() {
        var command = "git status > out.txt";
        assertEquals(Verdict.DENY, run(permissions(Mode.READ_ONLY, true, "allow bash(git status*)"), command));
        assertEquals(Verdict.ASK, run(permissions(Mode.ASK, true, "allow bash(git status*)"), command));
        assertEquals(Verdict.ALLOW, run(permissions(Mode.READ_ONLY, true, "allow bash(git status*)", "allow edit(out.txt)"), command));
        assertEquals(Verdict.ASK, run(permissions(Mode.EDIT, true, "allow bash(git status*)", "deny edit(out.txt)"), command));
        assertEquals(Verdict.DENY, run(permissions(Mode.READ_ONLY, true, "allow bash(git status*)"), "git status >&2x"));
    }

    @Test
    void outputThroughALinkGoesWhereTheLinkLeads() throws IOException {
        Files.createSymbolicLink(folder.resolve("folder"), outside);
        Files.writeString(outside.resolve("there"), "");
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("there"));
        Files.createSymbolicLink(folder.resolve("dangling"), outside.resolve("none"));
        Files.createSymbolicLink(folder.resolve("sly"), Path.of("folder/../none"));
        Files.createSymbolicLink(folder.resolve("inside"), folder.resolve("src/A.java"));
        var permissions = permissions(Mode.EDIT, true, "allow bash(git status*)");
        for (var file : List.of("folder/x", "file", "dangling", "folder/../x", "sly")) assertEquals(Verdict.ASK, run(permissions, "git status > " + file), file);
        assertEquals(Verdict.ALLOW, run(permissions, "git status > inside"));
    }

    @Test
    void afterAChangeOfFolderNamesMeanSomethingElse() {
        var permissions = permissions(Mode.EDIT, true, "allow bash(cd *)", "allow bash(echo *)", "allow bash(pushd *)");
        assertEquals(Verdict.ALLOW, run(permissions, "cd src && echo x"));
        assertEquals(Verdict.ASK, run(permissions, "cd /etc && cat passwd"));
        assertEquals(Verdict.ASK, run(permissions, "cd /etc && echo x > passwd"));
        assertEquals(Verdict.ASK, run(permissions, "pushd .. ; ls"));
        assertEquals(Verdict.ALLOW, run(permissions, "cd src && echo x > " + folder.resolve("y")));
        assertEquals(Verdict.ALLOW, run(permissions, "echo x > y && cat y"));
    }

    @Test
    void aWholeCommandThatARuleNamesIsAllowedHoweverItLooks() {
        assertEquals(Verdict.ALLOW, run(permissions(Mode.READ_ONLY, false, "allow bash(sh -c 'make; id' > x)"), "sh -c 'make; id' > x"));
        assertEquals(Verdict.DENY, run(permissions(Mode.READ_ONLY, false, "allow bash(make $(id) *)"), "make $(id) *"));
        assertEquals(Verdict.ALLOW, run(permissions(Mode.READ_ONLY, false, "allow bash"), "sh -c 'make; id' > x"));
    }

    @Test
    void anAllowedCommandElsewhereIsAsked() {
        var permissions = permissions(Mode.EDIT, true, "allow bash");
        assertEquals(Verdict.ASK, permissions.decide(BASH, List.of(new Subject.Runs("make", outside))).verdict());
        assertEquals(Verdict.ALLOW, permissions.decide(BASH, List.of(new Subject.Runs("make", folder.resolve("src")))).verdict());
        assertEquals(Verdict.ALLOW, permissions(Mode.FULL, true).decide(BASH, List.of(new Subject.Runs("make", outside))).verdict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm -rf x", "ls && rm x", "/bin/rm x", "\\rm x", "r''m x", "sudo rm x", "A=1 rm x", "sh -c 'rm x'", "echo $(rm x)", "echo $(/bin/rm x)", "ls | xargs rm", "if true; then rm x; fi", "find . -exec rm {} ;", "! rm x", "rm'' x", "rm$IFS-rf$IFS/", "nohup rm x &",
            "bash <<X\nrm x\nX"})
    void oneDeniedPartDeniesAll(String command) {
        assertEquals(Verdict.DENY, run(permissions(Mode.FULL, true, "deny bash(rm*)", "allow bash"), command));
    }

    @Test
    void whatIsDeniedOnlyLooksAlikeElsewhere() {
        var permissions = permissions(Mode.FULL, true, "deny bash(rm*)");
        for (var command : List.of("rmdir x", "git rm-x", "ls rm", "grep -r 'x' rm.txt", "echo rm x", "./rm-all")) assertEquals(Verdict.ALLOW, run(permissions, command), command);
    }

    @Test
    void aFileThatRulesKeepIsNotShownByAHarmlessCommand() {
        var permissions = permissions(Mode.READ_ONLY, false, "deny read(src/**)");
        assertEquals(Verdict.DENY, run(permissions, "cat src/A.java"));
        assertEquals(Verdict.DENY, run(permissions, "ls src"));
        assertEquals(Verdict.ALLOW, run(permissions, "ls"));
        assertFalse(permissions.mayRead(folder.resolve("src/A.java")));
        assertFalse(permissions.mayRun("cat src/A.java"));
        assertTrue(permissions.mayRun("pwd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", ".env.local", "a.pem", "A.KEY", "id_rsa", "id_rsa.pub", "scorpiox-env.txt", "auth.json", ".ssh/config", ".ssh/known_hosts", ".netrc", "sub/.ENV"})
    void secretsAreKeptInEveryModeEvenWhereAllIsAllowed(String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        for (var mode : Mode.values()) {
            for (var rules : List.of(new String[0], new String[] {"allow read", "allow edit"})) {
                assertEquals(Verdict.DENY, read(permissions(mode, true, rules), file), mode + " " + name);
                assertEquals(Verdict.DENY, write(permissions(mode, true, rules), file), mode + " " + name);
            }
        }
        assertEquals(Verdict.DENY, permissions(Mode.EDIT, true, "allow read(" + name + ")").decide(GREP, List.of(new Subject.Reads(file))).verdict());
    }

    @Test
    void aSecretIsShownOnlyWhenModeAndRuleSaySoAndNoRuleForbidsIt() throws IOException {
        var file = Files.writeString(folder.resolve(".env"), "x");
        assertEquals(Verdict.ALLOW, read(permissions(Mode.FULL, true, "allow read(.env)"), file));
        assertEquals(Verdict.DENY, write(permissions(Mode.FULL, true, "allow read(.env)"), file));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.FULL, true, "allow edit(.env)"), file));
        assertEquals(Verdict.DENY, read(permissions(Mode.FULL, true, "allow read(.env)", "deny read(.e*)"), file));
        assertEquals(Verdict.ASK, read(permissions(Mode.FULL, true, "allow read(.env)", "ask read"), file));
        assertEquals(Verdict.ALLOW, read(permissions(Mode.READ_ONLY, true), Files.writeString(folder.resolve(".env.example"), "x")));
    }

    @Test
    void aLinkToASecretIsTheSecret() throws IOException {
        Files.writeString(folder.resolve(".env"), "x");
        Files.createSymbolicLink(folder.resolve("notes.txt"), folder.resolve(".env"));
        assertEquals(Verdict.DENY, read(permissions(Mode.EDIT, true), folder.resolve("notes.txt")));
        assertEquals(Verdict.DENY, write(permissions(Mode.EDIT, true), folder.resolve("notes.txt")));
    }

    @Test
    void processesDevicesAndPipesAreKept() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        for (var file : List.of(Path.of("/proc/self/environ"), Path.of("/proc/1/cmdline"), Path.of("/dev/zero"), folder.resolve("pipe"))) {
            for (var mode : Mode.values()) assertEquals(Verdict.DENY, read(permissions(mode, true, "allow read"), file), mode + " " + file);
        }
    }

    @Test
    void outsideReadingIsAskedAndWritingDenied() {
        for (var mode : List.of(Mode.READ_ONLY, Mode.ASK, Mode.EDIT)) {
            for (var file : List.of(outside.resolve("x"), folder.resolve("../outside/x"), folder.resolveSibling("workshop").resolve("x"))) {
                assertEquals(Verdict.ASK, read(permissions(mode, true), file), mode + " " + file);
                assertEquals(Verdict.DENY, read(permissions(mode, false), file), mode + " " + file);
                assertEquals(Verdict.DENY, write(permissions(mode, true), file), mode + " " + file);
            }
            assertEquals(Verdict.ASK, read(permissions(mode, true, "allow read", "allow read(**)", "allow read(*.txt)"), outside.resolve("x.txt")));
            assertEquals(Verdict.DENY, write(permissions(mode, true, "allow edit", "allow edit(**)", "allow edit(../outside/**)"), outside.resolve("x")));
            assertEquals(Verdict.ALLOW, write(permissions(mode, true, "allow edit(" + outside + "/**)"), outside.resolve("x")));
        }
        assertEquals(Verdict.ALLOW, write(permissions(Mode.FULL, true), outside.resolve("x")));
    }

    @Test
    void aLinkThatLeadsOutsideIsOutside() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("dangling"), outside.resolve("none"));
        for (var file : List.of("link/x", "link", "dangling")) {
            assertEquals(Verdict.DENY, write(permissions(Mode.EDIT, true, "allow edit(link/**)", "allow edit(dangling)"), folder.resolve(file)), file);
            assertEquals(Verdict.ASK, read(permissions(Mode.EDIT, true), folder.resolve(file)), file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".git/config", ".git/hooks/pre-commit", ".git", "sub/.git/HEAD", "sub/.git"})
    void whatBelongsToGitIsReadableAndNeverWritable(String name) {
        for (var mode : Mode.values()) {
            assertEquals(Verdict.DENY, write(permissions(mode, true, "allow edit", "allow edit(.git/**)"), folder.resolve(name)), mode.toString());
            assertEquals(Verdict.ALLOW, read(permissions(mode, true), folder.resolve(name)), mode.toString());
        }
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, true), folder.resolve(".github/CODEOWNERS")));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, true), folder.resolve(".gitignore")));
    }

    @Test
    void gitsDataUnderAnotherNameIsGits() throws IOException {
        var data = Files.createDirectories(folder.resolve("data/hooks")).getParent();
        Files.writeString(folder.resolve(".git"), "gitdir: data\n");
        assertEquals(Verdict.DENY, write(permissions(Mode.FULL, true), data.resolve("hooks/pre-commit")));
        Files.delete(folder.resolve(".git"));
        Files.createSymbolicLink(folder.resolve(".git"), data);
        assertEquals(Verdict.DENY, write(permissions(Mode.EDIT, true), folder.resolve(".git/hooks/pre-commit")));
        Files.delete(folder.resolve(".git"));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, true), data.resolve("hooks/pre-commit")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[remote \"origin\"]\n\turl = https://user:pass@example.com/x\n", "[remote \"origin\"]\n\turl = https://t0ken@example.com/x\n", "[http]\n\textraHeader = Authorization: Basic abc\n"})
    void aPasswordInGitsSettingsIsKept(String settings) throws IOException {
        var file = Files.createDirectories(folder.resolve(".git")).resolve("config");
        Files.writeString(file, settings);
        assertEquals(Verdict.DENY, read(permissions(Mode.EDIT, true), file));
        assertEquals(Verdict.DENY, run(permissions(Mode.READ_ONLY, false), "cat .git/config"));
        Files.writeString(file, "[remote \"origin\"]\n\turl = ssh://git@example.com/x\n");
        assertEquals(Verdict.ALLOW, read(permissions(Mode.EDIT, true), file));
    }

    @ParameterizedTest
    @ValueSource(strings = {".bashrc", "home/.profile", ".envrc", ".gitattributes", "pkg/.husky/pre-commit", "a/b/.vscode/tasks.json", ".pre-commit-config.yaml", ".mvn/jvm.config", "jbang.properties", ".github/workflows/ci.yml", ".gitlab-ci.yml", ".vscode/tasks.json", ".idea/x", ".husky/pre-commit", ".scorpiox/tools/x", "Jenkinsfile"})
    void whatDecidesWhatRunsLaterIsAskedEvenWhereEditingIsNot(String name) {
        assertEquals(Verdict.ASK, write(permissions(Mode.EDIT, true), folder.resolve(name)));
        assertEquals(Verdict.DENY, write(permissions(Mode.EDIT, false), folder.resolve(name)));
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, false, "allow edit(" + name + ")"), folder.resolve(name)));
    }

    @Test
    void aFileWithASecondNameIsAsked() throws IOException {
        var file = Files.writeString(outside.resolve("x"), "x");
        Files.createLink(folder.resolve("x"), file);
        assertEquals(Verdict.ASK, write(permissions(Mode.EDIT, true), folder.resolve("x")));
        Files.delete(file);
        assertEquals(Verdict.ALLOW, write(permissions(Mode.EDIT, true), folder.resolve("x")));
    }

    @Test
    void whatMayNotBeReadMayNotBeWritten() {
        assertEquals(Verdict.DENY, write(permissions(Mode.FULL, true, "deny read(src/**)"), folder.resolve("src/A.java")));
    }

    @Test
    void aDeniedToolIsNotOfferedAndNorIsOneThatCouldOnlyBeDenied() {
        assertFalse(permissions(Mode.FULL, true, "deny bash").offers(BASH));
        assertTrue(permissions(Mode.FULL, true, "deny bash(rm*)").offers(BASH));
        assertTrue(permissions(Mode.READ_ONLY, false).offers(BASH), "there are harmless commands");
        assertFalse(permissions(Mode.READ_ONLY, true).offers(WRITE));
        assertTrue(permissions(Mode.READ_ONLY, false, "allow edit(src/**)").offers(WRITE));
        assertTrue(permissions(Mode.ASK, true).offers(WRITE));
        assertFalse(permissions(Mode.ASK, false).offers(WRITE));
        assertTrue(permissions(Mode.EDIT, false).offers(WRITE));
        assertFalse(permissions(Mode.EDIT, true).offers(FETCH));
        assertTrue(permissions(Mode.EDIT, false, "allow web_fetch(domain:a.b)").offers(FETCH));
        assertTrue(permissions(Mode.FULL, false).offers(FETCH));
        assertTrue(permissions(Mode.READ_ONLY, false).offers(PLAN));
        assertFalse(permissions(Mode.FULL, false, "deny read").offers(GREP));
    }

    @Test
    void aToolThatTouchesNothingNeedsNoRuleUnlessItTalksToOthers() {
        assertEquals(Verdict.ALLOW, permissions(Mode.READ_ONLY, false).decide(PLAN, List.of()).verdict());
        assertEquals(Verdict.DENY, permissions(Mode.EDIT, false).decide(SEARCH, List.of()).verdict());
        assertEquals(Verdict.ASK, permissions(Mode.EDIT, true).decide(SEARCH, List.of()).verdict());
        assertEquals(Verdict.ALLOW, permissions(Mode.READ_ONLY, false, "allow web_search").decide(SEARCH, List.of()).verdict());
        assertEquals(Verdict.DENY, permissions(Mode.FULL, false, "deny update_plan").decide(PLAN, List.of()).verdict());
    }

    @Test
    void theOfferOfAlwaysIsForExactlyWhatWasShown() {
        var permissions = permissions(Mode.ASK, true);
        var rule = permissions.proposal(BASH, List.of(new Subject.Runs("npm run *", folder))).orElseThrow();
        permissions.add(rule);
        assertEquals(Verdict.ALLOW, run(permissions, "npm run *"));
        assertEquals(Verdict.ASK, run(permissions, "npm run x"));
        permissions.add(permissions.proposal(WRITE, List.of(new Subject.Writes(folder.resolve("src/A.java")))).orElseThrow());
        assertEquals(Verdict.ALLOW, write(permissions, folder.resolve("src/A.java")));
        assertEquals(Verdict.ALLOW, permissions.decide(PATCH, List.of(new Subject.Writes(folder.resolve("src/A.java")))).verdict());
        assertEquals(Verdict.ASK, write(permissions, folder.resolve("src/B.java")));
        assertEquals("domain:example.com", permissions.proposal(FETCH, List.of(new Subject.Fetches(URI.create("https://example.com/x")))).orElseThrow().specifier());
    }

    @Test
    void whatIsNotUnderstoodIsNotOfferedForAlways() {
        var permissions = permissions(Mode.ASK, true);
        for (var command : List.of("make $(id)", "A=1 make", "sh -c make", "make <<X\nX", "(make)")) assertEquals(Optional.empty(), permissions.proposal(BASH, List.of(new Subject.Runs(command, folder))), command);
        assertEquals(Optional.empty(), permissions.proposal(PATCH, List.of(new Subject.Writes(folder.resolve("a")), new Subject.Writes(folder.resolve("b")))));
        assertEquals(Optional.empty(), permissions.proposal(PLAN, List.of()));
    }

    @Test
    void onlyARuleThatNamesAHostOpensIt() {
        var permissions = permissions(Mode.FULL, true, "allow web_fetch(domain:localhost)", "allow web_fetch", "deny web_fetch(domain:a.b)");
        assertTrue(permissions.namesHost(URI.create("http://localhost:8080/")));
        assertFalse(permissions.namesHost(URI.create("http://127.0.0.1/")));
        assertFalse(permissions.namesHost(URI.create("http://a.b/")));
    }

    @Test
    void theModeCanChange() {
        var permissions = permissions(Mode.READ_ONLY, true);
        permissions.mode(Mode.FULL);
        assertEquals(Mode.FULL, permissions.mode());
        assertEquals(Verdict.ALLOW, run(permissions, "make"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".scorpiox/tools", ".github/workflows", ".github/workflows/deep/er", ".mvn/wrapper", ".vscode"})
    void whoStandsInAFolderOfProgramsIsNoMoreFree(String place) throws IOException {
        var inside = Files.createDirectories(folder.resolve(place));
        workspace = new Workspace(inside, List.of(), temporary);
        var permissions = permissions(Mode.EDIT, true);
        assertEquals(Verdict.ASK, permissions.decide(WRITE, List.of(new Subject.Writes(inside.resolve("evil.java")))).verdict());
        workspace = new Workspace(folder.resolve("src"), List.of(), temporary);
        assertEquals(Verdict.ALLOW, permissions(Mode.EDIT, true).decide(WRITE, List.of(new Subject.Writes(folder.resolve("src/A.java")))).verdict());
    }
}
