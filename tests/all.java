///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Runs all tests but those of other people's clients, or those whose class names contain one of the arguments.
//DEPS org.slf4j:slf4j-api:2.0.17
//DEPS org.slf4j:slf4j-nop:2.0.17
//DEPS org.junit.platform:junit-platform-console-standalone:1.14.4
//DEPS org.apache.sshd:sshd-core:2.15.0
//DEPS org.apache.sshd:sshd-common:2.15.0
//SOURCES *Test.java
//SOURCES Asking.java
//SOURCES Npm.java
//SOURCES Sleeps.java
//SOURCES SshServer.java
//SOURCES Streamed.java
//SOURCES Sx.java
//SOURCES RawServer.java
//SOURCES Recordings.java
//SOURCES Serving.java
//SOURCES Tmux.java
//SOURCES Transcript.java
//SOURCES Wired.java
//SOURCES ../lib/scorpiox/command/package-info.java
//SOURCES ../lib/scorpiox/command/compare/package-info.java
//SOURCES ../lib/scorpiox/command/config/package-info.java
//SOURCES ../lib/scorpiox/command/editor/package-info.java
//SOURCES ../lib/scorpiox/command/guide/package-info.java
//SOURCES ../lib/scorpiox/command/layers/package-info.java
//SOURCES ../lib/scorpiox/command/models/package-info.java
//SOURCES ../lib/scorpiox/command/serve/package-info.java
//SOURCES ../lib/scorpiox/command/setup/package-info.java
//SOURCES ../lib/scorpiox/command/sx/package-info.java
//SOURCES ../lib/scorpiox/command/token/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -XDignore.symbol.file
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Without arguments, tests of other people's clients are left out: they fetch hundreds of megabytes.
///
/// The last line is `N passed, N failed, N skipped`; exit code 0 only when tests ran and none failed.
public class all {
    /// Kept, or its level would be forgotten: temporary folders may hold links, and deleting those is nothing to be warned of.
    private static final Logger TEMPORARY = Logger.getLogger("org.junit.jupiter.engine.extension");

    public static void main(String... names) {
        TEMPORARY.setLevel(Level.SEVERE);
        var jar = Path.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)[0]);
        var wanted = names.length == 0 ? "(?!.*ClientsTest).*Test" : "(?i)" + List.of(names).stream().map(name -> ".*" + Pattern.quote(name) + ".*").collect(Collectors.joining("|"));
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClasspathRoots(Set.of(jar))).filters(ClassNameFilter.includeClassNamePatterns(wanted))
                .configurationParameter("junit.jupiter.execution.timeout.default", "120 s")
                // the longest first, so that nothing long is left for the end
                .configurationParameter("junit.jupiter.testclass.order.default", "org.junit.jupiter.api.ClassOrderer$OrderAnnotation")
                // classes of whole scripts, which mostly wait for processes, say themselves that they may run beside others
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3").build();
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary, new Classes());
        var counts = summary.getSummary();
        counts.printFailuresTo(new PrintWriter(System.out, true), 12);
        IO.println("%d passed, %d failed, %d skipped".formatted(counts.getTestsSucceededCount(), counts.getTestsFailedCount() + counts.getContainersFailedCount(),
                counts.getTestsSkippedCount() + counts.getTestsAbortedCount() + counts.getContainersAbortedCount()));
        System.exit(counts.getTestsFoundCount() > 0 && counts.getTotalFailureCount() == 0 ? 0 : 1);
    }

    /// A line a class, and the name of each test that fails, at once.
    private static final class Classes implements TestExecutionListener {
        private final Map<String, Long> began = new ConcurrentHashMap<>();

        @Override
        public void executionStarted(TestIdentifier test) {
            if (isClass(test)) began.put(test.getUniqueId(), System.nanoTime());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (isClass(test)) IO.println("%6.1f s  %s".formatted((System.nanoTime() - began.get(test.getUniqueId())) / 1e9, test.getDisplayName()));
            if (result.getStatus() == TestExecutionResult.Status.FAILED) IO.println("   FAILED  " + test.getDisplayName());
        }

        private static boolean isClass(TestIdentifier test) {
            return test.getUniqueIdObject().getLastSegment().getType().equals("class");
        }
    }
}
