package scorpiox.server.chat;

import scorpiox.model.Usage;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// A completion in one object, written when it is complete.
final class CompletionWhole implements ChatWriter {
    private final Stamp stamp;
    private final StringBuilder text = new StringBuilder();
    private String id;

    CompletionWhole(Stamp stamp) {
        this.stamp = stamp;
    }

    @Override
    public void begin(String id, Frames out) {
        this.id = id;
    }

    @Override
    public void content(String more, Frames out) {
        text.append(more);
    }

    @Override
    public void refusal(String more, Frames out) {
        text.append(more);
    }

    @Override
    public void end(String finish, Usage usage, Frames out) {
        CompletionChunks.start(id, stamp, out).add("{\"index\":0,\"text\":").quoted(text.toString()).add(",\"logprobs\":null,\"finish_reason\":\"" + CompletionChunks.reason(finish) + "\"}],");
        ChatWriter.usage(usage, out);
        out.add("}");
    }

    @Override
    public void broken(Refused why, Frames out) {
        out.add(ErrorBody.of(why));
    }
}
