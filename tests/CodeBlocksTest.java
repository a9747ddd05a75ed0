package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CodeBlocksTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("none", "just `code` and text", List.of()),
                Arguments.of("one", "see:\n```\nls -l\n```\ndone", List.of("ls -l\n")),
                Arguments.of("with a language", "```java title=\"A\"\nint a;\n\nint b;\n```", List.of("int a;\n\nint b;\n")),
                Arguments.of("two", "```\na\n```\ntext\n~~~sh\nb\n~~~\n", List.of("a\n", "b\n")),
                Arguments.of("empty", "```\n```", List.of("")),
                Arguments.of("a shorter fence inside a longer", "````md\n```java\nx\n```\n````", List.of("```java\nx\n```\n")),
                Arguments.of("the other fence inside", "~~~\n```\nx\n```\n~~~", List.of("```\nx\n```\n")),
                Arguments.of("a closing fence may be longer", "```\nx\n`````\ny", List.of("x\n")),
                Arguments.of("a fence with a word does not close", "```\nx\n```java\ny\n```", List.of("x\n```java\ny\n")),
                Arguments.of("trailing blanks after the closing fence", "```\nx\n```  \n", List.of("x\n")),
                Arguments.of("indented in a list", "1. do\n   ```\n   if x:\n     y\n   ```\n", List.of("if x:\n  y\n")),
                Arguments.of("less indented than its fence", "  ```\n x\n    y\n  ```", List.of("x\n  y\n")),
                Arguments.of("never closed", "```\nx\ny", List.of("x\ny\n")),
                Arguments.of("never closed, with a last newline", "```\nx\ny\n", List.of("x\ny\n")),
                Arguments.of("a code span of three backticks at a line start", "```x``` is code\nand text", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void blocksAreFoundByTheirFences(String kind, String text, List<String> blocks) {
        assertEquals(blocks, CodeBlocks.in(text));
    }

    @ParameterizedTest
    @CsvSource({"false, 'a\n'", "true, 'b\n'"})
    void theFirstOrTheLastBlockIsPrinted(boolean last, String block) {
        assertEquals(block, HeldOutput.codeBlock("```\na\n```\n\n```\nb\n```\n", last));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void withoutABlockTheWholeTextIsPrinted(boolean last) {
        assertEquals("no code", HeldOutput.codeBlock("no code", last));
    }
}
