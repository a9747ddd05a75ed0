///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Tell the ticket that the current branch is about.
//DEPS info.picocli:picocli:4.7.7

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A tool that everybody in the team has: `jbang ticket.java` by hand, or sx calls it.
@Access("READ")
@Command(name = "ticket", description = "Tells the ticket that the current git branch is about, by the branch's name.")
public class ticket implements Callable<Integer> {
    @Option(names = "--pattern", paramLabel = "REGEX", defaultValue = "[A-Z]+-[0-9]+", description = "What the number of a ticket looks like.")
    Pattern pattern;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this.")
    boolean help;

    public static void main(String... args) {
        System.exit(new CommandLine(new ticket()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "branch", "--show-current").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var branch = new String(git.getInputStream().readAllBytes()).strip();
        if (git.waitFor() != 0) return 1;
        var match = pattern.matcher(branch);
        System.out.println(match.find() ? match.group() : "none: the branch is called " + branch);
        return 0;
    }
}

/// What a tool does, for sx to know when to ask: READ, WRITE, EXEC or NET. Without it a tool is EXEC.
@Retention(RetentionPolicy.RUNTIME)
@interface Access {
    String value();
}
