package scorpiox.tool.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scorpiox.tool.FileChange;
import scorpiox.tool.FileChange.Kind;

@Timeout(60)
class DiffsTest {
    private static String numbers(int from, int to) {
        var out = new StringBuilder();
        for (var i = from; i <= to; i++) out.append(i).append('\n');
        return out.toString();
    }

    @Test
    void aChangeShowsThreeLinesAroundIt() {
        var change = Diffs.change("a.txt", numbers(1, 20), numbers(1, 9) + "ten\n" + numbers(11, 20));
        assertEquals(new FileChange("a.txt", Kind.UPDATE, "--- a/a.txt\n+++ b/a.txt\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n", 1, 1), change);
    }

    @Test
    void changesFarApartAreHunksOfTheirOwnAndNearOnesAreOne() {
        var far = Diffs.change("a", numbers(1, 30), "one\n" + numbers(2, 29) + "thirty\n");
        assertEquals(2, far.diff().lines().filter(line -> line.startsWith("@@")).count());
        var near = Diffs.change("a", numbers(1, 30), numbers(1, 9) + "ten\n" + numbers(11, 12) + "thirteen\n" + numbers(14, 30));
        assertEquals(1, near.diff().lines().filter(line -> line.startsWith("@@")).count());
        assertEquals(2, near.additions());
        assertEquals(2, near.deletions());
    }

    @Test
    void aNewFileComesFromNowhere() {
        assertEquals(new FileChange("a", Kind.ADD, "--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+x\n+y\n", 2, 0), Diffs.change("a", null, "x\ny\n"));
    }

    @Test
    void aDeletedFileGoesNowhere() {
        assertEquals(new FileChange("a", Kind.DELETE, "--- a/a\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-y\n", 0, 2), Diffs.change("a", "x\ny\n", null));
    }

    @Test
    void windowsLineEndsAreNotShown() {
        assertEquals("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n", Diffs.change("a", "x\r\ny\r\n", "x\r\nz\r\n").diff());
    }

    @Test
    void nothingChangedIsNoDiff() {
        assertEquals(new FileChange("a", Kind.UPDATE, "", 0, 0), Diffs.change("a", "x\n", "x\n"));
        assertEquals(new FileChange("a", Kind.ADD, "", 0, 0), Diffs.change("a", null, ""));
    }

    @Test
    void anEmptyFileThatIsFilledGrows() {
        var change = Diffs.change("a", "", "x\n");
        assertEquals(Kind.UPDATE, change.kind());
        assertEquals(1, change.additions());
        assertTrue(change.diff().endsWith("+x\n"), change.diff());
    }

    @Test
    void aChangeOfLineEndsAloneIsShown() {
        assertTrue(Diffs.change("a", "x\n", "x").diff().contains("\\ No newline at end of file"));
        assertEquals(1, Diffs.change("a", "x\r\ny\n", "x\ny\n").additions());
    }

    @Test
    void aLargeRewriteIsOneRegionAndNotAComparisonOfEveryLineWithEveryOther() {
        var before = new StringBuilder("same\n");
        var after = new StringBuilder("same\n");
        for (var i = 0; i < 40_000; i++) {
            before.append("old ").append(i).append('\n');
            after.append("new ").append(i).append('\n');
        }
        var change = Diffs.change("a", before.append("end\n").toString(), after.append("end\n").toString());
        assertEquals(40_000, change.additions());
        assertTrue(change.diff().contains("\n same\n-old 0\n"), change.diff().substring(0, 200));
    }
}
