package scorpiox.provider.gemini;

import java.io.IOException;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.provider.Recordings;

class GeminiRecordingsTest {
    @TestFactory
    Stream<DynamicTest> everyStreamGivesWhatIsKnownOfIt() throws IOException {
        return Recordings.of("gemini", new GeminiDialect("gemini", "https://gemini.example", "test/1", InstantSource.system()));
    }
}
