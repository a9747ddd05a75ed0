package scorpiox.tool;

/// What a tool does to the world; its permission follows from that.
public enum Access {
    /// looks at files
    READ,
    /// touches nothing outside the conversation
    META,
    /// changes files
    WRITE,
    /// runs programs
    EXEC,
    /// talks to the network
    NET
}
