package scorpiox.tool;

/// One file that a call changed.
///
/// @param path as shown to the user
/// @param diff unified, three lines of context, with `---` and `+++`
public record FileChange(String path, Kind kind, String diff, int additions, int deletions) {
    public enum Kind { ADD, DELETE, UPDATE }
}
