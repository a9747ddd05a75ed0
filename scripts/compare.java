///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION See what each provider can do, and send them all the same prompt.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/compare/package-info.java
//SOURCES ../lib/scorpiox/command/sx/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Xlog:disable

import scorpiox.command.Script;
import scorpiox.command.compare.Compare;

/// `compare`: the providers side by side, by what they say of themselves and by what they do.
public class compare {
    public static void main(String... args) {
        Script.run("compare", args, Compare::run);
    }
}
