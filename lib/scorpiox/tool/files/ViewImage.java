package scorpiox.tool.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `view_image`: puts a picture into the conversation.
public final class ViewImage implements LocalTool {
    private static final Tool DECLARATION = Declarations.function("view_image", """
            Shows you an image file (PNG, JPEG, GIF, WebP, BMP; up to 20 MB). Images over 2000 pixels on a side are scaled down.""", """
            "path": {"type": "string", "description": "the image file"},
            "detail": {"type": "string", "enum": ["original"], "description": "original keeps the resolution; leave it out otherwise"}""", "path");

    private final Workspace workspace;
    private final Limits limits;
    private final String model;
    private final boolean takesImages;

    /// @param model       its name, for the message when it takes no images
    /// @param takesImages whether it does
    public ViewImage(Workspace workspace, Limits limits, String model, boolean takesImages) {
        this.workspace = workspace;
        this.limits = limits;
        this.model = model;
        this.takesImages = takesImages;
    }

    @Override
    public Tool declaration() {
        return DECLARATION;
    }

    @Override
    public Access access() {
        return Access.READ;
    }

    @Override
    public Call call(ObjectNode arguments) {
        return new Views(Place.of(workspace, arguments.path("path").asText()), arguments.path("detail").asText("").equals("original"));
    }

    private final class Views implements Call {
        private final Place place;
        private final boolean original;

        private Views(Place place, boolean original) {
            this.place = place;
            this.original = original;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Reads(place.real()));
        }

        @Override
        public String line() {
            return "view_image " + place.shown();
        }

        @Override
        public Outcome run(Cancel cancel) {
            if (!takesImages) throw new ToolError("model " + model + " does not take images");
            place.check();
            if (!Files.exists(place.real())) throw place.missing();
            if (Files.isDirectory(place.real())) throw new ToolError(place.shown() + " is a directory; use ls");
            if (!Files.isRegularFile(place.real())) throw new ToolError(place.shown() + " is a device, pipe or socket, not an image");
            return Pictures.show(place, original, limits, cancel);
        }
    }
}
