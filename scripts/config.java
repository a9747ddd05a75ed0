///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Look at the settings and change them.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/config/package-info.java
//SOURCES ../lib/scorpiox/command/editor/package-info.java
//SOURCES ../lib/scorpiox/command/guide/package-info.java
//SOURCES ../lib/scorpiox/command/layers/package-info.java
//SOURCES ../lib/scorpiox/command/token/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Xlog:disable

import scorpiox.command.config.Config;
import scorpiox.command.Script;

/// `config`: an editor for settings on a terminal, and the same in scripts.
public class config {
    public static void main(String... args) {
        Script.run("config", args, Config::run);
    }
}
