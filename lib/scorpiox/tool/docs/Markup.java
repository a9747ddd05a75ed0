package scorpiox.tool.docs;

import com.sun.source.doctree.DeprecatedTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.ErroneousTree;
import com.sun.source.doctree.IndexTree;
import com.sun.source.doctree.InheritDocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.RawTextTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.SeeTree;
import com.sun.source.doctree.SinceTree;
import com.sun.source.doctree.SnippetTree;
import com.sun.source.doctree.SummaryTree;
import com.sun.source.doctree.SystemPropertyTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.doctree.UnknownBlockTagTree;
import com.sun.source.doctree.ValueTree;
import java.util.List;
import java.util.stream.Collectors;
import scorpiox.tool.web.Page;

/// Doc comments, of HTML or of Markdown (JEP 467), as Markdown.
final class Markup {
    private final boolean markdown;

    private Markup(boolean markdown) {
        this.markdown = markdown;
    }

    static String of(DocCommentTree comment) {
        var out = new StringBuilder(text(comment.getFullBody()));
        for (var tag : comment.getBlockTags()) {
            var line = block(tag);
            if (!line.isEmpty()) out.append(out.isEmpty() ? "" : "\n\n").append(line);
        }
        return out.toString().strip();
    }

    private static String block(DocTree tag) {
        return switch (tag) {
            case ParamTree param -> "Parameter `" + (param.isTypeParameter() ? "<" + param.getName() + ">" : param.getName()) + "`: " + text(param.getDescription());
            case ReturnTree returns -> "Returns: " + text(returns.getDescription());
            case ThrowsTree thrown -> "Throws `" + thrown.getExceptionName() + "`: " + text(thrown.getDescription());
            case SinceTree since -> "Since: " + text(since.getBody());
            case DeprecatedTree deprecated -> "Deprecated: " + text(deprecated.getBody());
            case SeeTree see -> "See: " + text(see.getReference());
            case UnknownBlockTagTree note -> switch (note.getTagName()) {
                case "apiNote" -> "API note: " + text(note.getContent());
                case "implSpec" -> "Implementation requirement: " + text(note.getContent());
                case "implNote" -> "Implementation note: " + text(note.getContent());
                default -> "";
            };
            default -> "";
        };
    }

    private static String text(List<? extends DocTree> trees) {
        var markup = new Markup(trees.stream().anyMatch(RawTextTree.class::isInstance));
        var joined = markup.inline(trees);
        return markup.markdown ? joined.strip() : Page.of(joined).markdown();
    }

    private String inline(List<? extends DocTree> trees) {
        return trees.stream().map(this::inline).collect(Collectors.joining());
    }

    private String inline(DocTree tree) {
        return switch (tree) {
            case RawTextTree raw -> raw.getContent();
            case ErroneousTree broken -> plain(broken.getBody());
            case TextTree text -> plain(text.getBody());
            case EntityTree entity -> entity.toString();
            case LiteralTree literal -> literal.getKind() == DocTree.Kind.CODE ? code(literal.getBody().getBody()) : plain(literal.getBody().getBody());
            case LinkTree link -> link.getLabel().isEmpty() ? code(member(link.getReference().getSignature())) : inline(link.getLabel());
            case ReferenceTree reference -> code(member(reference.getSignature()));
            case SnippetTree snippet when snippet.getBody() != null -> block(snippet.getBody().getBody());
            case SnippetTree snippet -> code(snippet.toString());
            case ReturnTree returns -> plain("Returns ") + inline(returns.getDescription()) + plain(".");
            case InheritDocTree _ -> plain("(as inherited)");
            case ValueTree value -> value.getReference() == null ? plain("(its value)") : code(member(value.getReference().getSignature()));
            case SystemPropertyTree property -> code(property.getPropertyName().toString());
            case IndexTree index -> plain(index.getSearchTerm().toString());
            case SummaryTree summary -> inline(summary.getSummary());
            case DocTree other when other.getKind() == DocTree.Kind.COMMENT -> "";
            case DocTree element when element.getKind() == DocTree.Kind.START_ELEMENT || element.getKind() == DocTree.Kind.END_ELEMENT -> element.toString();
            default -> plain(tree.toString());
        };
    }

    /// `#of(String)` is `of(String)`.
    private static String member(String reference) {
        return reference.startsWith("#") ? reference.substring(1) : reference;
    }

    private String plain(String text) {
        return markdown ? text : text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String code(String text) {
        if (!markdown) return "<code>" + plain(text) + "</code>";
        return text.indexOf('`') >= 0 ? "`` " + text + " ``" : "`" + text + "`";
    }

    private String block(String text) {
        var lines = text.stripIndent().strip();
        return markdown ? "\n```java\n" + lines + "\n```\n" : "<pre class=\"language-java\">" + plain(lines) + "</pre>";
    }
}
