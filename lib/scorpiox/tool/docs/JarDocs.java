package scorpiox.tool.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import scorpiox.base.Cancel;

/// The types in jars: those this program runs with, then those of the local Maven repository. Sources are in the
/// `-sources.jar` beside a jar, where that was fetched.
final class JarDocs implements Library {
    /// A name without a package may mean a look into every jar of a large repository.
    private static final long MOST_NANOS = 10_000_000_000L;

    /// Jars that are listed to find a name close to a mistyped one.
    private static final int LISTED = 60;

    private final List<Path> classPath;
    private final JarFinder repository;
    private final String within;

    /// @param within a Maven coordinate `group:artifact[:version]`, or the name of an artifact; null for all jars
    JarDocs(String classPath, JarFinder repository, String within) {
        this.classPath = Arrays.stream(classPath.split(File.pathSeparator)).filter(entry -> entry.endsWith(".jar")).map(Path::of)
                .filter(Files::isRegularFile).filter(jar -> within == null || JarFinder.fits(jar, within)).toList();
        this.repository = repository;
        this.within = within;
    }

    @Override
    public List<ApiType> find(Symbol symbol, Cancel cancel) {
        if (symbol.types().isEmpty()) return List.of();
        var until = System.nanoTime() + MOST_NANOS;
        var found = search(classPath, symbol, until, cancel);
        if (!found.isEmpty() && !symbol.pkg().isEmpty()) return found;
        var all = new LinkedHashMap<String, ApiType>();
        found.forEach(type -> all.putIfAbsent(type.name(), type));
        search(repository.jars(symbol, within, cancel), symbol, until, cancel).forEach(type -> all.putIfAbsent(type.name(), type));
        if (all.isEmpty() && !symbol.pkg().isEmpty() && within == null) {
            var everywhere = repository.jars(new Symbol("", symbol.types(), null), null, cancel);       // a group need not be named as its packages
            search(everywhere, symbol, until, cancel).forEach(type -> all.putIfAbsent(type.name(), type));
        }
        return List.copyOf(all.values());
    }

    private static List<ApiType> search(Iterable<Path> jars, Symbol symbol, long until, Cancel cancel) {
        var found = new ArrayList<ApiType>();
        for (var jar : jars) {
            cancel.check();
            if (System.nanoTime() > until) break;
            found.addAll(in(jar, symbol));
        }
        return found;
    }

    private static List<ApiType> in(Path jar, Symbol symbol) {
        try (var zip = new ZipFile(jar.toFile())) {
            var file = symbol.classFile();
            if (!symbol.pkg().isEmpty()) {
                var entry = zip.getEntry(file);
                return entry != null && isPublic(zip, file) ? List.of(type(jar, symbol.pkg(), symbol.types())) : List.of();
            }
            return zip.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(file) && (name.length() == file.length() || name.endsWith("/" + file)))
                    .filter(name -> !name.startsWith("META-INF/") && isPublic(zip, name))
                    .map(name -> type(jar, name.substring(0, Math.max(0, name.length() - file.length() - 1)).replace('/', '.'), symbol.types())).toList();
        } catch (IOException damaged) {
            return List.of();
        }
    }

    private static ApiType type(Path jar, String pkg, List<String> types) {
        var name = jar.getFileName().toString();
        var sources = jar.resolveSibling(name.substring(0, name.length() - 4) + "-sources.jar");
        return new ApiType(pkg, types, name, jar, sources, (pkg.isEmpty() ? "" : pkg.replace('.', '/') + "/") + types.getFirst() + ".java");
    }

    private static boolean isPublic(ZipFile zip, String name) {
        try (var in = zip.getInputStream(zip.getEntry(name))) {
            return ApiType.isPublic(in.readAllBytes());
        } catch (IOException damaged) {
            return false;
        }
    }

    @Override
    public List<String> typesOf(String pkg, Cancel cancel) {
        var prefix = pkg.replace('.', '/') + "/";
        for (var jars : List.<Iterable<Path>>of(classPath, repository.jars(new Symbol(pkg, List.of("package-info"), null), within, cancel))) {
            for (var jar : jars) {
                cancel.check();
                var types = new TreeSet<String>();
                for (var name : classes(jar)) if (name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0) types.add(name.substring(prefix.length()));
                if (!types.isEmpty()) return List.copyOf(types);
            }
        }
        return List.of();
    }

    @Override
    public List<String> names(Symbol near, Cancel cancel) {
        var jars = new LinkedHashSet<>(classPath);
        jars.addAll(repository.jars(near, within, cancel).stream().limit(LISTED).toList());
        var names = new LinkedHashSet<String>();
        for (var jar : jars) {
            cancel.check();
            classes(jar).forEach(name -> names.add(name.replace('/', '.')));
        }
        var siblings = names.stream().filter(name -> !near.pkg().isEmpty() && name.startsWith(near.pkg() + ".")).toList();
        return siblings.isEmpty() ? List.copyOf(names) : siblings;
    }

    /// Names of the outer classes in a jar, their parts divided by `/`.
    private static List<String> classes(Path jar) {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class") && name.indexOf('$') < 0 && name.indexOf('-') < 0)
                    .map(name -> name.substring(0, name.length() - 6)).toList();
        } catch (IOException damaged) {
            return List.of();
        }
    }
}
