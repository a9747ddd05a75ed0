package scorpiox.provider.openai;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.provider.Recordings;
import scorpiox.provider.chat.ChatDialect;
import scorpiox.provider.chat.Compat;
import scorpiox.provider.responses.ResponsesDialect;

/// Recorded streams of both wires of the provider `openai`.
class OpenAiRecordingsTest {
    private static final URI BASE = URI.create("http://127.0.0.1:9/v1");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TestFactory
    Stream<DynamicTest> chatCompletionsOfManyServersMeanWhatIsKnownOfThem() throws IOException {
        return Recordings.of("openai-chat", new ChatDialect("openai", BASE, Compat.of(BASE, false), "product/1", Map.of(), CLOCK));
    }

    @TestFactory
    Stream<DynamicTest> responsesOfManyServersMeanWhatIsKnownOfThem() throws IOException {
        return Recordings.of("openai-responses", new ResponsesDialect("openai", URI.create(BASE + "/responses"), ResponsesDialect.Kind.OPENAI, "product/1", CLOCK));
    }
}
