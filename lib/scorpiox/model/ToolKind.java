package scorpiox.model;

/// How a tool takes its input: JSON arguments, or free text that is never parsed as JSON.
public enum ToolKind { FUNCTION, FREEFORM }
