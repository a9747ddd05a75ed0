package scorpiox.provider.anthropic;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scorpiox.model.ModelInfo;
import scorpiox.provider.Recordings;

class AnthropicRecordingsTest {
    @TestFactory
    Stream<DynamicTest> everyRecordedStreamGivesWhatIsKnownOfItHoweverItIsCut() throws IOException {
        return Recordings.of("anthropic", new AnthropicDialect("anthropic", "https://a.example", List.of(), "product/1", InstantSource.system(), ModelInfo::unknown));
    }
}
