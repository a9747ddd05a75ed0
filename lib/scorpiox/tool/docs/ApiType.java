package scorpiox.tool.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Member;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// A compiled type and where its source may be.
///
/// @param pkg         its package
/// @param types       the type and those it is nested in, outermost first
/// @param origin      what it belongs to, for people
/// @param jar         its jar; null for a type of the JDK
/// @param sources     an archive of sources, which need not exist
/// @param sourceEntry the file in it
record ApiType(String pkg, List<String> types, String origin, Path jar, Path sources, String sourceEntry) {
    private static final int LARGEST_SOURCE = 4 * 1024 * 1024;

    String name() {
        return (pkg.isEmpty() ? "" : pkg + ".") + String.join(".", types);
    }

    /// As the virtual machine calls it.
    String binaryName() {
        return (pkg.isEmpty() ? "" : pkg + ".") + String.join("$", types);
    }

    /// The source text; empty when it is not at hand.
    Optional<String> source() {
        if (!Files.isRegularFile(sources)) return Optional.empty();
        try (var zip = new ZipFile(sources.toFile())) {
            var entry = zip.getEntry(sourceEntry);
            if (entry == null || entry.getSize() > LARGEST_SOURCE) return Optional.empty();
            try (var in = zip.getInputStream(entry)) {
                return Optional.of(new String(in.readNBytes(LARGEST_SOURCE), StandardCharsets.UTF_8).replace("\r\n", "\n"));
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// What `javap -public` prints of it, a line each; empty when this runtime has no `javap` or the class is damaged.
    List<String> signatures() {
        var tool = ToolProvider.findFirst("javap");
        if (tool.isEmpty()) return List.of();
        var arguments = new ArrayList<>(List.of("-public"));
        if (jar != null) arguments.addAll(List.of("-cp", jar.toString()));
        arguments.add(binaryName());
        var out = new StringWriter();
        var exit = tool.get().run(new PrintWriter(out), new PrintWriter(new StringWriter()), arguments.toArray(String[]::new));
        return exit != 0 ? List.of() : out.toString().lines().filter(line -> !line.startsWith("Compiled from")).toList();
    }

    /// The types that a public member of this name is inherited from. Classes are loaded for that and not initialised,
    /// so none of their code runs.
    List<String> declaring(String member) {
        try (var loader = new URLClassLoader(jar == null ? new URL[0] : new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            var type = Class.forName(binaryName(), false, loader);
            return Stream.concat(Arrays.<Member>stream(type.getMethods()), Arrays.<Member>stream(type.getFields())).filter(each -> each.getName().equals(member))
                    .map(each -> each.getDeclaringClass().getName()).distinct().filter(name -> !name.equals(binaryName())).toList();
        } catch (IOException | ClassNotFoundException | LinkageError incomplete) {
            return List.of();
        }
    }

    /// Whether class bytes are those of a public type.
    static boolean isPublic(byte[] bytes) {
        try {
            return ClassFile.of().parse(bytes).flags().has(AccessFlag.PUBLIC);
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }
}
