package scorpiox.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Made-up signatures of what a "model" thought or called: the same for the same content, so that any simulator knows
/// whether one came back as it was given.
public final class Signatures {
    private Signatures() {}

    /// The signature of a model's content.
    public static String of(String model, String content) {
        var number = Ids.hash(model + "\n" + content);
        var text = "simulated/" + model + "/" + Ids.hex(number) + Ids.hex(Ids.hash(number + content));
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
