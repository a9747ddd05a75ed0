package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.shell.ShellCommand.Beyond;

class ShellCommandTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("git status", List.of(List.of("git", "status"))),
                Arguments.of("  git \t status  ", List.of(List.of("git", "status"))),
                Arguments.of("a && b || c; d | e & f\ng", List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d"), List.of("e"), List.of("f"), List.of("g"))),
                Arguments.of("a&&b;c|&d", List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d"))),
                Arguments.of("grep 'a && b' \"c ; d\" e\\;f", List.of(List.of("grep", "a && b", "c ; d", "e;f"))),
                Arguments.of("g'i't \"sta\"tu's'", List.of(List.of("git", "status"))),
                Arguments.of("\\git status", List.of(List.of("git", "status"))),
                Arguments.of("echo '' \"\"", List.of(List.of("echo", "", ""))),
                Arguments.of("echo \"a \\\"b\\\" \\\\ \\n\"", List.of(List.of("echo", "a \"b\" \\ \\n"))),
                Arguments.of("echo 'it'\\''s'", List.of(List.of("echo", "it's"))),
                Arguments.of("echo a#b", List.of(List.of("echo", "a#b"))),
                Arguments.of("git log \\\n  -1", List.of(List.of("git", "log", "-1"))),
                Arguments.of("git\u00a0status", List.of(List.of("git\u00a0status"))),
                Arguments.of("", List.of()),
                Arguments.of(" ; ;; && \n", List.of()));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineFallsIntoPartsAndThoseIntoWordsWithoutQuotes(String line, List<List<String>> words) {
        assertEquals(words, ShellCommand.parse(line).parts().stream().map(ShellCommand.Part::words).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"git status", "git status -s && ls -la | wc -l; pwd", "git commit -m 'a\nb'", "git show HEAD~1 a~ x=y", "git log -1 2>&1", "git log 2>/dev/null >&2",
            "echo '$HOME $(id) `id` * ~ {a,b} #'", "echo \\$HOME \\*", "echo $ a$ \"$\"", "git log \\\n -1"})
    void plainWordsAreNothingMore(String line) {
        assertEquals(Set.of(), ShellCommand.parse(line).beyond());
    }

    static Stream<Arguments> more() {
        return Stream.of(
                Arguments.of(Beyond.SUBSTITUTION, List.of("echo $(id)", "echo `id`", "echo \"$(id)\"", "echo \"`id`\"", "echo a$(id)b", "diff <(ls) x", "ls > >(cat)", "cat <<EOF\nx\nEOF", "cat <<'EOF'\nx\nEOF",
                        "cat <<-EOF\nx\nEOF", "cat <<<word", "echo ${HOME}", "echo ${x@P}", "echo \"${x:=y}\"", "echo $'\\x41'", "echo $\"a\"", "echo $((1+1))", "echo $[1+1]", "$EDITOR x")),
                Arguments.of(Beyond.VARIABLE, List.of("echo $HOME", "echo \"$HOME\"", "ls $1", "echo $?", "echo $$", "echo $@", "cat a$_", "echo $-")),
                Arguments.of(Beyond.EXPANSION, List.of("ls *", "ls a?", "ls [ab]", "ls {a,b}", "cat ~/x", "cat ~root/x", "cat x=~/y", "cat a:~/b", "cat ''~/x")),
                Arguments.of(Beyond.ASSIGNMENT, List.of("A=1 git status", "A=1", "A+=1 b", "PATH=.:$PATH ls", "A='x\ny' git diff", "\"A=1\" x")),
                Arguments.of(Beyond.SYNTAX, List.of("(id)", "{ id; }", "! id", "if true; then id; fi", "for i in a; do id; done", "while true; do id; done", "case a in a) id;; esac", "f() { id; }", "function f { id; }",
                        "[[ -f x ]]", "((1))", "ls # comment", "#ls", "echo 'open", "echo \"open", "echo open\\", "ls >", "ls > 'a")),
                Arguments.of(Beyond.INDIRECTION, List.of("eval ls", "source x", ". ./x", "exec ls", "ls | xargs rm", "env ls", "env -i A=1 ls", "sudo ls", "doas ls", "su -c ls", "sh -c ls", "bash x", "/bin/bash -c ls",
                        "/usr/bin/env ls", "command ls", "builtin cd", "nohup ls", "setsid ls", "nice ls", "time ls", "timeout 3 ls", "coproc ls", "trap ls EXIT", "alias ls=id", "\\eval ls", "ev'al' ls", "ls; eval x",
                        "ls\neval x", "ls & eval x", "> x eval y")),
                Arguments.of(Beyond.INPUT, List.of("cat < x", "cat <x", "cat 0< x", "cat <> x", "cat <&3")),
                Arguments.of(Beyond.CONTROL, List.of("ls \u0001", "ls \u001b[2J", "ls\r", "ls 'a\u001bb'", "ls \"a\u007fb\"", "ls \\\u0007", "ls \u0085", "ls \u009b", "ls a\u0000b")));
    }

    @ParameterizedTest
    @MethodSource("more")
    void whatAShellWouldDoBeyondWordsIsNamed(Beyond kind, List<String> lines) {
        for (var line : lines) assertTrue(ShellCommand.parse(line).beyond().contains(kind), line + " " + ShellCommand.parse(line).beyond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"git status \"$\\\n(id)\"", "git status $\\\n(id)", "git status \"$\\\n{x@P}\"", "git st\\\natus", "cat <\\\n<EOF\nx\nEOF", "cat \"..\\\n/x\"", "ls >\\\n> x"})
    void aJoinedLineWithinAWordIsNotUnderstood(String line) {
        assertFalse(ShellCommand.parse(line).without(Beyond.SYNTAX, Beyond.SUBSTITUTION), line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {
            "ls > x @ x", "ls >x @ x", "ls >> x @ x", "ls >| x @ x", "ls 1>x @ x", "ls 2>x @ x", "ls &> x @ x", "ls &>> x @ x", "ls >& x @ x", "ls 1<>x @ x", "ls <> x @ x", "> x ls @ x", "ls >'a b' @ a b",
            "ls > \"/etc/x\" @ /etc/x", "ls >../x @ ../x", "ls >&2x @ 2x", "ls >&2/../x @ 2/../x", "ls 2>&1x @ 1x", "ls > x > y @ x,y", "ls >x 2>y @ x,y", "ls > \\x @ x"})
    void outputToAFileIsFoundHoweverItIsWritten(String line, String files) {
        assertEquals(List.of(files.split(",")), ShellCommand.parse(line).parts().stream().flatMap(part -> part.writes().stream()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls > /dev/null", "ls 2>/dev/null", "ls 2>&1", "ls >&2", "ls 1>&2 2>&-", "ls >&1-", "ls &>/dev/null", "ls | cat 2>&1", "ls 2>&1| cat", "ls > /dev/stderr"})
    void outputToNothingOrToAnotherStreamIsNoFile(String line) {
        var command = ShellCommand.parse(line);
        assertEquals(List.of(), command.parts().stream().flatMap(part -> part.writes().stream()).toList());
        assertEquals(List.of("ls"), command.parts().getFirst().words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls > $HOME/x", "ls > \"$HOME/x\"", "ls > ~/x", "ls > *", "ls > a?", "ls > {a,b}", "ls >& $fd", "ls > `id`", "ls > x[1]", "ls &> ~/x", "ls 1<> ~/x", "ls >& \"'..'/x\"", "ls > 'a\\b'", "ls >& -x", "ls >& \\\n-x", "ls <& -x"})
    void outputToAFileWhoseNameTheShellMakesUpIsNotUnderstood(String line) {
        assertTrue(ShellCommand.parse(line).beyond().contains(Beyond.SYNTAX), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat '2'>/dev/stdout", "cat \"2\">/dev/stdout", "cat \\2>/dev/stdout", "cat ''2>/dev/stdout"})
    void aQuotedNumberBeforeAnArrowIsAnArgument(String line) {
        assertEquals(List.of("cat", "2"), ShellCommand.parse(line).parts().getFirst().words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat \u0662>/dev/null", "cat 99999999999>/dev/null", "cat a2>/dev/null", "cat 2&>/dev/null", "cat >&-2", "cat >&-x"})
    void whatIsNoDescriptorBeforeAnArrowIsAnArgument(String line) {
        assertEquals(2, ShellCommand.parse(line).parts().getFirst().words().size());
    }

    @Test
    void everyWordEndsWhereTheTextSaysSo() {
        var line = "git status -s&&  'git' log\t-1|wc";
        var command = ShellCommand.parse(line);
        var before = command.parts().stream().flatMap(part -> part.ends().stream()).map(end -> line.substring(0, end)).toList();
        assertEquals(List.of("git", "git status", "git status -s", "git status -s&&  'git'", "git status -s&&  'git' log", "git status -s&&  'git' log\t-1", line), before);
    }

    @Test
    void aPartKeepsItsText() {
        assertEquals(List.of("git status", "ls  -l > x", "pwd"), ShellCommand.parse("git status && ls  -l > x\n pwd ").parts().stream().map(ShellCommand.Part::text).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '\0', value = {
            "git\tstatus   -s @ git status -s", "g'i't status @ git status", "git status>/dev/null @ git status", "git commit -m \"a b\" @ git commit -m 'a b'", "\"git status\" x @ 'git status' x",
            "echo \"it's\" '' @ echo 'it'\\''s' ''", "git show HEAD~1:a @ git show HEAD~1:a"})
    void thePlainFormOfAPartHoldsItsWordsAlone(String line, String plain) {
        assertEquals(plain, ShellCommand.parse(line).parts().getFirst().plain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm x", "ls; rm x", "ls && rm x", "ls|rm x", "ls & rm x", "ls\nrm x", "/bin/rm x", "\\rm x", "r'm' x", "r\"\"m x", "r\\\nm x", "rm\tx", "rm   x", "> out rm x", "2>/dev/null rm x", "A=1 rm x", "A=1 B=2 /bin/rm x",
            "sudo rm x", "sudo -u root rm x", "env -i A=1 rm x", "nohup /bin/rm x", "timeout 3 rm x", "xargs rm x", "ls | xargs -0 rm x", "sh -c 'rm x'", "bash -lc \"cd y && rm x\"", "sh -c 'true;rm x'", "sh -c \"sh -c 'rm x'\"", "eval rm x",
            "eval 'rm x'", "echo $(rm x)", "echo `rm x`", "echo \"$(rm x)\"", "echo $(/bin/rm x)", "echo $(r''m x)", "cat <(rm x)", "(rm x)", "{ rm x; }", "! rm x", "if true; then rm x; fi", "if rm x; then ls; fi", "while true; do rm x; done",
            "for i in a; do /bin/rm x; done", "case a in a) rm x;; esac", "f() { rm x; }", "bash <<EOF\nrm x\nEOF", "time rm x", "exec rm x", "command rm x", "find . -name a -exec rm x {} ;", "find . -execdir /bin/rm x \\;",
            "python3 -c 'import os' 'rm x'", "echo 'unfinished; rm x", "if rm x"})
    void whatMightBeACommandIsSuspectedWhereverItStands(String line) {
        assertTrue(ShellCommand.parse(line).suspects().contains("rm x") || ShellCommand.parse(line).suspects().stream().anyMatch(each -> each.startsWith("rm x")), line + " " + ShellCommand.parse(line).suspects());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls rm x", "echo 'rm' x", "git add rm x", "grep -c rm x", "cat rm.txt", "./rmx x", "git commit -m rm"})
    void ordinaryArgumentsAreNotSuspected(String line) {
        assertFalse(ShellCommand.parse(line).suspects().stream().anyMatch(each -> each.startsWith("rm ")), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"env ", "x 'a b;' ", "( ", "$(", "\"$(", "' ", "; ", "\\", "sh -c \"", "if "})
    void aLineAsLongAsTheSystemTakesIsReadInMoments(String piece) {
        var line = piece.repeat(130_000 / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ShellCommand.parse(line).suspects());
    }
}
