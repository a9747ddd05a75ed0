package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.edit.Matching.Pass;

class MatchingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "EXACT       | a b c       | b     | X      | a X c",
            "EXACT       | a\\nb\\nc   | b\\nc | X\\nc | a\\nX\\nc",
            "EXACT       | f(x);  \\ny | f(x)  | g(x)   | g(x);  \\ny",
            "EXACT       | a\\n\\nb\\n\\n | b\\n\\n | b\\n\\n\\n | a\\n\\nb\\n\\n\\n",
            "EXACT       | a.b$c       | .b$   | $0\\\\ | a$0\\\\c",
            "TRAILING    | a;  \\nb;\\n      | a;\\nb;     | A;\\nB;     | A;\\nB;\\n",
            "TRAILING    | a;\\nb;\\n        | a; \\nb;\\t | A;\\nB;     | A;\\nB;\\n",
            "TRAILING    | x = f(\\t\\n1); y | f(\\n1)     | g(\\n2)     | x = g(\\n2); y",
            "TYPOGRAPHIC | it\u2019s \u2014 ok | it's - ok    | fine     | fine",
            "TYPOGRAPHIC | say \u201Chi\u201D; | say \"hi\";   | say \"ho\"; | say \"ho\";",
            "TYPOGRAPHIC | a\u00A0=\u30001\u00A0\\nb | a = 1\\nb | a = 2\\nb | a = 2\\nb",
            "TYPOGRAPHIC | cafe\u0301!    | caf\u00E9!    | tea!     | tea!",
            "TYPOGRAPHIC | a - b           | a \u2013 b    | a \u2013 c | a \u2013 c",
            "INDENTED    | '    a;\\n      b;\\n' | '  a;\\n    b;'   | '  x;\\n    y;\\n    z;' | '    x;\\n      y;\\n      z;\\n'",
            "INDENTED    | '  a;\\n  b;\\n'       | '    a;\\n    b;' | '    a;\\n      c;'      | '  a;\\n    c;\\n'",
            "INDENTED    | '\\ta;\\n\\tb;\\n'     | '    a;\\n    b;' | '    a;\\n    c;'        | '\\ta;\\n\\tc;\\n'",
            "INDENTED    | '  a;\\n\\n  b;\\n'    | '    a;\\n  \\n    b;' | '    a;\\n\\n    c;'  | '  a;\\n\\n  c;\\n'",
            "INDENTED    | 'x\\na'                | 'a\\n'            | 'b\\n'                  | 'x\\nb'",
            "INDENTED    | 'x\\na'                | 'a\\n'            | 'a\\nb\\n'               | 'x\\na\\nb'",
            "INDENTED    | 'x\\na'                | 'x\\na\\n'         | 'x\\n'                  | x",
    })
    void theFirstPassThatFindsTheTextDecidesAndNothingOutsideChanges(Pass pass, String text, String wanted, String replacement, String outcome) {
        var found = Matching.find(plain(text), plain(wanted), false);
        assertEquals(pass, found.pass());
        assertEquals(1, found.hits().size());
        assertEquals(plain(outcome), replaced(plain(text), plain(wanted), plain(replacement), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "integer x                 | 'int '",                       // the blank asked for is not there
            "'  a;\\n    b;\\n'        | 'a;\\n    b;\\nc;'",
            "'  a;\\n      b;\\n'      | '    a;\\n    b;'",           // indented by different amounts
            "'first\\nmiddle\\nlast'   | 'first\\nother\\nlast'",       // only the ends agree
            "e\u0301tude               | etude",                       // half of a character
            "a\\nb                     | '   '",
            "a\\n\\nb                  | '  \\n  \\n'",
            "a                         | ''",
    })
    void whatIsNotThereIsNotFound(String text, String wanted) {
        assertEquals(List.of(), Matching.find(plain(text), plain(wanted), false).hits());
    }

    @Test
    void anExactHitHidesLooserOnes() {
        var found = Matching.find("a \nb\na\nb\n", "a\nb", false);
        assertEquals(Pass.EXACT, found.pass());
        assertEquals(List.of(5), found.hits().stream().map(Matching.Hit::start).toList());
    }

    @Test
    void overlappingHitsAreAmbiguousButReplacedOneAfterTheOther() {
        assertEquals(2, Matching.find("}\n}\n}\n", "}\n}\n", false).hits().size());
        assertEquals("xa", replaced("aaa", "aa", "x", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a\nb", "a\nb\n", "\n", "\n\nq", "a\n\n"})
    void everyHitIsReplacedAsOftenAsStringReplaceWould(String wanted) {
        var text = "a\nb\n\nq a\nb\n\n\na\n\nb";
        for (var replacement : List.of("", "a", "x\ny", "a\nc\nb\n", "\n")) {
            assertEquals(text.replace(wanted, replacement), replaced(text, wanted, replacement, true), replacement);
        }
    }

    @Test
    void linesThatBothTextsHaveKeepWhatTheFileHasThere() {
        assertEquals("x  \n\u201Cq\u201D\nB\nz\t\n", replaced("x  \n\u201Cq\u201D\nb\nz\t\n", "x\n\"q\"\nb\nz\n", "x\n\"q\"\nB\nz\n", false));
        assertEquals("a \u2014 b\nnew", replaced("a \u2014 b", "a - b", "a - b\nnew", false));
        assertEquals("a \u2014 b", replaced("a \u2014 b\nold", "a - b\nold", "a - b", false));
    }

    @Test
    void lineEndsOutsideOfAChangeStay() {
        var mixed = "1\r\n2\n3\r\n4\n";
        assertEquals("1\r\n2\nx\r\ny\r\n4\n", Splice.apply(mixed, List.of(new Splice(4, 5, "x\ny")), "\r\n"));
        assertEquals("1\r\n2\n4\n", Splice.apply(mixed, List.of(new Splice(4, 6, "")), "\n"));
        assertEquals("0\n1\r\n2\n3\r\n4\n5", Splice.apply(mixed, List.of(new Splice(0, 0, "0\n"), new Splice(8, 8, "5")), "\n"));
    }

    @Test
    void theClosestRegionIsNamedWhenMostOfItsLinesAgree() {
        var file = "class A {\n    int one() {\n        return 1;\n    }\n\n    int two() {\n        return 2;\n    }\n}\n";
        var closest = Closest.to("    int two() {\n        return 22;\n    }\n", file).orElseThrow();
        assertEquals("lines 6-8", closest.lines());
        assertEquals("     int two() {\n-        return 22;\n+        return 2;\n     }", closest.diff());
        assertEquals("line 3", Closest.to("return 1 ;", file).orElseThrow().lines());
        assertEquals(true, Closest.to("something else\nentirely\nint two() {", file).isEmpty());
        assertEquals(true, Closest.to(" \n", file).isEmpty());
        assertEquals(true, Closest.to("x", "").isEmpty());
    }

    private static String replaced(String text, String wanted, String replacement, boolean all) {
        var hits = Matching.find(text, wanted, all).hits();
        return Splice.apply(text, Matching.splices(text, wanted, replacement, hits), "\n");
    }

    private static String plain(String cell) {
        return cell.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
    }
}
