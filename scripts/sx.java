///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Ask a coding model from a pipe or a terminal.
//DEPS info.picocli:picocli:4.7.7:sources
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/compare/package-info.java
//SOURCES ../lib/scorpiox/command/config/package-info.java
//SOURCES ../lib/scorpiox/command/editor/package-info.java
//SOURCES ../lib/scorpiox/command/guide/package-info.java
//SOURCES ../lib/scorpiox/command/layers/package-info.java
//SOURCES ../lib/scorpiox/command/models/package-info.java
//SOURCES ../lib/scorpiox/command/setup/package-info.java
//SOURCES ../lib/scorpiox/command/sx/package-info.java
//SOURCES ../lib/scorpiox/command/token/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Xlog:disable

import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.command.models.ListModels;
import scorpiox.command.setup.Completion;
import scorpiox.command.setup.Doctor;
import scorpiox.command.setup.Install;
import scorpiox.command.sx.Ask;

/// `sx`: prompt and stdin in, answer on stdout, everything else on stderr.
public class sx {
    public static void main(String... args) {
        if (args.length == 1 && args[0].equals("--version")) {      // before picocli is touched: scripts ask this often
            IO.println("sx " + Product.VERSION);
            return;
        }
        Script.run("sx", args, switch (args.length == 0 ? "" : args[0]) {
            case "doctor" -> Doctor::run;
            case "models" -> ListModels::run;
            case "install" -> Install::run;
            case "completion" -> Completion::run;
            default -> Ask::run;
        });
    }
}
