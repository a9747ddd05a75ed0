package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class CoverageTest {
    @TempDir
    Path temporary;
    private Path tools;
    private Coverage coverage;

    @BeforeEach
    void folders() throws IOException {
        tools = Files.createDirectories(temporary.resolve("work/.scorpiox/tools"));
        coverage = new Coverage(tools, List.of(temporary.resolve("m2")));
    }

    private Path source(String text) throws IOException {
        return Files.writeString(tools.resolve("a.java"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//DEPS ../../libs/lib.jar", "//DEPS lib.jar", "//DEPS ./other.java", "//DEPS /tmp/x.jar", "//DEPS https://github.com/a/b", "//DEPS a:b", "//DEPS a:b:[1,2)", "//DEPS a:b:1.+",
            "//DEPS a:b:LATEST", "//DEPS a:b:RELEASE", "//DEPS a:b:1-SNAPSHOT", "//DEPS a:b:${x:1}", "//DEPS a:b:1 ../x.jar", "//DEPS a:b:1,../x.jar", "//DEPS \"../x y.jar\"", "//DEPS a:b:../../c", "//DEPS a:b:1:c:d", "//DEPS a:b:..",
            "//DEPS:../x.jar", "  //DEPS x.jar", "// DEPS x.jar", "///DEPS x.jar", "//\tDEPS\tx.jar", "//JBANG_DEPS x.jar", "//DEPS a:b:1 //x.jar", "//DEPS // x.jar", "//DEPS  // x.jar", "//DEPS a:b@../c",
            "//REPOS acme=https://example.invalid/m2", "//REPOS", "//JAVAAGENT", "//JAVAAGENT Agent-Class=x", "//MANIFEST Class-Path=../../x.jar", "//MODULE m", "class A { @Grab(\"a:b:1\") int x; }", "@GrabResolver(name='x')",
            "//SOURCES ../../Outside.java", "//SOURCES /etc/A.java", "//SOURCES https://example.invalid/A.java", "//SOURCES lib/A.java ../../../B.java", "//SOURCES ~/A.java", "//SOURCES ${HOME}/A.java", "//SOURCES a:b:1", "//SOURCES ../**.java",
            "//FILES x=../../secret", "//FILES ../../secret", "//FILES META-INF/x=https://example.invalid/x", "//FILES x=/etc/passwd", "//FILES a.txt,../../b", "class A {}\r//DEPS x.jar"})
    void aLineThatNamesMoreThanTrustCoversIsRefused(String line) throws IOException {
        var source = source("//JAVA 25+\n" + line + "\nclass a {}\n");
        var message = assertThrows(Unfit.class, () -> coverage.checkLines(source)).getMessage();
        assertTrue(message.endsWith("which trust in the project does not cover") || message.endsWith("which is all that trust covers"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//DEPS info.picocli:picocli:4.7.7", "//DEPS a.b:c_d:1.0-rc1:sources@jar e:f:2", "//DEPS a:b:1 // the library", "//DEPS a:b:1@pom", "//SOURCES lib/*.java", "//SOURCES ./b.java lib/**/*.java",
            "//FILES names.txt", "//FILES META-INF/x=data/x", "//JAVA_OPTIONS -Xmx1g", "//DESCRIPTION with ../x and https://example.invalid", "//TODO no more", "// see the docs", "//MAIN a", "//GAV a:b:1", "var at = \"//REPOS\";"})
    void ordinaryLinesAreNot(String line) throws IOException {
        var source = source(line + "\nclass a {}\n");
        assertDoesNotThrow(() -> coverage.checkLines(source));
    }

    private JsonNode info(String members) throws IOException {
        return Json.read(("{'sources':[{'backingResource':'TOOLS/a.java'}]," + members + "}").replace('\'', '"').replace("TOOLS", tools.toString()).replace("HERE", temporary.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx1g", "-Xms16m", "-Xss512k", "-XX:+UseSerialGC", "-XX:+UseZGC", "-Da=b", "-Dmy.name=@x /y", "-Dflag", "-Djava.awt.headless=true", "-ea", "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-preview"})
    void harmlessOptionsAreWelcome(String option) throws IOException {
        var info = info("'runtimeOptions':['" + option + "']");
        var source = source("class a {}");
        assertDoesNotThrow(() -> coverage.check(info, List.of(source)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@/some/file", "@file", "-javaagent:x.jar", "-agentpath:x.so", "-agentlib:x", "-cp", "-classpath", "--class-path=x", "--module-path=x", "-p", "x.jar", "-jar", "-XX:Flags=x", "-XX:AOTCache=x", "-XX:SharedArchiveFile=x",
            "-XX:VMOptionsFile=x", "-XX:OnError=x", "-XX:OnOutOfMemoryError=x", "-XX:CompileCommandFile=x", "-XX:+UseSerialGC -cp x", "-XX:+UseFooGC", "-Xbootclasspath/a:x", "-Xshare:dump", "-Xlog:all:file=x", "-Xmx1g@x", "--patch-module=a=b", "--upgrade-module-path=x",
            "-Djava.system.class.loader=x", "-Djava.class.path=x", "-Djava.library.path=x", "-Djava.security.policy=x", "-Djdk.module.main=x", "-Dsun.boot.library.path=x", "-Dcom.sun.management.config.file=x", "-Djavax.net.ssl.trustStore=x", "-Xrunx", "-splash:x", ""})
    void otherOptionsAreRefused(String option) throws IOException {
        var info = info("'runtimeOptions':['-Xmx1g','" + option + "']");
        var source = source("class a {}");
        assertThrows(Unfit.class, () -> coverage.check(info, List.of(source)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'resolvedDependencies':['HERE/work/libs/lib.jar']", "'resolvedDependencies':['HERE/m2/a/b/1/b.jar','HERE/m2/../work/x.jar']", "'resolvedDependencies':['HERE/m2x/a.jar']", "'resolvedDependencies':['lib.jar']",
            "'dependencies':['a:b:1','a:b:2-SNAPSHOT']", "'repositories':[{'id':'acme','url':'https://example.invalid'}]", "'module':'m'", "'files':[{'backingResource':'HERE/work/x','target':'x'}]", "'files':[{'backingResource':'TOOLS/../../x'}]",
            "'sources':[{'backingResource':'HERE/work/Outside.java'}]", "'sources':[{'backingResource':'relative.java'}]", "'compileOptions':['-processorpath','x']", "'compileOptions':['-Xplugin:x']", "'compileOptions':['@x']", "'compileOptions':['-J-javaagent:x']",
            "'compileOptions':['x.java']", "'compileOptions':['-A=x']", "'compileOptions':['-cp']"})
    void whatJBangWouldMakeItOfIsLookedAtToo(String members) throws IOException {
        var info = info(members);
        var source = source("class a {}");
        assertThrows(Unfit.class, () -> coverage.check(info, List.of(source)));
    }

    @Test
    void aPublishedArtifactAndASourceBesideItAreWelcome() throws IOException {
        var info = info("'dependencies':['a:b:1'],'resolvedDependencies':['HERE/m2/a/b/1/b-1.jar'],'files':[{'backingResource':'TOOLS/x'}],'compileOptions':['-g','-parameters','-nowarn','-Xlint:all','--release','25']");
        var source = source("//DEPS a:b:1\nclass a {}");
        assertDoesNotThrow(() -> coverage.check(info, List.of(source)));
    }

    @Test
    void theLinesOfEverySourceCount() throws IOException {
        var source = source("class a {}");
        var helper = Files.writeString(tools.resolve("Helper.java"), "//REPOS x=y\nclass Helper {}");
        var info = info("'module':null");
        assertDoesNotThrow(() -> coverage.check(info, List.of(source)));
        assertThrows(Unfit.class, () -> coverage.check(info, List.of(source, helper)));
        assertThrows(Unfit.class, () -> coverage.check(info, List.of(tools)), "a folder is no source");
    }
}
