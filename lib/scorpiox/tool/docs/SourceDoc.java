package scorpiox.tool.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A type as its source tells it: read by the compiler's own parser, which needs nothing the source imports and runs
/// none of it.
final class SourceDoc {
    /// @param line where the first of the members of that name stands
    record Member(int line, String text) {}

    private final String text;
    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final TreePath path;
    private final ClassTree type;

    private SourceDoc(String text, DocTrees trees, CompilationUnitTree unit, TreePath path) {
        this.text = text;
        this.trees = trees;
        this.unit = unit;
        this.path = path;
        this.type = path == null ? null : (ClassTree) path.getLeaf();
    }

    /// Empty when there is no such type in it, or this runtime has no compiler.
    ///
    /// @param types the type and those it is nested in, outermost first
    static Optional<SourceDoc> of(String text, List<String> types) {
        return parsed(text).map(doc -> doc.inner(types)).filter(doc -> doc.type != null);
    }

    /// The comment of a `package-info.java`.
    static Optional<String> ofPackage(String text) {
        return parsed(text).filter(doc -> doc.unit.getPackage() != null)
                .map(doc -> doc.comment(new TreePath(new TreePath(doc.unit), doc.unit.getPackage()))).filter(comment -> !comment.isEmpty());
    }

    private static Optional<SourceDoc> parsed(String text) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) return Optional.empty();
        var file = new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        try {
            var task = (JavacTask) compiler.getTask(null, null, _ -> { }, List.of("-proc:none"), null, List.of(file));
            return Optional.of(new SourceDoc(text, DocTrees.instance(task), task.parse().iterator().next(), null));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private SourceDoc inner(List<String> types) {
        var at = new TreePath(unit);
        List<? extends Tree> members = unit.getTypeDecls();
        for (var name : types) {
            var next = members.stream().filter(member -> member instanceof ClassTree inner && inner.getSimpleName().contentEquals(name)).findFirst();
            if (next.isEmpty()) return new SourceDoc(text, trees, unit, null);
            at = new TreePath(at, next.get());
            members = ((ClassTree) next.get()).getMembers();
        }
        return new SourceDoc(text, trees, unit, at);
    }

    int line() {
        return line(type);
    }

    /// As it stands in the source, up to its body.
    String declaration() {
        return fenced(header(type));
    }

    String comment() {
        return comment(path);
    }

    /// The public members in their order, without bodies.
    List<String> signatures() {
        return type.getMembers().stream().filter(this::isPublic).map(this::header).toList();
    }

    /// Names of the public members.
    List<String> members() {
        return type.getMembers().stream().filter(this::isPublic).map(this::name).distinct().toList();
    }

    /// All public members of a name, each with its comment; of a record also a component without an accessor of its own.
    Optional<Member> member(String name) {
        var wanted = name.contentEquals(type.getSimpleName()) || name.equals("new") ? "<init>" : name;
        var found = new ArrayList<>(type.getMembers().stream().filter(member -> isPublic(member) && name(member).equals(wanted)).toList());
        if (found.isEmpty() && type.getKind() == Tree.Kind.RECORD && type.getMembers().stream().anyMatch(member -> component(member, name))) {
            return Optional.of(new Member(line(), fenced(header(type)) + "\n\n`" + name + "` is a component of this record.\n\n" + comment()));
        }
        if (found.isEmpty()) return Optional.empty();
        var out = new ArrayList<String>();
        for (var member : found) {
            var comment = comment(new TreePath(path, member));
            out.add(fenced(header(member)) + (comment.isEmpty() ? "" : "\n\n" + comment));
        }
        return Optional.of(new Member(line(found.getFirst()), String.join("\n\n", out)));
    }

    private static boolean component(Tree member, String name) {
        return member instanceof VariableTree field && field.getName().contentEquals(name) && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    private String comment(TreePath of) {
        var tree = trees.getDocCommentTree(of);
        return tree == null ? "" : Markup.of(tree);
    }

    private boolean isPublic(Tree member) {
        var modifiers = modifiers(member);
        if (modifiers == null || modifiers.getFlags().contains(Modifier.PRIVATE)) return false;
        var open = type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
        return open || modifiers.getFlags().contains(Modifier.PUBLIC) || constant(member);
    }

    /// A constant of an enum: nothing stands before its name but annotations.
    private boolean constant(Tree member) {
        if (type.getKind() != Tree.Kind.ENUM || !(member instanceof VariableTree field)) return false;
        return text.startsWith(field.getName().toString(), afterAnnotations(field, field.getModifiers()));
    }

    private static ModifiersTree modifiers(Tree member) {
        return switch (member) {
            case ClassTree inner -> inner.getModifiers();
            case MethodTree method -> method.getModifiers();
            case VariableTree field -> field.getModifiers();
            default -> null;
        };
    }

    private String name(Tree member) {
        return switch (member) {
            case ClassTree inner -> inner.getSimpleName().toString();
            case MethodTree method -> method.getName().toString();
            case VariableTree field -> field.getName().toString();
            default -> "";
        };
    }

    /// A declaration on one line, without its annotations and its body.
    private String header(Tree tree) {
        var from = afterAnnotations(tree, modifiers(tree));
        var to = switch (tree) {
            case ClassTree inner -> text.indexOf('{', Math.max(from, end(inner.getModifiers())));
            case MethodTree method when method.getBody() != null -> start(method.getBody());
            case VariableTree field when constant(field) -> from + field.getName().length();
            case VariableTree field when field.getInitializer() != null && end(field.getInitializer()) - start(field.getInitializer()) > 60 ->
                    start(field.getInitializer()) - 2;
            default -> end(tree);
        };
        if (to < from) to = Math.max(from, end(tree));
        var line = text.substring(from, to).replaceAll("\\s+", " ").strip();
        return line.endsWith(";") || line.endsWith("=") ? line.substring(0, line.length() - 1).strip() : line;
    }

    private int afterAnnotations(Tree tree, ModifiersTree modifiers) {
        var at = start(tree);
        if (modifiers != null) for (var annotation : modifiers.getAnnotations()) if (start(annotation) <= at + 1) at = skipped(end(annotation));
        return at;
    }

    private int skipped(int at) {
        var next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) next++;
        return next;
    }

    private int start(Tree tree) {
        return Math.max(0, (int) trees.getSourcePositions().getStartPosition(unit, tree));
    }

    private int end(Tree tree) {
        return (int) trees.getSourcePositions().getEndPosition(unit, tree);
    }

    private int line(Tree tree) {
        return (int) unit.getLineMap().getLineNumber(start(tree));
    }

    private static String fenced(String code) {
        return "```java\n" + code + "\n```";
    }
}
