package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobPatternTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "*.java           | A.java              | true",
            "*.java           | a/b/A.java          | true",
            "*.java           | A.java/b            | false",
            "*.java           | A.javax             | false",
            "*.java           | .java               | true",
            "**/*.java        | A.java              | true",
            "**/*.java        | a/b/A.java          | true",
            "src/**/*.java    | src/A.java          | true",
            "src/**/*.java    | src/a/b/A.java      | true",
            "src/**/*.java    | other/src/A.java    | false",
            "src/**/*.java    | srcs/A.java         | false",
            "src/*.java       | src/a/A.java        | false",
            "src/**           | src/a               | true",
            "src/**           | src/a/b             | true",
            "src/**           | src                 | false",
            "**/src/**        | a/src/b/c           | true",
            "**/src/**        | src/b               | true",
            "**/src/**        | a/src               | false",
            "**               | a/b/c               | true",
            "a/**/b           | a/b                 | true",
            "a/**/b           | a/x/y/b             | true",
            "a/**/b           | ab                  | false",
            "a/**/b/**/c      | a/b/b/x/c           | true",
            "a/**/b/**/c      | a/x/c               | false",
            "**/a/b           | a/a/b               | true",
            "a/**/x/b         | a/x/c/x/b           | true",
            "a**b             | axxb                | true",
            "x/a**b           | x/a/b               | false",
            "./*.java         | A.java              | true",
            "./*.java         | a/A.java            | false",
            "././a            | a                   | true",
            "/a/*             | /a/b                | true",
            "/a/*             | a/b                 | false",
    })
    void starsStopAtFoldersAndDoubleStarsSpanThem(String glob, String path, boolean fits) {
        assertEquals(fits, GlobPattern.of(glob, false).matches(path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "?.c              | a.c     | true",
            "?.c              | ab.c    | false",
            "?.c              | é.c     | true",
            "?.c              | 😀.c    | true",
            "x/a?c            | x/a/c   | false",
            "[a-c].x          | b.x     | true",
            "[a-c].x          | d.x     | false",
            "[!a-c].x         | d.x     | true",
            "[!a-c].x         | b.x     | false",
            "[^a-c].x         | d.x     | true",
            "x/a[!b]c         | x/a/c   | false",
            "x/a[+-9]c        | x/a/c   | false",
            "[]].x            | ].x     | true",
            "[!]].x           | ].x     | false",
            "[a-].x           | -.x     | true",
            "[\\]].x          | ].x     | true",
            "[[:digit:]_].x   | 7.x     | true",
            "[[:digit:]_].x   | _.x     | true",
            "[[:digit:]_].x   | a.x     | false",
            "[[:alpha:]].x    | é.x     | true",
            "[z-a].x          | m.x     | false",
            "[😀-😂].x        | 😁.x    | true",
            "[&&a].x          | &.x     | true",
            "[abc.x           | [abc.x  | true",
            "a[               | a[      | true",
            "*[               | b[      | true",
    })
    void questionMarksAndSetsAreOneCharacterButNoSlash(String glob, String path, boolean fits) {
        assertEquals(fits, GlobPattern.of(glob, false).matches(path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "*.{java,kt}           | A.kt           | true",
            "*.{java,kt}           | A.js           | false",
            "{src,test}/**/*.java  | test/a/A.java  | true",
            "{src,test}/**/*.java  | test/A.java    | true",
            "{src,test}/**/*.java  | main/A.java    | false",
            "src/{a/**,b}/c        | src/a/x/c      | true",
            "src/{a/**,b}/c        | src/b/c        | true",
            "{,x}a                 | a              | true",
            "{,x}a                 | xa             | true",
            "a{b{c,d},e}f          | abdf           | true",
            "a{b{c,d},e}f          | aef            | true",
            "a{b{c,d},e}f          | abf            | false",
            "{a}                   | a              | true",
            "{*.js,?}x             | y.jsx          | true",
            "{[,],a}x              | ,x             | true",
            "{a\\,b,c}             | a,b            | true",
            "{a,b                  | {a,b           | true",
            "a,b                   | a,b            | true",
            "a}b                   | a}b            | true",
            "{[}]}x                | }x             | true",
            "\\{a,b\\}             | {a,b}          | true",
            "\\*.c                 | *.c            | true",
            "\\*.c                 | a.c            | false",
            "a\\                   | a\\            | true",
            "a.c                   | abc            | false",
            "a+(b)$^#              | a+(b)$^#       | true",
    })
    void bracesAreAlternativesAndABackslashTakesTheNextCharacterAsItIs(String glob, String path, boolean fits) {
        assertEquals(fits, GlobPattern.of(glob, false).matches(path));
    }

    @ParameterizedTest
    @CsvSource({"*.JAVA,a.java,true", "README,readme,true", "[A-C]x,bX,true", "[!A-C]x,bX,false", "ÄRA,ära,true", "a,b,false"})
    void caseCountsOrNotAsAsked(String glob, String path, boolean fits) {
        assertEquals(fits, GlobPattern.of(glob, true).matches(path));
        if (fits) assertFalse(GlobPattern.of(glob, false).matches(path));
    }

    @Test
    void aNameWithALineEndIsAName() {
        assertTrue(GlobPattern.of("a*b", false).matches("a\nb"));
        assertTrue(GlobPattern.of("x/**", false).matches("x/a\nb/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b", "*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*b"})
    void aHostilePatternEndsSoon(String glob) {
        var path = glob.startsWith("**") ? "a/".repeat(60) + "c" : "a".repeat(250);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(GlobPattern.of(glob, false).matches(path)));
    }

    @Test
    void tooManyAlternativesAndTooLongPatternsAreRefused() {
        assertTrue(assertThrows(ToolError.class, () -> GlobPattern.of("{a,b}".repeat(30), false)).getMessage().contains("500 alternatives"));
        assertTrue(assertThrows(ToolError.class, () -> GlobPattern.of("a".repeat(5000), false)).getMessage().contains("4,096"));
        assertTrue(GlobPattern.of("{a}".repeat(1300), false).matches("a".repeat(1300)));
    }

    @Test
    void bracesMeanNothingInIgnoreFiles() {
        assertTrue(GlobPattern.ofIgnoreFile("{a,b}", true).matches("x/{a,b}"));
        assertFalse(GlobPattern.ofIgnoreFile("{a,b}", true).matches("a"));
        assertFalse(GlobPattern.ofIgnoreFile("a", false).matches("x/a"));
    }
}
