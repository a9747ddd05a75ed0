package scorpiox.tool;

import java.time.Duration;

/// How much a tool takes and gives.
///
/// @param lines      lines shown of a file
/// @param lineChars  characters shown of a line
/// @param bytes      UTF-8 bytes of a result
/// @param bashChars  characters shown of a command's output, a third from its start and the rest from its end
/// @param fileBytes  largest file taken whole
/// @param matches    matches of a search
/// @param files      files of a search that names only files
/// @param paths      paths of a glob
/// @param entries    entries of a folder
/// @param timeout    of a command that asks for none
/// @param mostTime   longest a command may ask for
/// @param webBytes   largest web answer
/// @param webTime    of a web request that asks for none
/// @param imageBytes largest picture read
/// @param imageSent  largest picture sent, in base64 characters
/// @param imageEdge  longest side of a picture sent, in pixels
public record Limits(int lines, int lineChars, int bytes, int bashChars, long fileBytes, int matches, int files, int paths, int entries,
                     Duration timeout, Duration mostTime, int webBytes, Duration webTime, int imageBytes, int imageSent, int imageEdge) {
    public static final Limits USUAL = new Limits(2000, 2000, 50 * 1024, 30_000, 20L * 1024 * 1024, 100, 250, 1000, 500,
            Duration.ofSeconds(120), Duration.ofSeconds(600), 5 * 1024 * 1024, Duration.ofSeconds(30), 20 * 1024 * 1024, 4_500_000, 2000);

    /// A line cut to what is shown of one, with the number of characters left out.
    public String line(String text) {
        if (text.length() <= lineChars) return text;
        var end = Character.isHighSurrogate(text.charAt(lineChars - 1)) ? lineChars - 1 : lineChars;
        return text.substring(0, end) + "… [+" + (text.length() - end) + " chars]";
    }
}
