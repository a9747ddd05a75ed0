package scorpiox.tool.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A Java name as people write it: `java.util.Map.Entry`, `Map$Entry#getKey`, `HexFormat.of()`, `java.util`.
///
/// @param pkg    its package; empty when none is named
/// @param types  the type and those nested in it, outermost first; empty for a package
/// @param member a method, field or constructor; null for the type itself
record Symbol(String pkg, List<String> types, String member) {
    /// By the custom that types begin with a capital and packages do not.
    ///
    /// @param within a package to look in; null for any
    /// @return empty for what cannot be a name of Java
    static Optional<Symbol> of(String query, String within) {
        var text = query.strip();
        if (text.startsWith("@")) text = text.substring(1);
        if (text.indexOf('(') > 0) text = text.substring(0, text.indexOf('('));
        if (!text.endsWith("<init>")) text = withoutTypeArguments(text);
        var words = text.strip().split("\\s+");
        if (words.length > 2 || words.length == 2 && !startsUpper(words[0].substring(words[0].lastIndexOf('.') + 1))) return Optional.empty();
        text = String.join("#", words).replace("::", "#").replace('$', '.');
        var hash = text.indexOf('#');
        var member = hash < 0 || hash == text.length() - 1 ? null : text.substring(hash + 1);
        var names = (hash < 0 ? text : text.substring(0, hash)).split("\\.", -1);
        if (!Arrays.stream(names).allMatch(Symbol::identifier) || member != null && !identifier(member) && !member.equals("<init>")) return Optional.empty();
        return Optional.of(of(names, member, within == null ? "" : within));
    }

    private static String withoutTypeArguments(String text) {
        var out = new StringBuilder();
        var depth = 0;
        for (var c : text.toCharArray()) {
            if (c == '<') depth++;
            if (depth == 0) out.append(c);
            if (c == '>' && depth > 0) depth--;
        }
        return out.toString();
    }

    private static Symbol of(String[] names, String member, String within) {
        var first = 0;
        while (first < names.length && !startsUpper(names[first])) first++;
        var last = first;
        while (last < names.length && startsUpper(names[last])) last++;
        var pkg = String.join(".", Arrays.copyOfRange(names, 0, first));
        if (first < names.length && !within.isEmpty()) pkg = pkg.isEmpty() ? within : pkg.startsWith(within) ? pkg : within + "." + pkg;
        var types = List.of(Arrays.copyOfRange(names, first, last));
        if (member == null && last < names.length) member = names[last];
        return new Symbol(pkg, types, member);
    }

    /// What it may mean, the likeliest first: in `Integer.MAX_VALUE` the last name may be a type or a member.
    List<Symbol> meanings() {
        var meanings = new ArrayList<>(List.of(this));
        if (member == null && types.size() > 1) meanings.add(new Symbol(pkg, types.subList(0, types.size() - 1), types.getLast()));
        if (member != null && startsUpper(member) && !types.isEmpty()) {
            var nested = new ArrayList<>(types);
            nested.add(member);
            meanings.add(new Symbol(pkg, List.copyOf(nested), null));
        }
        return meanings;
    }

    boolean isPackage() {
        return types.isEmpty() && member == null;
    }

    /// The path of its class file below a root.
    String classFile() {
        return (pkg.isEmpty() ? "" : pkg.replace('.', '/') + "/") + String.join("$", types) + ".class";
    }

    private static boolean identifier(String name) {
        return !name.isEmpty() && Character.isJavaIdentifierStart(name.charAt(0)) && name.chars().allMatch(Character::isJavaIdentifierPart);
    }

    private static boolean startsUpper(String name) {
        return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
    }
}
