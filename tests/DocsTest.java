package scorpiox.tool.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.Outcome;
import scorpiox.tool.Parameters;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

@Timeout(120)
class DocsTest {
    private static final String WIDGET = """
            package org.example.kit;

            /// A *widget* of [Widget.Shape].
            ///
            /// ```java
            /// new Widget(1);
            /// ```
            /// @param size in `mm`
            @SuppressWarnings({"unchecked", "all"})
            public record Widget(int size) implements Comparable<Widget> {
                /** The <b>largest</b> one, {@code 2<3}. */
                public static final int LARGEST = 99;
                private static final int HIDDEN = 1;

                /** What it looks like. */
                public enum Shape {
                    /** With corners. */
                    @Deprecated SQUARE,
                    ROUND { @Override public String toString() { return "o"; } };

                    public String label() { return "x"; }
                }

                /**
                 * Makes a widget, see {@link #grown(int) growing}.
                 * @param <T> any
                 * @param by how much
                 * @return a larger one
                 * @throws IllegalStateException when full
                 * @since 1.1
                 * @deprecated use another
                 */
                @Deprecated
                public static <T extends Number> Widget grown(
                        int by) throws IllegalStateException {
                    return new Widget(by);
                }

                public Widget grown(String by) { return this; }

                void hidden() {}

                @Override
                public int compareTo(Widget other) { return 0; }
            }
            """;
    private static final String BARE = """
            package org.example.bare;
            public class Bare<T> extends java.util.ArrayList<T> {
                public Bare(int size) {}
                public T pick(String name) throws java.io.IOException { return null; }
                protected void inner() {}
                public interface Part { void act(); }
            }
            """;

    @TempDir
    static Path repository;

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private Workspace workspace;

    @BeforeAll
    static void fillTheRepository(@TempDir Path scratch) throws IOException {
        publish(scratch, "org/example", "widget-kit", "1.9", "org/example/kit/Widget.java", WIDGET.replace("LARGEST = 99", "LARGEST = 1"), true);
        publish(scratch, "org/example", "widget-kit", "1.10", "org/example/kit/Widget.java", WIDGET, true);
        publish(scratch, "org/example", "widget-kit", "1.10-rc1", "org/example/kit/Widget.java", WIDGET.replace("LARGEST = 99", "LARGEST = 2"), true);
        publish(scratch, "com/other", "bare", "2.0", "org/example/bare/Bare.java", BARE, false);
        Files.writeString(Files.createDirectories(repository.resolve("org/example/broken/1.0")).resolve("broken-1.0.jar"), "this is no jar");
    }

    @BeforeEach
    void open() {
        workspace = new Workspace(folder, List.of(), folder);
    }

    @Test
    void itIsATool() {
        var docs = docs();
        assertEquals("docs", docs.name());
        assertEquals(Access.READ, docs.access());
        assertTrue(docs.declaration() instanceof Tool.Function function && function.parameters().path("properties").size() == 4);
    }

    @Test
    void aCallTouchesTheProjectOrRunsACommandOrNothing() {
        var real = workspace.directory();
        assertEquals(List.of(new Subject.Reads(real)), call("{\"query\":\"x\"}").subjects());
        assertEquals(List.of(new Subject.Reads(real)), call("{\"query\":\"x\",\"kind\":\"project\"}").subjects());
        assertEquals(List.of(), call("{\"query\":\"x\",\"kind\":\"java\"}").subjects());
        assertEquals(List.of(), call("{\"query\":\"x\",\"kind\":\"maven\"}").subjects());
        assertEquals(List.of(), call("{\"query\":\"x\",\"kind\":\"man\"}").subjects());
        assertEquals(List.of(new Subject.Runs("git commit --help", real)), call("{\"query\":\" git  commit --help\",\"kind\":\"help\"}").subjects());
        assertEquals("docs help git commit", call("{\"query\":\"git  commit\",\"kind\":\"help\"}").line());
        assertEquals("docs x", call("{\"query\":\"x\"}").line());
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "HexFormat                       | java.util.HexFormat                | public final class HexFormat",
            "java.util.HexFormat             | java.util.HexFormat                | public final class HexFormat",
            "HexFormat#of                    | java.util.HexFormat#of             | public static HexFormat of()",
            "HexFormat.of()                  | java.util.HexFormat#of             | public static HexFormat of()",
            "HexFormat::of                   | java.util.HexFormat#of             | public static HexFormat of()",
            "java.util.HexFormat.of          | java.util.HexFormat#of             | public static HexFormat of()",
            "java.util.HexFormat#withPrefix(String) | java.util.HexFormat#withPrefix | public HexFormat withPrefix(String prefix)",
            "HexFormat of                    | java.util.HexFormat#of             | public static HexFormat of()",
            "Map.Entry                       | java.util.Map.Entry                | interface Entry<K, V>",
            "Map$Entry#getKey                | java.util.Map.Entry#getKey         | K getKey()",
            "java.util.Map.Entry.getKey      | java.util.Map.Entry#getKey         | K getKey()",
            "Runnable                        | java.lang.Runnable                 | public interface Runnable",
            "TimeUnit                        | java.util.concurrent.TimeUnit      | public enum TimeUnit",
            "TimeUnit.SECONDS                | java.util.concurrent.TimeUnit#SECONDS | SECONDS",
            "Integer.MAX_VALUE               | java.lang.Integer#MAX_VALUE        | public static final int MAX_VALUE = 0x7fffffff",
            "@Override                       | java.lang.Override                 | public @interface Override",
            "ArrayList<String>#stream        | java.util.Collection#stream        | default Stream<E> stream()",
            "StringBuilder#new               | java.lang.StringBuilder#new        | public StringBuilder(int capacity)",
            "StringBuilder#StringBuilder     | java.lang.StringBuilder#StringBuilder | public StringBuilder(int capacity)",
            "Thread.State                    | java.lang.Thread.State             | public enum State",
            "java.net.http.HttpClient        | java.net.http.HttpClient           | public abstract class HttpClient",
            "StackWalker.Option#RETAIN_CLASS_REFERENCE | java.lang.StackWalker.Option#RETAIN_CLASS_REFERENCE | RETAIN_CLASS_REFERENCE",
            "UnixDomainPrincipal#user        | jdk.net.UnixDomainPrincipal#user   | public record UnixDomainPrincipal(UserPrincipal user, GroupPrincipal group)",
    })
    void aNameOfTheJdkGivesItsDeclarationAndItsComment(String query, String name, String declaration) {
        assumeTrue(Files.exists(Path.of(System.getProperty("java.home"), "lib", "src.zip")));
        for (var kind : List.of("java", "auto")) {
            var text = ask(query, "\"kind\":\"" + kind + "\"");
            assertTrue(text.startsWith("[java: " + name + " — JDK " + Runtime.version().feature()), text);
            assertTrue(text.lines().findFirst().orElseThrow().contains(".java:"), text);
            assertTrue(text.contains("\n" + declaration), text);
            assertTrue(text.length() > 150, text);
        }
    }

    @Test
    void aTypeListsItsPublicMembersAndNotTheOthers() {
        var text = ask("HexFormat", "\"kind\":\"java\"");
        assertTrue(text.contains("\npublic static HexFormat ofDelimiter(String delimiter)\n"), text);
        assertTrue(text.contains("converts between bytes and chars"), text);
        assertFalse(text.contains("private "), text);
        assertTrue(ask("Map", "\"kind\":\"java\"").contains("\nV get(Object key)\n"));
    }

    @Test
    void otherTypesOfANameAreMentionedOrShown() {
        var text = ask("List", "\"kind\":\"java\"");
        assertTrue(text.startsWith("[java: java.util.List "), text);
        assertTrue(text.contains("[java: other types of this name]\njava.awt.List"), text);
        assertTrue(ask("Entry", "\"package\":\"java.util\",\"kind\":\"java\"").startsWith("nothing found"));
        assertTrue(ask("List", "\"package\":\"java.awt\"").startsWith("[java: java.awt.List "));
        assertTrue(ask("Date", "\"limit\":2,\"kind\":\"java\"").contains("[java: java.sql.Date "));
    }

    @Test
    void aPackageListsItsTypes() {
        var text = ask("java.util.function", "\"kind\":\"java\"");
        assertTrue(text.startsWith("[package java.util.function — JDK"), text);
        assertTrue(text.contains("Functional interfaces") && text.contains("Types: BiConsumer, BiFunction,"), text);
        assertFalse(ask("sun.nio.ch", "\"kind\":\"java\"").contains("Types:"));
    }

    @ParameterizedTest
    @CsvSource({"Hexformat, java.util.HexFormat", "java.util.HexFormt, java.util.HexFormat", "HexFormat#off, java.util.HexFormat#of", "java.utl, java.util", "java.util.hexformat, java.util.HexFormat",
            "Strin, java.lang.String"})
    void aNameThatIsNotThereGivesThoseThatAreNear(String query, String near) {
        var outcome = call("{\"query\":\"" + query + "\",\"kind\":\"java\"}").run(new Cancel());
        assertFalse(outcome.error());
        assertTrue(outcome.text().startsWith("nothing found for " + query + " (kind java); near: "), outcome.text());
        assertTrue(List.of(outcome.text().split("[:,]? ")).contains(near), outcome.text());
    }

    @Test
    void aJarOfTheRepositoryIsReadWithItsSources() {
        var text = ask("org.example.kit.Widget", "\"kind\":\"maven\"");
        assertTrue(text.startsWith("[maven: org.example.kit.Widget — widget-kit-1.10.jar; org/example/kit/Widget.java:9 in widget-kit-1.10-sources.jar]\n"
                + "```java\npublic record Widget(int size) implements Comparable<Widget>\n```\n\nA *widget* of `Widget.Shape`.\n\n```java\nnew Widget(1);\n```\n\nParameter `size`: in `mm`\n"), text);
        assertTrue(text.endsWith("```java\npublic static final int LARGEST = 99\npublic enum Shape\npublic static <T extends Number> Widget grown( int by) throws IllegalStateException\n"
                + "public Widget grown(String by)\npublic int compareTo(Widget other)\n```"), text);
    }

    @Test
    void aMemberComesWithAllItsFormsAndTags() {
        assertEquals("""
                ```java
                public static <T extends Number> Widget grown( int by) throws IllegalStateException
                ```

                Makes a widget, see growing.

                Parameter `<T>`: any

                Parameter `by`: how much

                Returns: a larger one

                Throws `IllegalStateException`: when full

                Since: 1.1

                Deprecated: use another

                ```java
                public Widget grown(String by)
                ```""", body(ask("org.example.kit.Widget#grown", "\"kind\":\"maven\"")));
        assertEquals("```java\npublic static final int LARGEST = 99\n```\n\nThe **largest** one, `2<3`.", body(ask("org.example.kit.Widget.LARGEST", "\"kind\":\"maven\"")));
        assertEquals("```java\nSQUARE\n```\n\nWith corners.", body(ask("org.example.kit.Widget.Shape.SQUARE", "\"kind\":\"maven\"")));
        assertTrue(ask("Widget.Shape", "\"kind\":\"maven\"").contains("\nSQUARE\nROUND\npublic String label()\n"));
        assertTrue(ask("Widget#size", "").contains("`size` is a component of this record."));
        assertTrue(ask("org.example.kit.Widget#hidden", "\"kind\":\"maven\"").startsWith("nothing found"));
        assertTrue(ask("org.example.kit.Widget#HIDDEN", "\"kind\":\"maven\"").startsWith("nothing found"));
    }

    @Test
    void aJarWithoutSourcesGivesItsSignatures() {
        var text = ask("Bare", "\"kind\":\"maven\"");
        assertTrue(text.startsWith("[maven: org.example.bare.Bare — bare-2.0.jar; signatures only, no sources at hand]\n```java\npublic class org.example.bare.Bare<T> extends java.util.ArrayList<T> {"), text);
        assertTrue(text.contains("public T pick(java.lang.String) throws java.io.IOException;"), text);
        assertFalse(text.contains("inner"), text);
        assertEquals("```java\npublic T pick(java.lang.String) throws java.io.IOException;\n```", body(ask("org.example.bare.Bare.pick", "")));
        assertEquals("```java\npublic org.example.bare.Bare(int);\n```", body(ask("org.example.bare.Bare#new", "\"kind\":\"maven\"")));
        assertEquals("```java\npublic abstract void act();\n```", body(ask("org.example.bare.Bare.Part#act", "\"kind\":\"maven\"")));
    }

    @Test
    void anInheritedMemberIsFoundWhereItIsDeclared() {
        var text = ask("Bare#trimToSize", "\"kind\":\"maven\"");
        assertTrue(text.startsWith("[maven: java.util.ArrayList#trimToSize — JDK"), text);
        assertTrue(text.lines().findFirst().orElseThrow().endsWith("(inherited by org.example.bare.Bare)]"), text);
    }

    @ParameterizedTest
    @CsvSource({"org.example:widget-kit, true", "org.example:widget-kit:1.9, true", "widget-kit, true", "org.example.kit, true", "com.other:bare, false", "bare, false", "org.example.bare, false",
            "..:.., false", "org.example:widget-kit:1.8, false", "no.such:thing, false"})
    void aPackageOrCoordinateNarrowsTheSearch(String within, boolean found) {
        var text = ask("Widget", "\"kind\":\"maven\",\"package\":\"" + within + "\"");
        assertEquals(found, text.startsWith("[maven: org.example.kit.Widget "), text);
        if (within.endsWith("1.9")) assertTrue(ask("Widget.LARGEST", "\"kind\":\"maven\",\"package\":\"" + within + "\"").contains("LARGEST = 1\n"));
    }

    @Test
    void theJarsThisProgramRunsWithComeFirst() {
        var text = ask("org.jsoup.Jsoup", "");
        assertTrue(text.startsWith("[maven: org.jsoup.Jsoup — jsoup-"), text);
        assertEquals("Types: Cleaner, Safelist", body(ask("org.jsoup.safety", "\"kind\":\"maven\"")));
        assertEquals("Types: Widget", body(ask("org.example.kit", "\"kind\":\"maven\"")));
        assertEquals("nothing found for Jsooup (kind maven); near: org.jsoup.Jsoup", ask("Jsooup", "\"kind\":\"maven\""));
        assertTrue(ask("org.example.kit.Widgit", "\"kind\":\"maven\"").contains("near: org.example.kit.Widget"));
    }

    @Test
    void aMissingRepositoryIsEmpty() {
        var docs = new Docs(workspace, Limits.USUAL, _ -> true, folder.resolve("none"), _ -> false);
        assertTrue(docs.call(arguments("{\"query\":\"Widget.Shape\",\"kind\":\"maven\"}")).run(new Cancel()).text().startsWith("nothing found"));
    }

    @Test
    void aManualPageIsPlainText() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/man")) && Files.exists(Path.of("/usr/share/man/man1/ls.1.gz")));
        var text = ask("ls(1)", "");
        assertTrue(text.startsWith("[man: ls(1)]\nLS(1)"), text);
        assertTrue(text.contains("list directory contents"), text);
        assertFalse(text.contains("\b") || text.contains("\u001b"), text);
        assertTrue(text.length() <= 12_000);
        assertTrue(ask("1 ls", "\"kind\":\"man\"").startsWith("[man: ls(1)]"));
        assertTrue(ask("ls(7)", "\"kind\":\"man\"").startsWith("nothing found"));
        assertTrue(ask("no-such-page-anywhere", "\"kind\":\"man\"").startsWith("nothing found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "./page", "-k .", "--html=x ls", "ls; id", "$(id)", "a b c d", "-"})
    void whatIsNoNameOfAPageIsNotGivenToMan(String query) throws IOException {
        Files.writeString(folder.resolve("page"), ".TH SECRET 1\n");
        assertTrue(ask(query, "\"kind\":\"man\"").startsWith("nothing found"));
    }

    @Test
    void helpRunsTheCommandOnlyWhereItMayRun() throws IOException {
        var command = program("helper", "echo \"args: $*\"; printf '\\033[1mbold\\033[0m'; cat; env > seen; exit 0");
        assertEquals("[help: " + command + " sub --help]\nargs: sub --help\nbold", ask(command + " sub", "\"kind\":\"help\""));
        assertEquals(List.of(command + " sub --help"), asked);
        assertFalse(Files.readString(folder.resolve("seen")).lines().anyMatch(line -> line.matches("(?i)(.*(key|token|secret|pass).*|ld_.*)=.*")));
        var error = assertThrows(ToolError.class, () -> ask("rm", "\"kind\":\"help\""));
        assertTrue(error.getMessage().startsWith("docs may not run rm --help"), error.getMessage());
    }

    @Test
    void helpOnTheErrorStreamCountsToo() throws IOException {
        var command = program("helper", "echo usage: me >&2; exit 2");
        assertEquals("[help: " + command + " --help (exit 2)]\nusage: me", ask(command, "\"kind\":\"help\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"helper; id", "helper $(id)", "helper --version", "-x", "helper 'a b'", "helper | cat", "helper > file", "helper\\u0000"})
    void helpTakesPlainWordsOnly(String query) {
        assertThrows(ToolError.class, () -> call("{\"query\":\"" + query + "\",\"kind\":\"help\"}"));
    }

    @Test
    void aCommandThatIsNotThereIsAnError() {
        assertTrue(assertThrows(ToolError.class, () -> ask("helper-that-is-not-there", "\"kind\":\"help\"")).getMessage().contains("cannot be started"));
    }

    @Test
    void endlessOutputIsCut() throws IOException {
        var text = ask(program("helper", "yes 0123456789"), "\"kind\":\"help\"");
        assertTrue(text.length() <= 12_000 && text.contains("characters left out; read on with bash"), text.substring(text.length() - 100));
    }

    @Test
    void cancellingEndsTheCommand() throws IOException {
        var cancel = new Cancel();
        var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        var started = folder.resolve("started");
        var command = program("helper", "echo $$ > part; mv part started; exec sleep 600");
        Thread.ofPlatform().daemon().start(() -> {
            while (!Files.exists(started)) Thread.onSpinWait();
            cancel.cancel(why);
        });
        assertSame(why, assertThrows(Failure.class, () -> call("{\"query\":\"" + command + "\",\"kind\":\"help\"}").run(cancel)));
        ProcessHandle.of(Long.parseLong(Files.readString(started).strip())).ifPresent(handle -> handle.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join());
    }

    @Test
    void aCancelledRunLooksNothingUp() {
        var cancel = new Cancel();
        var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        for (var kind : List.of("java", "maven", "project", "man", "auto")) {
            assertSame(why, assertThrows(Failure.class, () -> call("{\"query\":\"ls\",\"kind\":\"" + kind + "\"}").run(cancel)), kind);
        }
    }

    @Test
    void pagesOfTheProjectAreFoundByTheirHeadingsThenByTheirWords() throws IOException {
        write("README.md", "# Kit\nA kit.\n\n## Retry limits\nSix.\n\n```\n# retry is not a heading here\n```\n\n## Other\nretry retry retry\n");
        write("docs/deep/guide.md", "Intro\n=====\nnothing\n\n# Limits\nhow often to retry, retry\n");
        write("notes/page.adoc", "= Page\n\n== Retry\ntext\n");
        write("sub/AGENTS.md", "retry once");
        write("other.md", "# Retry\nnot a page of documentation");
        write("src/docs/x.md", "# Retry\nnot in docs of the project");
        write("target/README.md", "# Retry\nbuilt");
        write("node_modules/a/README.md", "# Retry\nforeign");
        write("README.bin", "# Retry\n\0");
        var text = ask("retry", "\"kind\":\"project\",\"limit\":9");
        assertEquals(List.of("[project: notes/page.adoc:3]", "[project: README.md:4]", "[project: README.md:11]", "[project: docs/deep/guide.md:5]", "[project: sub/AGENTS.md:1]"),
                text.lines().filter(line -> line.startsWith("[project: ")).toList(), text);
        assertTrue(text.contains("## Retry limits\nSix.\n\n```\n# retry is not a heading here\n```\n\n[project: README.md:11]"), text);
        assertEquals(3, ask("retry", "").lines().filter(line -> line.startsWith("[project: ")).count());
        assertTrue(ask("limits retry", "").startsWith("[project: README.md:4]"));
        assertTrue(ask("etry", "\"kind\":\"project\"").startsWith("nothing found for etry (kind project); near: "));
    }

    @Test
    void whatMayNotBeShownIsNotFound() throws IOException {
        var outside = Files.createDirectory(folder.resolve("outside"));
        var inside = Files.createDirectory(folder.resolve("inside"));
        workspace = new Workspace(inside, List.of(), folder);
        Files.writeString(outside.resolve("README.md"), "# Retry\noutside");
        Files.createSymbolicLink(inside.resolve("README.md"), outside.resolve("README.md"));
        Files.createSymbolicLink(inside.resolve("docs"), outside);
        write("inside/hidden/README.md", "# Retry\nhidden");
        write("inside/README.env", "# Retry\nsecret");
        assertTrue(ask("retry", "\"kind\":\"project\"").startsWith("nothing found"));
        Files.writeString(inside.resolve("page.adoc"), "= Retry\nshown");
        Files.createSymbolicLink(inside.resolve("README.adoc"), inside.resolve("page.adoc"));
        assertTrue(ask("retry", "\"kind\":\"project\"").contains("[project: page.adoc:1]"));
    }

    @Test
    void anAnswerHasAtMost12000CharactersAndNamesEverySource() throws IOException {
        for (var i = 0; i < 5; i++) write("docs/p" + i + ".md", "# Retry " + i + "\n" + "word 😀 ".repeat(700));
        var text = ask("retry", "\"kind\":\"project\",\"limit\":10");
        assertTrue(text.length() <= 12_000 && text.length() > 11_000, () -> text.length() + " characters");
        assertTrue(text.contains("more parts left out") || text.contains("characters left out"), text.substring(11_000));
        assertEquals(text, new String(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8));
        assertTrue(ask("java.lang.classfile.Opcode", "").length() <= 12_000);
        assertTrue(ask("javax.swing.JTable", "").length() <= 12_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"query\":\" \"}", "{\"query\":\"x\",\"kind\":\"web\"}", "{\"query\":\"x\",\"limit\":0}", "{\"kind\":\"java\"}"})
    void argumentsThatMeanNothingAreRefused(String json) {
        assertThrows(ToolError.class, () -> call(json));
    }

    private Docs docs() {
        return new Docs(workspace, Limits.USUAL, path -> !path.toString().contains("hidden"), repository, line -> {
            asked.add(line);
            return line.contains("helper");
        });
    }

    private scorpiox.tool.LocalTool.Call call(String json) {
        return docs().call(arguments(json));
    }

    private String ask(String query, String more) {
        Outcome outcome = call("{\"query\":\"" + query + "\"" + (more.isEmpty() ? "" : "," + more) + "}").run(new Cancel());
        assertFalse(outcome.error());
        return outcome.text();
    }

    /// An answer of one part, without its source.
    private static String body(String text) {
        return text.substring(text.indexOf("]\n") + 2);
    }

    private ObjectNode arguments(String json) {
        try {
            return Parameters.fit("docs", ((Tool.Function) docs().declaration()).parameters(), (ObjectNode) Json.read(json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private String program(String name, String script) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    private static void publish(Path scratch, String group, String artifact, String version, String source, String text, boolean sources) throws IOException {
        var classes = Files.createTempDirectory(scratch, "classes");
        var file = classes.resolve(source);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, new java.io.ByteArrayOutputStream(), "-nowarn", "-proc:none", "-d", classes.toString(), file.toString()));
        var place = Files.createDirectories(repository.resolve(group).resolve(artifact).resolve(version));
        jar(place.resolve(artifact + "-" + version + ".jar"), classes, ".class");
        if (sources) jar(place.resolve(artifact + "-" + version + "-sources.jar"), classes, ".java");
    }

    private static void jar(Path jar, Path from, String ending) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); var files = Files.walk(from)) {
            for (var file : files.filter(each -> each.toString().endsWith(ending)).sorted().toList()) {
                out.putNextEntry(new JarEntry(from.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }
}
