///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Print the access token that sx would use, and sign in.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/token/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Xlog:disable

import scorpiox.command.token.FetchToken;
import scorpiox.command.Script;

/// `fetchtoken`: one JSON line with a token on stdout, from this machine, an HTTP endpoint or ssh.
public class fetchtoken {
    public static void main(String... args) {
        Script.run("fetchtoken", args, FetchToken::run);
    }
}
