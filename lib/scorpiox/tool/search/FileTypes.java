package scorpiox.tool.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.base.Nearest;
import scorpiox.tool.ToolError;

/// Kinds of files by their names, for `type`.
final class FileTypes {
    /// Endings begin with a dot; all else is a whole name.
    private static final Map<String, List<String>> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("c", List.of(".c", ".h")),
            Map.entry("cpp", List.of(".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".h", ".inl")),
            Map.entry("cs", List.of(".cs", ".csx")),
            Map.entry("css", List.of(".css", ".scss", ".sass", ".less")),
            Map.entry("docker", List.of("Dockerfile", "Containerfile", ".dockerfile")),
            Map.entry("go", List.of(".go")),
            Map.entry("gradle", List.of(".gradle", ".gradle.kts")),
            Map.entry("html", List.of(".html", ".htm", ".xhtml")),
            Map.entry("java", List.of(".java")),
            Map.entry("js", List.of(".js", ".jsx", ".mjs", ".cjs", ".vue")),
            Map.entry("json", List.of(".json", ".jsonl")),
            Map.entry("kotlin", List.of(".kt", ".kts")),
            Map.entry("make", List.of("Makefile", "makefile", "GNUmakefile", ".mk", ".mak")),
            Map.entry("md", List.of(".md", ".markdown", ".mdx")),
            Map.entry("php", List.of(".php", ".phtml")),
            Map.entry("properties", List.of(".properties")),
            Map.entry("py", List.of(".py", ".pyi")),
            Map.entry("ruby", List.of(".rb", ".rake", ".gemspec", "Rakefile", "Gemfile")),
            Map.entry("rust", List.of(".rs")),
            Map.entry("scala", List.of(".scala", ".sbt")),
            Map.entry("sh", List.of(".sh", ".bash", ".zsh", ".ksh")),
            Map.entry("sql", List.of(".sql")),
            Map.entry("swift", List.of(".swift")),
            Map.entry("toml", List.of(".toml", "Cargo.lock")),
            Map.entry("ts", List.of(".ts", ".tsx", ".mts", ".cts")),
            Map.entry("txt", List.of(".txt")),
            Map.entry("xml", List.of(".xml", ".xsd", ".xsl", ".xslt", ".svg")),
            Map.entry("yaml", List.of(".yaml", ".yml"))));

    private static final Map<String, String> ALSO = Map.of("python", "py", "javascript", "js", "typescript", "ts", "markdown", "md", "kt", "kotlin",
            "rb", "ruby", "rs", "rust", "yml", "yaml", "shell", "sh", "c++", "cpp");

    private FileTypes() {}

    /// Endings and names of a type.
    ///
    /// @throws ToolError for a type that is not known
    static List<String> of(String type) {
        var names = TYPES.get(ALSO.getOrDefault(type, type));
        if (names != null) return names;
        throw new ToolError("unknown type " + type + Nearest.hint(type, TYPES.keySet()) + " (there are " + String.join(", ", TYPES.keySet()) + "); or use glob");
    }

    static boolean matches(List<String> names, String file) {
        for (var name : names) if (name.startsWith(".") ? file.endsWith(name) : file.equals(name)) return true;
        return false;
    }
}
