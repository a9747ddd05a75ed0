package scorpiox.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;

/// A tool that runs here and not at the provider.
///
/// A call goes through three steps, so that nothing is looked at before it is allowed: what it touches, what it would
/// do (only where somebody is asked), and doing it.
public interface LocalTool {
    /// Name, description and parameters as the model sees them.
    Tool declaration();

    Access access();

    /// A call with arguments that fit the declaration. Opens no file yet.
    ///
    /// @throws ToolError for arguments that mean nothing
    Call call(ObjectNode arguments);

    /// The same, for a tool that passes on what the call is known by.
    ///
    /// @param id of the call, as the model gave it
    default Call call(ObjectNode arguments, String id) {
        return call(arguments);
    }

    /// Whether it is a program of somebody else's, whose schema may use more of JSON Schema than ours do.
    default boolean foreign() {
        return false;
    }

    default String name() {
        return declaration().name();
    }

    /// The same tool declared as a function, for a backend that takes no free-form tools.
    default LocalTool asFunction() {
        return this;
    }

    /// One call.
    interface Call {
        /// What it touches.
        List<Subject> subjects();

        /// What it does, in one line for a person: the tool's name and what it is about.
        String line();

        /// What somebody who is asked should see: a unified diff, the command. May read what the call touches.
        ///
        /// @throws ToolError when the call could not succeed anyway
        default String preview() {
            return line();
        }

        /// Does it.
        ///
        /// @param cancel ends it early
        /// @throws ToolError when it fails, with a message the model can act on
        Outcome run(Cancel cancel);
    }
}
