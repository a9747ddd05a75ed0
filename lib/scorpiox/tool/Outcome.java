package scorpiox.tool;

import java.util.List;
import scorpiox.model.Part;

/// What a call came to.
///
/// @param text   for the model
/// @param error  whether the call failed; a command's exit code is information, not an error
/// @param images for the model
/// @param detail for people and programs that watch
public record Outcome(String text, boolean error, List<Part.Image> images, Detail detail) {
    public Outcome {
        images = List.copyOf(images);
    }

    public static Outcome of(String text) {
        return new Outcome(text, false, List.of(), new Detail.None());
    }

    public static Outcome of(String text, Detail detail) {
        return new Outcome(text, false, List.of(), detail);
    }

    public static Outcome error(String text) {
        return new Outcome(text, true, List.of(), new Detail.None());
    }
}
