package scorpiox.server.ask;

import java.util.Optional;
import scorpiox.model.Message;
import scorpiox.model.Part;

/// A message about the client's environment, for profiles that want one. It holds what the request says and what is usual,
/// and nothing of the machine that `serve` runs on.
public final class EnvironmentContext {
    private static final String WHOLE = "codex_environment_context";

    /// The members of a request that it is made of.
    static final String[] MEMBERS = {WHOLE, "project_dir", "cwd", "approval_policy", "sandbox_mode", "network_access", "shell"};

    private EnvironmentContext() {}

    /// The message, which goes right before the conversation; empty where the profile wants none.
    ///
    /// @throws Refused for a member that is not text
    public static Optional<Message> of(ClientRequest request) {
        if (!request.profile().environment()) return Optional.empty();
        var members = Members.of(request);
        var whole = members.text(WHOLE);
        return Optional.of(Message.user(new Part.Text(whole != null && !whole.isBlank() ? whole : block(members))));
    }

    private static String block(Members members) {
        var block = new StringBuilder("<environment_context>\n");
        var folder = said(members, "project_dir", said(members, "cwd", ""));
        if (!folder.isEmpty()) line(block, "cwd", folder);
        line(block, "approval_policy", said(members, "approval_policy", "never"));
        line(block, "sandbox_mode", said(members, "sandbox_mode", "read-only"));
        line(block, "network_access", said(members, "network_access", "restricted"));
        line(block, "shell", said(members, "shell", "bash"));
        return block.append("</environment_context>").toString();
    }

    private static String said(Members members, String member, String preset) {
        var text = members.text(member);
        return text == null || text.isBlank() ? preset : text.strip();
    }

    private static void line(StringBuilder block, String tag, String value) {
        block.append("  <").append(tag).append('>').append(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")).append("</").append(tag).append(">\n");
    }
}
