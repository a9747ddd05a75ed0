package scorpiox.tool.search;

import java.nio.file.Path;

/// A file to be searched.
///
/// @param order its place among the others
/// @param file  where it is
/// @param path  its path from the folder that is searched
/// @param size  in bytes
/// @param named whether it was asked for by name
record Target(int order, Path file, String path, long size, boolean named) {}
