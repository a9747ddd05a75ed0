package scorpiox.tool.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;

/// `multi_edit`: several replacements in one file, all of them or none.
public final class MultiEdit implements LocalTool {
    private final Workspace workspace;
    private final Ledger ledger;

    public MultiEdit(Workspace workspace, Ledger ledger) {
        this.workspace = workspace;
        this.ledger = ledger;
    }

    @Override
    public Tool.Function declaration() {
        return Declarations.function("multi_edit", """
                Make 1 to 50 replacements in one file you have read, each as edit does and on the outcome of the one before. When one fails, none is \
                made.""", """
                "file_path": {"type": "string", "description": "the file to change"},
                "edits": {"type": "array", "minItems": 1, "maxItems": 50, "description": "the replacements, in order", "items": {
                    "type": "object", "required": ["old_string", "new_string"], "additionalProperties": false, "properties": {
                        "old_string": {"type": "string", "description": "the text to replace, found exactly once unless replace_all is set"},
                        "new_string": {"type": "string", "description": "what comes in its place, taken literally"},
                        "replace_all": {"type": "boolean", "default": false, "description": "replace every place where old_string stands"}}}}
                """, "file_path", "edits");
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var edits = new ArrayList<TextEdit>();
        arguments.path("edits").forEach(edit -> edits.add(TextEdit.of(edit)));
        return new EditCall(name(), Place.of(workspace, Json.text(arguments, "file_path")), edits, workspace, ledger);
    }
}
