package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.command.layers.Writing;
import scorpiox.settings.Environment;

class PreviewTest {
    private static final Environment AT_HOME = new Environment(Map.of("HOME", "/home/me"), Path.of("/work"));
    private static final Path FILE = Path.of("/home/me/.config/scorpiox/scorpiox-env.txt");

    private static String of(String before, String after) {
        return Preview.of(List.of(new Writing.Change(FILE, before, after)), AT_HOME).stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'CODEX_API_KEY=old-1\n' | 'CODEX_API_KEY=new-1\n' | '-CODEX_API_KEY=•••\n+CODEX_API_KEY=••• (new)'",
            "'CODEX_API_KEY=old-1\n' | 'CODEX_API_KEY=\n' | '-CODEX_API_KEY=•••\n+CODEX_API_KEY='",
            "'CODEX_API_KEY=old-1\n' | '# gone\n' | '-CODEX_API_KEY=•••\n+# gone'",
            "'CODEX_API_KEY=old-1\nMODEL=a\n' | 'CODEX_API_KEY=old-1\nMODEL=b\n' | ' CODEX_API_KEY=•••\n-MODEL=a\n+MODEL=b'",
            "'CODEX_API_KEY = old-1\r\nMODEL=a\r\n' | 'CODEX_API_KEY = old-1\r\nMODEL=b\r\n' | ' CODEX_API_KEY =•••\n-MODEL=a\n+MODEL=b'",
            "'HTTPS_PROXY=http://me:pw@h\nMODEL=a' | 'HTTPS_PROXY=http://me:pw@h\nMODEL=b' | 'HTTPS_PROXY=•••\n-MODEL=a'",
            "'SOMEBODYS_TOKEN=old-1\nMODEL=a\n' | 'SOMEBODYS_TOKEN=old-1\n' | ' SOMEBODYS_TOKEN=•••\n-MODEL=a'",
    })
    void secretsAndUnknownValuesAreMaskedAndARotatedOneIsToldApart(String before, String after, String shown) {
        var preview = of(before.replace("\\n", "\n").replace("\\r", "\r"), after.replace("\\n", "\n").replace("\\r", "\r"));
        assertTrue(preview.contains(shown.replace("\\n", "\n")), preview);
        assertFalse(preview.contains("old-1") || preview.contains("new-1") || preview.contains("pw@"), preview);
    }

    @Test
    void whatLooksLikeASecretInACommentIsMaskedToo() {
        var preview = of("# was sk-ant-0123456789abcdef\nMODEL=a\n", "# was sk-ant-0123456789abcdef\nMODEL=b\n");
        assertFalse(preview.contains("0123456789"), preview);
    }

    @Test
    void aNewFileIsSaidToBeNewAndTheHomeIsShort() {
        assertEquals("~/.config/scorpiox/scorpiox-env.txt  (a new file)\n@@ -0,0 +1,1 @@\n+MODEL=a", of("", "MODEL=a\n"));
    }

    @Test
    void aMissingLineEndIsShown() {
        assertTrue(of("MODEL=a", "MODEL=b").contains("No newline at end of file"));
    }

    @Test
    void nothingInItMovesTheCursor() {
        var preview = of("\uFEFF# \u001b[2J\u202e\tx\nMODEL=a\n", "\uFEFF# \u001b[2J\u202e\tx\nMODEL=b\n");
        assertFalse(preview.chars().anyMatch(c -> c < 0x20 && c != '\n' || c == 0x202e || c == 0xfeff), preview);
    }
}
