package scorpiox.tool.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;

/// `edit`: replaces one text in a file. The file must have been read and be as it was then.
public final class Edit implements LocalTool {
    private final Workspace workspace;
    private final Ledger ledger;

    public Edit(Workspace workspace, Ledger ledger) {
        this.workspace = workspace;
        this.ledger = ledger;
    }

    @Override
    public Tool.Function declaration() {
        return Declarations.function("edit", """
                Replace one text in a file you have read. old_string must be found exactly once, unless replace_all is set: copy it as it stands, with \
                enough lines around it, without the line numbers of read. For several places in one file use multi_edit, for a new file write.""", """
                "file_path": {"type": "string", "description": "the file to change"},
                "old_string": {"type": "string", "description": "the text to replace; empty only to fill a new or empty file"},
                "new_string": {"type": "string", "description": "what comes in its place, taken literally"},
                "replace_all": {"type": "boolean", "default": false, "description": "replace every place where old_string stands"}
                """, "file_path", "old_string", "new_string");
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public Call call(ObjectNode arguments) {
        return new EditCall(name(), Place.of(workspace, Json.text(arguments, "file_path")), List.of(TextEdit.of(arguments)), workspace, ledger);
    }
}
