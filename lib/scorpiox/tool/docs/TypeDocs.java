package scorpiox.tool.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;

/// What a library says about a type or a member: from its source where that is at hand, else its bare signatures.
///
/// @param libraries where an inherited member may be declared
record TypeDocs(String kind, Library library, List<Library> libraries) {
    /// Characters of a type's comment: its members shall find room beside it.
    static final int LONGEST_COMMENT = 4000;

    /// Further types of the same name that are mentioned.
    private static final int MENTIONED = 12;

    /// @param most parts of the answer
    List<Found> about(Symbol symbol, int most, Cancel cancel) {
        for (var meaning : symbol.meanings()) {
            if (meaning.types().isEmpty()) continue;
            var types = library.find(meaning, cancel);
            var found = new ArrayList<Found>();
            var others = new ArrayList<String>();
            for (var type : types) {
                cancel.check();
                var about = found.size() < most ? about(type, meaning.member(), cancel) : Optional.<Found>empty();
                about.ifPresentOrElse(found::add, () -> others.add(type.name()));
            }
            if (found.isEmpty()) continue;
            if (!others.isEmpty() && meaning.pkg().isEmpty()) {
                found.add(new Found(kind + ": other types of this name", String.join(", ", others.stream().limit(MENTIONED).toList())));
            }
            return found;
        }
        return List.of();
    }

    /// Names close to one that was not found: members of the type, else types.
    List<String> near(Symbol symbol, Cancel cancel) {
        for (var meaning : symbol.meanings()) {
            if (meaning.types().isEmpty() || meaning.member() == null) continue;
            var types = library.find(meaning, cancel);
            if (types.isEmpty()) continue;
            var type = types.getFirst();
            var members = type.source().flatMap(text -> SourceDoc.of(text, type.types())).map(SourceDoc::members).orElseGet(List::of);
            return Near.of(meaning.member(), members).stream().map(member -> type.name() + "#" + member).toList();
        }
        var dot = symbol.pkg().lastIndexOf('.');
        var type = symbol.types().isEmpty() ? new Symbol(dot < 0 ? "" : symbol.pkg().substring(0, dot), List.of(symbol.pkg().substring(dot + 1)), null) : symbol;
        var names = library.names(type, cancel);
        if (symbol.isPackage() && dot > 0 && names.contains("java.lang")) return Near.of(symbol.pkg(), names);
        var near = Near.of(type.types().getFirst(), names.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).distinct().toList());
        return near.stream().flatMap(simple -> names.stream().filter(name -> name.endsWith("." + simple)).limit(2)).limit(Near.MOST).toList();
    }

    private Optional<Found> about(ApiType type, String member, Cancel cancel) {
        var parsed = type.source().flatMap(text -> SourceDoc.of(text, type.types()));
        if (parsed.isPresent() && member == null) {
            var doc = parsed.get();
            return Optional.of(new Found(source(type, null, doc.line()), doc.declaration() + comment(doc.comment()) + list(doc.signatures())));
        }
        if (parsed.isPresent()) {
            var described = parsed.get().member(member);
            if (described.isPresent()) return Optional.of(new Found(source(type, member, described.get().line()), described.get().text()));
            return inherited(type, member, cancel);
        }
        var lines = type.signatures();
        if (lines.isEmpty()) return Optional.empty();
        if (member == null) return Optional.of(new Found(source(type, null, 0), fenced(String.join("\n", lines))));
        var own = lines.stream().filter(line -> names(line, type, member)).map(String::strip).collect(Collectors.joining("\n"));
        return own.isEmpty() ? inherited(type, member, cancel) : Optional.of(new Found(source(type, member, 0), fenced(own)));
    }

    private Optional<Found> inherited(ApiType type, String member, Cancel cancel) {
        for (var name : type.declaring(member)) {
            var symbol = Symbol.of(name, null);
            if (symbol.isEmpty()) continue;
            for (var each : libraries) {
                for (var declaring : each.find(symbol.get(), cancel)) {
                    if (declaring.name().equals(type.name())) continue;
                    var found = about(declaring, member, cancel);
                    if (found.isPresent()) return Optional.of(new Found(found.get().source() + " (inherited by " + type.name() + ")", found.get().text()));
                }
            }
        }
        return Optional.empty();
    }

    /// Whether a line of `javap` declares a member; a constructor bears the type's name.
    private static boolean names(String line, ApiType type, String member) {
        var head = line.indexOf('(') >= 0 ? line.substring(0, line.indexOf('(')) : line.replace(";", "");
        var constructor = member.equals("<init>") || member.equals("new") || member.equals(type.types().getLast());
        return head.strip().endsWith(" " + member) || constructor && head.strip().endsWith(" " + type.binaryName());
    }

    private String source(ApiType type, String member, int line) {
        var at = line > 0 ? "; " + type.sourceEntry() + ":" + line + " in " + type.sources().getFileName() : "; signatures only, no sources at hand";
        return kind + ": " + type.name() + (member == null ? "" : "#" + member) + " — " + type.origin() + at;
    }

    private static String comment(String text) {
        if (text.isEmpty()) return "";
        return "\n\n" + (text.length() <= LONGEST_COMMENT ? text : text.substring(0, LONGEST_COMMENT) + "… [+" + (text.length() - LONGEST_COMMENT) + " chars]");
    }

    private static String list(List<String> signatures) {
        return signatures.isEmpty() ? "" : "\n\nPublic members (ask for one with Type#member):\n" + fenced(String.join("\n", signatures));
    }

    private static String fenced(String code) {
        return "```java\n" + code + "\n```";
    }
}
