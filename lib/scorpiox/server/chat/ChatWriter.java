package scorpiox.server.chat;

import java.util.List;
import scorpiox.model.StreamEvent.Citation;
import scorpiox.model.Usage;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;

/// Takes an answer piece by piece and writes it down: each piece at once, or all of them at the end. What the pieces are is the
/// same for both, so that no answer depends on how it is asked for.
interface ChatWriter {
    /// Comes once, before everything else.
    ///
    /// @param id of the answer, its prefix included
    void begin(String id, Frames out);

    void content(String text, Frames out);

    /// Thinking that is shown apart from the text. This and what follows up to the end is left out by an API that has no word for it.
    default void thought(String text, Frames out) {}

    void refusal(String text, Frames out);

    /// A call with what is known of its arguments.
    default void call(ChatCalls.Call call, String arguments, Frames out) {}

    /// More of the arguments of a call.
    default void arguments(ChatCalls.Call call, String more, Frames out) {}

    /// What the text refers to.
    default void sources(List<Source> sources, Frames out) {}

    /// Comes once, after everything else.
    ///
    /// @param finish `finish_reason`
    void end(String finish, Usage usage, Frames out);

    /// Ends an answer that cannot go on. Nothing follows it.
    void broken(Refused why, Frames out);

    /// A source, and how many characters the text had when it was named: where in the text it is used is not known better.
    record Source(Citation citation, int at) {
        /// As clients know it.
        void add(Frames out) {
            var title = citation.title() == null ? "" : citation.title();
            out.add("{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":" + at + ",\"end_index\":" + at + ",\"url\":").quoted(citation.url()).add(",\"title\":").quoted(title).add("}}");
        }

        static void addAll(List<Source> sources, Frames out) {
            var between = "";
            out.add("\"annotations\":[");
            for (var source : sources) {
                out.add(between);
                source.add(out);
                between = ",";
            }
            out.add("]");
        }
    }

    /// Adds `"usage":{…}`; what nobody reported is 0.
    static void usage(Usage usage, Frames out) {
        out.add("\"usage\":{\"prompt_tokens\":" + usage.input() + ",\"completion_tokens\":" + usage.output() + ",\"total_tokens\":" + (usage.input() + usage.output())
                + ",\"prompt_tokens_details\":{\"cached_tokens\":" + usage.cached() + ",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":" + usage.reasoning()
                + ",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}");
    }
}
