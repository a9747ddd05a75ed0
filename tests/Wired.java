package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import scorpiox.base.Json;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

/// A simulator asked over a bare socket, without any dialect of ours.
public final class Wired implements AutoCloseable {
    /// An image of 8 times 8 red pixels.
    public static final String RED = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mP4z8CAFTEMLQkAKP8/wc53yE8AAAAASUVORK5CYII=";

    private final Simulator simulator;

    public Wired(String... faults) {
        this(Simulator.Setup.answering(Scenario.empty(), Stream.of(faults).map(Fault::parse).toArray(Fault[]::new)));
    }

    public Wired(Simulator.Setup setup) {
        simulator = new Simulator(setup, Thread.ofVirtual().factory());
    }

    /// With scripted answers.
    public static Wired scripted(String rules) throws IOException {
        return new Wired(Simulator.Setup.answering(Scenario.of(Json.read("{\"rules\":" + rules + "}"), Path.of(""))));
    }

    /// @param body without its chunks
    public record Reply(int status, String head, String body) {
        public JsonNode json() throws IOException {
            return Json.read(body);
        }

        public String header(String name) {
            return head.lines().filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ": ")).map(line -> line.substring(name.length() + 2)).findFirst().orElse("");
        }

        /// The data of the stream's events; `[DONE]` as a text.
        public List<JsonNode> events() throws IOException {
            var events = new ArrayList<JsonNode>();
            for (var line : body.lines().filter(line -> line.startsWith("data: ")).toList()) events.add(line.equals("data: [DONE]") ? Json.array().textNode("[DONE]") : Json.read(line.substring(6)));
            return events;
        }

        /// The names on the event lines.
        public List<String> types() {
            return body.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)).toList();
        }
    }

    public Reply send(String method, String path, String body, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var head = method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + bytes.length + "\r\n" + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).split("(?<=\r\n)\r\n", 2);
            var chunked = reply[0].contains("Transfer-Encoding: chunked");
            var text = new String((chunked ? joined(reply[1]) : reply[1]).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return new Reply(Integer.parseInt(reply[0].split(" ")[1]), reply[0], text);
        }
    }

    private static String joined(String chunks) {
        var text = new StringBuilder();
        for (var at = 0; at < chunks.length(); ) {
            var end = chunks.indexOf("\r\n", at);
            var size = Integer.parseInt(chunks.substring(at, end), 16);
            if (size == 0) break;
            text.append(chunks, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
        return text.toString();
    }

    /// What it was sent.
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public void close() {
        simulator.close();
    }
}
