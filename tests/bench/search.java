///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Times one grep call of the agent's own engine, the first of its process: search.java FOLDER PATTERN
//SOURCES ../../lib/scorpiox/tool/search/package-info.java
//COMPILE_OPTIONS -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.tool.Limits;
import scorpiox.tool.Workspace;
import scorpiox.tool.search.Grep;

/// Prints the milliseconds of the call alone, and how many lines it answered with.
public class search {
    public static void main(String... args) {
        var folder = Path.of(args[0]);
        var grep = new Grep(new Workspace(folder, List.of(), folder), Limits.USUAL, _ -> true, Optional.empty());
        var began = System.nanoTime();
        var outcome = grep.call(Json.object().put("pattern", args[1])).run(new Cancel());
        IO.println((System.nanoTime() - began) / 1_000_000 + " " + outcome.text().lines().count());
    }
}
