///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Every provider behind the APIs that clients of OpenAI and Anthropic speak.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/serve/package-info.java
//SOURCES ../lib/scorpiox/command/sx/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -Xms80m -Xmx1g -Xmn48m -XX:SurvivorRatio=2 --enable-native-access=ALL-UNNAMED -Xlog:disable

import scorpiox.command.Script;
import scorpiox.command.serve.Serve;

/// `serve`: other people's clients with one's own sign-in.
public class serve {
    public static void main(String... args) {
        Script.run("serve", args, Serve::run);
    }
}
