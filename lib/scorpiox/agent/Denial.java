package scorpiox.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.tool.Access;

/// A call that was not allowed.
///
/// @param id        of the call
/// @param tool      our name of the tool
/// @param arguments as they were understood
/// @param line      the call in one line
/// @param reason    what denied it and how to allow it
/// @param asked     whether somebody was asked and said no
public record Denial(String id, String tool, Access access, ObjectNode arguments, String line, String reason, boolean asked) {}
