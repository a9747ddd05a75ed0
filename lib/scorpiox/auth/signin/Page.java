package scorpiox.auth.signin;

import java.nio.charset.StandardCharsets;

/// What a browser is shown at the end of a sign-in: one sentence of ours, nothing from elsewhere, nothing to load or run.
record Page(int status, String reason, String sentence) {
    static final Page SIGNED_IN = new Page(200, "OK", "Signed in. You may close this window.");
    static final Page FAILED = new Page(400, "Bad Request", "The sign-in failed. The terminal says why.");
    static final Page NOT_OURS = new Page(400, "Bad Request", "This page does not belong to the sign-in that is waiting.");
    static final Page MALFORMED = new Page(400, "Bad Request", "This is not a request that is understood here.");
    static final Page NOT_FOUND = new Page(404, "Not Found", "There is nothing here.");
    static final Page NOT_ALLOWED = new Page(405, "Method Not Allowed", "Only GET is answered here.");

    /// The whole answer, with headers that keep the code in the address from leaving the browser.
    byte[] answer() {
        var body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>scorpiox</title><p>" + sentence + "</p></html>\n";
        var head = "HTTP/1.1 " + status + " " + reason + """
                \r
                Content-Type: text/html; charset=utf-8\r
                Content-Security-Policy: default-src 'none'\r
                Cache-Control: no-store\r
                Referrer-Policy: no-referrer\r
                X-Content-Type-Options: nosniff\r
                Connection: close\r
                """ + (status == 405 ? "Allow: GET\r\n" : "");
        return (head + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
