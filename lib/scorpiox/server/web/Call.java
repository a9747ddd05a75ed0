package scorpiox.server.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;

/// One request that came over a connection.
final class Call implements Exchange {
    private final Connection connection;
    private final Body body;
    private final String method;
    private final String path;
    private final String query;
    private final Fields headers = new Fields();
    private final boolean old;
    private final boolean keep;
    private final boolean expects;
    private final Cancel cancel = new Cancel();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Stream stream;
    private volatile boolean lasts;
    private volatile boolean answered;

    Call(Connection connection, HttpRequest request, Body body) {
        this.connection = connection;
        this.body = body;
        method = request.method().name();
        var target = request.uri();
        var mark = target.indexOf('?');
        path = mark < 0 ? target : target.substring(0, mark);
        query = mark < 0 ? "" : target.substring(mark + 1);
        for (var field : request.headers()) headers.add(field.getKey(), field.getValue());
        old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keep = HttpUtil.isKeepAlive(request);
        expects = !old && "100-continue".equalsIgnoreCase(request.headers().get(HttpHeaderNames.EXPECT));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Fields headers() {
        return headers;
    }

    @Override
    public boolean fromLoopback() {
        return connection.fromLoopback();
    }

    @Override
    public byte[] body() {
        var coding = coding();
        if (body.want() && expects && !begun.get()) connection.outlet().send(ResponseHead.CONTINUE, 0, ResponseHead.CONTINUE.length);
        connection.readOn();
        var bytes = body.await();
        return coding.isPresent() ? body.inflate(bytes) : bytes;
    }

    private Optional<String> coding() {
        var codings = headers.all("content-encoding");
        if (codings.isEmpty() || codings.size() == 1 && (codings.getFirst().isEmpty() || codings.getFirst().equalsIgnoreCase("identity"))) return Optional.empty();
        var coding = codings.getFirst();
        if (codings.size() == 1 && (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip"))) return Optional.of("gzip");
        throw Failure.of(Failure.Kind.BAD_REQUEST, "the only content coding taken is gzip").from(415, "unsupported_media_type");
    }

    @Override
    public Cancel cancel() {
        return cancel;
    }

    @Override
    public void answer(int status, Map<String, String> fields, byte[] bytes) {
        if (!begun.compareAndSet(false, true)) return;
        var bare = status == 204 || status == 304;
        lasts = closes();
        var head = ResponseHead.bytes(status, fields, bare ? "" : "Content-Length: " + bytes.length, lasts, old);
        try {
            connection.outlet().send(head, bytes, bare || method.equals("HEAD") ? 0 : bytes.length);
        } finally {
            connection.finished(this);
        }
    }

    @Override
    public Outflow begin(int status, Map<String, String> fields) {
        if (!begun.compareAndSet(false, true)) throw new IllegalStateException("the answer has begun");
        lasts = old || closes();
        var head = ResponseHead.bytes(status, fields, old ? "" : "Transfer-Encoding: chunked", lasts, false);
        var shape = method.equals("HEAD") ? Stream.Shape.NOTHING : old ? Stream.Shape.PLAIN : Stream.Shape.CHUNKS;
        var begins = new Stream(connection, this, shape);
        stream = begins;
        connection.outlet().send(head, 0, head.length);
        return begins;
    }

    @Override
    public boolean begun() {
        return begun.get();
    }

    /// The answer that goes out piece by piece, or null.
    Stream stream() {
        return stream;
    }

    /// The body as far as it has come.
    Body sent() {
        return body;
    }

    /// Whether the connection ends with this answer.
    boolean lasts() {
        return lasts;
    }

    /// Whether the whole answer is on its way.
    boolean answered() {
        return answered;
    }

    /// The whole answer is on its way. On the event loop.
    void over() {
        answered = true;
        if (stream != null) stream.quiet();
    }

    /// Nobody answers any more: what was not begun is a bug, what was not ended must not look whole.
    void left() {
        if (!begun.get()) answer(500, Map.of("Content-Type", "application/json"), BadHead.bug());
        else if (stream != null) stream.abort();
    }

    /// A client that waits to be told to send its body is not told after the answer, and nobody knows whether it sends it.
    private boolean closes() {
        return !keep || connection.stopping() || !body.nearlyWhole() || expects && !body.whole();
    }
}
