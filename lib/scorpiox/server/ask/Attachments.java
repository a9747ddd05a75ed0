package scorpiox.server.ask;

import java.util.Locale;
import scorpiox.model.Part;

/// Pictures and documents that clients put into messages: data URLs, links, and bare base64, mended where it is written
/// another way.
public final class Attachments {
    private static final String DATA = "data:";

    private Attachments() {}

    /// A picture by its address.
    ///
    /// @param url    `data:image/png;base64,…` or `https://…`
    /// @param detail how closely to look; null for `auto`
    /// @param path   of the address
    /// @throws Refused for an address on somebody's disk, and for data that is not base64
    public static Part picture(String url, String detail, String path) {
        var address = url.strip();
        var wanted = detail == null ? "auto" : detail;
        if (starts(address, DATA)) {
            var comma = comma(address, path);
            return new Part.Image(picture(mime(address, comma)), base64(address.substring(comma + 1), path), wanted);
        }
        if (starts(address, "https://") || starts(address, "http://")) return new Part.ImageLink(address, wanted);
        throw Refused.invalid("invalid_value", path + " must be a data: or https: address; files of the client cannot be read here", path);
    }

    /// A picture of which type and base64 are given apart.
    public static Part picture(String mime, String base64, String detail, String path) {
        return new Part.Image(picture(mime.strip().toLowerCase(Locale.ROOT)), base64(base64, path), detail);
    }

    /// A document.
    ///
    /// @param data a data URL, or base64 of a PDF
    /// @param name null for none
    public static Part.File document(String data, String name, String path) {
        var text = data.strip();
        var given = name == null || name.isBlank() ? "document" : name;
        if (!starts(text, DATA)) return new Part.File(given, "application/pdf", base64(text, path));
        var comma = comma(text, path);
        var mime = mime(text, comma);
        return new Part.File(given, mime.isEmpty() ? "application/pdf" : mime, base64(text.substring(comma + 1), path));
    }

    /// Base64 as RFC 4648 section 4 has it: without white space, in the usual alphabet, padded.
    ///
    /// @throws Refused for what is not base64, and for nothing at all
    public static String base64(String text, String path) {
        var usual = text.length() % 4 == 0;
        var end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') end--;
        for (var i = 0; usual && i < end; i++) usual = digit(text.charAt(i));
        if (usual && end > 0 && text.length() - end <= 2) return text;
        var plain = new StringBuilder(text.length() + 2);
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isWhitespace(c) || c == '=') continue;
            var mended = c == '-' ? '+' : c == '_' ? '/' : c;
            if (!digit(mended)) throw Refused.invalid("invalid_value", path + " is not base64", path);
            plain.append(mended);
        }
        if (plain.isEmpty() || plain.length() % 4 == 1) throw Refused.invalid("invalid_value", path + (plain.isEmpty() ? " is empty" : " is cut short: it is not base64"), path);
        while (plain.length() % 4 != 0) plain.append('=');
        return plain.toString();
    }

    private static boolean digit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }

    /// Where the data of a data URL (RFC 2397) begins.
    private static int comma(String url, String path) {
        var comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).strip().toLowerCase(Locale.ROOT).endsWith(";base64")) {
            throw Refused.invalid("invalid_value", path + " must be base64: data:TYPE;base64,DATA", path);
        }
        return comma;
    }

    private static String mime(String url, int comma) {
        var head = url.substring(DATA.length(), comma);
        return head.substring(0, head.indexOf(';')).strip().toLowerCase(Locale.ROOT);
    }

    private static String picture(String mime) {
        return mime.equals("image/jpg") ? "image/jpeg" : mime;
    }

    private static boolean starts(String text, String with) {
        return text.regionMatches(true, 0, with, 0, with.length());
    }
}
