package scorpiox.tool.permission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.tool.Workspace;
import scorpiox.tool.permission.Rule.Verdict;

class RuleTest {
    @TempDir
    Path temporary;
    private Path folder;
    private Path second;
    private Workspace workspace;

    @BeforeEach
    void open() throws IOException {
        var real = temporary.toRealPath();
        folder = Files.createDirectories(real.resolve("work"));
        second = Files.createDirectories(real.resolve("second"));
        Files.createDirectories(real.resolve("outside"));
        workspace = new Workspace(folder, List.of(second), real);
    }

    private static Rule allow(String text) {
        return Rule.parse(Verdict.ALLOW, text, "SX_ALLOW");
    }

    private static Rule deny(String text) {
        return Rule.parse(Verdict.DENY, text, "SX_DENY");
    }

    private static List<String> list(String text) {
        return Rule.list(Verdict.ALLOW, text, "").stream().map(Rule::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {"bash @ bash", "bash(git status*) @ bash(git status*)", "Bash(x) @ bash(x)", " read( ./a ) @ read( ./a )", "bash(*) @ bash", "edit(**) @ edit", "WebFetch(domain:a.b) @ web_fetch(domain:a.b)",
            "MultiEdit @ multi_edit", "mcp__server__* @ mcp__server__*", "bash(a(b)c) @ bash(a(b)c)"})
    void aRuleIsAToolAndWhatOfIt(String text, String shown) {
        assertEquals(shown, allow(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(x)", "1bash", "bash(", "bash)x", "bash(x", "ba sh", "bash(x) y", "bash()", "bash(  )", "rm -rf"})
    void anythingElseIsAUsageErrorThatNamesItsSource(String text) {
        var failure = assertThrows(Failure.class, () -> allow(text));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("SX_ALLOW"), failure.getMessage());
    }

    @Test
    void aSpecifierMayHoldLineEndsAndSoMayTheCommand() {
        assertEquals("bash(a\nb)", allow("bash(a\nb)").toString());
        assertTrue(allow("bash(git commit*)").fitsCommand("git commit -m 'a\nb'"));
        assertTrue(allow("edit(src/{A,B}.java)").fitsFile(folder.resolve("src/B.java"), workspace));
    }

    @Test
    void rulesArePartedByCommasAndLineEndsOutsideParentheses() {
        assertEquals(List.of("read", "bash(a, b)", "edit(src/**)"), list("read, bash(a, b)\n\n edit(src/**),"));
        assertEquals(List.of(), list(""));
        assertEquals(List.of("bash(f(a,b),c)", "read"), list("bash(f(a,b),c),read"));
    }

    @ParameterizedTest
    @CsvSource({"read,grep", "read,glob", "read,ls", "read,view_image", "read,read", "edit,write", "edit,multi_edit", "edit,apply_patch", "edit,edit", "bash,bash_output", "bash,bash_kill", "grep,grep", "mcp__a__*,mcp__a__b", "mcp__*,mcp__a__b"})
    void aToolStandsForItsFamily(String rule, String tool) {
        assertTrue(allow(rule).isAbout(tool));
    }

    @ParameterizedTest
    @CsvSource({"grep,read", "write,edit", "read,edit", "edit,read", "bash_output,bash", "mcp__a__*,mcp__ab__c", "bash,bashful", "web_fetch,web_search"})
    void butNoOtherForIt(String rule, String tool) {
        assertFalse(allow(rule).isAbout(tool));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {"git status* @ git status", "git status* @ git status -s", "git status* @ git status --output=x", "git status * @ git status", "git status * @ git status -s", "git * status @ git -C x status",
            "git diff @ git diff", "* @ anything at all", "npm run test:* @ npm run test:unit", "./build.* @ ./build.sh", "ls* @ ls\t-l", "*status* @ git status"})
    void aCommandFits(String specifier, String command) {
        assertTrue(allow("bash(" + specifier + ")").fitsCommand(command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {"git* @ gitk", "git status* @ git statusx", "git status* @ git status-x", "git* @ git'k' x", "git* @ git\\k", "git* @ git/../evil", "git* @ git.sh", "git* @ git:x", "git status* @ git status/x",
            "git status* @ git status\u00a0x", "git status* @ git  status", "git status * @ git statusx", "git diff @ git diff x", "git diff @ git difftool", "git status* @ sudo git status", "git status* @ GIT STATUS", "ls.* @ lsx", "a+b @ aab"})
    void aCommandDoesNotFit(String specifier, String command) {
        assertFalse(allow("bash(" + specifier + ")").fitsCommand(command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {"rm* @ rm -rf x", "rm* @ rm", "rm* @ rm'x'", "rm* @ rm$IFS", "rm* @ rm/x", "rm* @ rm>x", "git push* @ git push;x"})
    void aRuleThatForbidsSeesTheEndOfAWordEarlier(String specifier, String command) {
        assertTrue(deny("bash(" + specifier + ")").fitsCommand(command));
        assertFalse(deny("bash(" + specifier + ")").fitsCommand("rmdir x"));
    }

    @Test
    void anAnswerIsMeantLetterForLetter() {
        var rule = new Rule(Verdict.ALLOW, "bash", "ls *", true, "your answer");
        assertTrue(rule.fitsCommand("ls *"));
        assertFalse(rule.fitsCommand("ls x"));
        var file = new Rule(Verdict.ALLOW, "edit", folder.resolve("a*").toString(), true, "your answer");
        assertTrue(file.fitsFile(folder.resolve("a*"), workspace));
        assertFalse(file.fitsFile(folder.resolve("ab"), workspace));
    }

    @ParameterizedTest
    @CsvSource({"src/**,src/a/A.java", "src/**,src/A.java", "./src/**,src/A.java", "src/,src/A.java", "*.java,src/deep/A.java", "**/*.java,A.java", "src/*.java,src/A.java", "src/[AB].java,src/B.java", "src/A.java,src/A.java", "src/**,src"})
    void aPatternIsAboutThePathFromTheWorkingDirectory(String pattern, String file) {
        assertTrue(allow("edit(" + pattern + ")").fitsFile(folder.resolve(file), workspace));
        assertTrue(deny("edit(" + pattern + ")").fitsFile(folder.resolve(file), workspace));
    }

    @ParameterizedTest
    @CsvSource({"src/**,srcx/A.java", "src/**,other/src/A.java", "src/*.java,src/deep/A.java", "*.java,A.javax", "src/A.java,src/a.java", "src/**,SRC/A.java"})
    void anotherPathDoesNotFit(String pattern, String file) {
        assertFalse(allow("edit(" + pattern + ")").fitsFile(folder.resolve(file), workspace));
        assertFalse(deny("edit(" + pattern + ")").fitsFile(folder.resolve(file), workspace));
    }

    @Test
    void outsideTheWorkspaceOnlyAWholePathAllows() {
        var file = folder.resolveSibling("outside").resolve("a.txt");
        for (var pattern : List.of("*.txt", "**", "**/*.txt", "../outside/**", "../**")) {
            assertFalse(new Rule(Verdict.ALLOW, "read", pattern, false, "").fitsFile(file, workspace), pattern);
        }
        assertFalse(allow("read").fitsFile(file, workspace));
        assertTrue(allow("read(" + file.getParent() + "/**)").fitsFile(file, workspace));
        assertTrue(allow("read(~/outside/**)").fitsFile(file, workspace));
        assertTrue(allow("read").fitsFile(second.resolve("a"), workspace));
    }

    @Test
    void outsideTheWorkspaceANameForbids() {
        var file = folder.resolveSibling("outside").resolve("a.txt");
        assertTrue(deny("read(*.txt)").fitsFile(file, workspace));
        assertTrue(deny("read").fitsFile(file, workspace));
        assertFalse(deny("read(src/**)").fitsFile(file, workspace));
    }

    @Test
    void aPatternThatNamesALinkIsAboutWhereItLeads() throws IOException {
        var store = Files.createDirectories(folder.resolve("store [1]"));
        Files.createSymbolicLink(folder.resolve("private"), store);
        Files.createSymbolicLink(folder.resolveSibling("home"), folder.resolveSibling("outside"));
        for (var pattern : List.of("private/**", "./private/*.txt", "private/", "private/a.txt")) {
            assertTrue(deny("read(" + pattern + ")").fitsFile(store.resolve("a.txt"), workspace), pattern);
            assertFalse(deny("read(" + pattern + ")").fitsFile(folder.resolve("b.txt"), workspace), pattern);
        }
        assertTrue(deny("read(~/home/**)").fitsFile(folder.resolveSibling("outside").resolve("x"), workspace));
    }

    @Test
    void aLinkInAPatternAllowsNothingOutside() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolveSibling("outside"));
        assertFalse(allow("edit(link/**)").fitsFile(folder.resolveSibling("outside").resolve("a"), workspace));
    }

    @Test
    void aPatternThatCannotBeUsedFitsNothing() {
        assertFalse(allow("edit(" + "{a,b}".repeat(20) + ")").fitsFile(folder.resolve("a"), workspace));
    }

    @ParameterizedTest
    @CsvSource({"https://example.com/x,true", "http://EXAMPLE.com:8080/,true", "https://docs.example.com/,true", "https://a.b.example.com,true", "https://example.com./x,true", "https://badexample.com,false", "https://example.com.evil.org,false",
            "https://example.com@evil.org/,false", "https://evil.org/example.com,false", "https://evil.org/?https://example.com,false", "file:///example.com,false", "https://exampleXcom,false"})
    void aDomainStandsForTheHostAndThoseBelowIt(String url, boolean fits) {
        assertEquals(fits, allow("web_fetch(domain:example.com)").fitsUrl(URI.create(url)));
        assertEquals(fits, deny("web_fetch(domain: Example.COM)").fitsUrl(URI.create(url)));
    }

    @Test
    void withoutADomainTheWholeAddressIsMeant() {
        assertTrue(allow("web_fetch(https://a.b/c)").fitsUrl(URI.create("https://a.b/c")));
        assertFalse(allow("web_fetch(https://a.b/c)").fitsUrl(URI.create("https://a.b/cd")));
        assertTrue(allow("web_fetch").fitsUrl(URI.create("https://a.b/c")));
        assertNull(allow("web_fetch(*)").specifier());
    }
}
