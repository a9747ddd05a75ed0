package scorpiox.tool.docs;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import scorpiox.base.Cancel;

/// The types of the running JDK: those in packages it exports to everybody, with their sources in `lib/src.zip`.
final class JavaDocs implements Library {
    private final Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    private final Path sources;
    private Map<String, String> packages;

    /// @param home of the JDK
    JavaDocs(Path home) {
        this.sources = home.resolve("lib").resolve("src.zip");
    }

    @Override
    public List<ApiType> find(Symbol symbol, Cancel cancel) {
        if (symbol.types().isEmpty()) return List.of();
        var found = new ArrayList<ApiType>();
        packages().forEach((pkg, module) -> {
            if (!symbol.pkg().isEmpty() && !symbol.pkg().equals(pkg)) return;
            var exact = new Symbol(pkg, symbol.types(), null);
            if (isPublic(modules.resolve(module).resolve(exact.classFile()))) found.add(type(exact, module));
        });
        found.sort(Comparator.comparing((ApiType type) -> rank(type.pkg())).thenComparing(ApiType::name));
        return found;
    }

    @Override
    public List<String> typesOf(String pkg, Cancel cancel) {
        return packages().containsKey(pkg) ? names(pkg, packages().get(pkg)).stream()
                .filter(name -> isPublic(modules.resolve(packages().get(pkg)).resolve(pkg.replace('.', '/')).resolve(name + ".class"))).toList() : List.of();
    }

    @Override
    public List<String> names(Symbol near, Cancel cancel) {
        var names = new ArrayList<String>();
        packages().forEach((pkg, module) -> {
            cancel.check();
            if (near.pkg().isEmpty() || near.pkg().equals(pkg)) names(pkg, module).forEach(name -> names.add(pkg + "." + name));
        });
        return names.isEmpty() ? List.copyOf(packages().keySet()) : names;
    }

    /// The comment of a package, as a part of the answer.
    Optional<Found> about(String pkg, Cancel cancel) {
        var types = typesOf(pkg, cancel);
        if (types.isEmpty()) return Optional.empty();
        var info = type(new Symbol(pkg, List.of("package-info"), null), packages().get(pkg));
        var comment = info.source().flatMap(SourceDoc::ofPackage).map(text -> text + "\n\n").orElse("");
        var shown = comment.length() > TypeDocs.LONGEST_COMMENT ? comment.substring(0, TypeDocs.LONGEST_COMMENT) + "…\n\n" : comment;
        return Optional.of(new Found("package " + pkg + " — " + info.origin(), shown + "Types: " + String.join(", ", types)));
    }

    private ApiType type(Symbol symbol, String module) {
        var file = module + "/" + symbol.pkg().replace('.', '/') + "/" + symbol.types().getFirst() + ".java";
        var origin = "JDK " + Runtime.version().feature() + " (" + System.getProperty("java.version") + "), module " + module;
        return new ApiType(symbol.pkg(), symbol.types(), origin, null, sources, file);
    }

    private synchronized Map<String, String> packages() {
        if (packages == null) {
            packages = new TreeMap<>();
            ModuleFinder.ofSystem().findAll().stream().map(ModuleReference::descriptor).forEach(module -> module.exports().stream()
                    .filter(exports -> !exports.isQualified()).map(ModuleDescriptor.Exports::source).forEach(pkg -> packages.put(pkg, module.name())));
        }
        return packages;
    }

    private List<String> names(String pkg, String module) {
        try (var files = Files.list(modules.resolve(module).resolve(pkg.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("-"))
                    .map(name -> name.substring(0, name.length() - 6)).sorted().toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static boolean isPublic(Path file) {
        try {
            return Files.exists(file) && ApiType.isPublic(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// What people mean more often comes first.
    private int rank(String pkg) {
        if (pkg.equals("java.lang")) return 0;
        if (pkg.equals("java.util")) return 1;
        if (packages().get(pkg).equals("java.base")) return pkg.startsWith("java.") ? 2 : 3;
        return pkg.startsWith("java.") ? 4 : pkg.startsWith("javax.") ? 5 : 6;
    }
}
