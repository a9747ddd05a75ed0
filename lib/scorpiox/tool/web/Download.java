package scorpiox.tool.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.Resolver;
import scorpiox.http.Timeouts;
import scorpiox.tool.Limits;
import scorpiox.tool.ToolError;

/// Gets URLs from public hosts: without cookies, credentials and referrer, following redirects on one host, unpacking
/// gzip and deflate up to a limit.
///
/// Every address of a host must be public, and the connection goes to one of the addresses that were checked. Behind a
/// proxy it is the proxy that looks up the name: then the name is checked as this machine sees it, and one that this
/// machine cannot find at all is left to the proxy.
final class Download {
    private static final int REDIRECTS = 5;
    private static final Set<Integer> REDIRECT = Set.of(301, 302, 303, 307, 308);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /// Characters of an error's body that are shown.
    private static final int SHOWN = 500;

    private final Http http;
    private final Resolver resolver;
    private final Limits limits;
    private final String agent;
    private final Predicate<URI> privateAllowed;

    Download(Http http, Resolver resolver, Limits limits, String agent, Predicate<URI> privateAllowed) {
        this.http = http;
        this.resolver = resolver;
        this.limits = limits;
        this.agent = agent;
        this.privateAllowed = privateAllowed;
    }

    /// @param time for all of it; a third of it until an answer's headers are there
    /// @throws ToolError when there is nothing to show
    Fetched get(URI url, Duration time, Cancel cancel) {
        var limited = new Cancel();
        Thread.ofPlatform().daemon().name("web-limit").start(() -> {
            try {
                limited.sleep(time);
                limited.cancel(Failure.of(Failure.Kind.TIMEOUT, "no complete answer within " + time.toMillis() / 1000.0 + " s"));
            } catch (Failure over) {
                // the answer is there
            }
        });
        try (var _ = cancel.onCancel(() -> limited.cancel(cancel.reason()))) {
            return follow(url, time, limited);
        } catch (Failure e) {
            cancel.check();
            throw new ToolError(url + " could not be fetched: " + e.line());
        } finally {
            limited.cancel(Failure.of(Failure.Kind.CANCELLED, "over"));
        }
    }

    private Fetched follow(URI start, Duration time, Cancel cancel) {
        var url = start;
        for (var hop = 0; hop <= REDIRECTS; hop++) {
            try (var reply = send(url, time, cancel)) {
                var location = reply.header("location");
                if (!REDIRECT.contains(reply.status()) || location.isEmpty()) return body(url, reply, cancel);
                var target = WebAddress.redirect(url, new String(location.get().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                if (!target.getHost().equals(start.getHost())) return new Fetched.Elsewhere(target);
                url = target;
            }
        }
        throw new ToolError(start + " was redirected more than " + REDIRECTS + " times");
    }

    private HttpReply send(URI url, Duration time, Cancel cancel) {
        Resolver checking = host -> checked(host, resolver.resolve(host), url);
        if (http.proxied(url)) {
            try {
                checking.resolve(url.getHost(), cancel);
            } catch (UnknownHostException leftToTheProxy) {
                // a network that names hosts only at its proxy
            } catch (IOException e) {
                cancel.check();
                throw Http.failure(e, Origin.of(url));
            }
        }
        var headers = Map.of("Accept", "text/markdown, text/plain;q=0.9, text/html;q=0.8", "Accept-Encoding", "gzip, deflate", "User-Agent", agent,
                "Connection", "close");      // a kept connection would outlive the check of its address
        return http.resolving(checking).send(new HttpCall(url, headers, null), Optional.empty(), new Timeouts(CONNECT, time.dividedBy(3), time), cancel);
    }

    private List<InetAddress> checked(String host, List<InetAddress> addresses, URI url) {
        var hidden = addresses.stream().filter(address -> !Addresses.isPublic(address)).findFirst();
        if (hidden.isPresent() && !privateAllowed.test(url)) {
            throw new ToolError("refused: " + host + " is " + hidden.get().getHostAddress()
                    + ", not a public address; only a rule of the user's can allow it: web_fetch(domain:" + host + ")");
        }
        return addresses;
    }

    private Fetched body(URI url, HttpReply reply, Cancel cancel) {
        byte[] bytes;
        try {
            bytes = unpacked(reply);
        } catch (ZipException e) {
            throw new ToolError(url + " sent a damaged " + reply.header("content-encoding").orElse("") + " answer");
        } catch (IOException e) {
            cancel.check();
            throw Http.failure(e, Origin.of(url));
        }
        var body = new Fetched.Body(url, reply.mediaType(), charset(reply), bytes);
        if (reply.status() / 100 == 2) return body;
        var said = WebText.plain(body);
        var most = Math.min(said.length(), SHOWN);
        throw new ToolError("HTTP " + reply.status() + " from " + url + (said.isBlank() ? "" : "\n" + WebText.wrapped(url, said.substring(0, most))));
    }

    private byte[] unpacked(HttpReply reply) throws IOException {
        var coding = reply.header("content-encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        var in = new PushbackInputStream(reply.body(), 2);
        var first = in.readNBytes(2);
        in.unread(first);
        if (first.length == 0) return first;
        return switch (coding) {
            case "", "identity" -> capped(in);
            case "gzip", "x-gzip" -> capped(new GZIPInputStream(in));
            case "deflate" -> deflated(in, first);
            default -> throw new ToolError("the answer is packed with " + coding + ", which was not asked for and cannot be read");
        };
    }

    /// `deflate` is the zlib format (RFC 9110 section 8.4.1.2); some servers leave its two-byte head out.
    private byte[] deflated(InputStream in, byte[] first) throws IOException {
        var zlib = first.length == 2 && (first[0] & 15) == 8 && ((first[0] & 0xff) << 8 | first[1] & 0xff) % 31 == 0;
        var inflater = new Inflater(!zlib);
        try {
            return capped(new InflaterInputStream(in, inflater));
        } finally {
            inflater.end();
        }
    }

    private byte[] capped(InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        var piece = new byte[16 * 1024];
        for (var read = in.read(piece); read >= 0; read = in.read(piece)) {
            if (out.size() + read > limits.webBytes()) {
                throw new ToolError("the answer is larger than " + limits.webBytes() / 1024
                        + " KiB (unpacked); fetch a smaller page, or save it with bash and read parts of it");
            }
            out.write(piece, 0, read);
        }
        return out.toByteArray();
    }

    private static String charset(HttpReply reply) {
        for (var parameter : reply.header("content-type").orElse("").split(";")) {
            var trimmed = parameter.strip();
            if (trimmed.regionMatches(true, 0, "charset=", 0, 8)) return trimmed.substring(8).replace("\"", "").strip();
        }
        return null;
    }
}
