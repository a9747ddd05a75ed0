package scorpiox.provider.chat;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.http.Origin;

/// What one server makes of the Chat Completions wire.
///
/// @param maxTokensField name of the member with the limit of the answer
/// @param reasoningParam how it takes an effort
/// @param traits         what it does
public record Compat(String maxTokensField, ReasoningParam reasoningParam, Set<Trait> traits) {
    private static final String OLD_LIMIT = "max_tokens";
    private static final String NEW_LIMIT = "max_completion_tokens";
    private static final int LLAMA_CPP = 8080;
    private static final int VLLM = 8000;

    /// How a wish for thinking is worded.
    public enum ReasoningParam {
        /// a word
        REASONING_EFFORT,
        /// an object with a word (OpenRouter)
        REASONING,
        /// on or off (Qwen)
        ENABLE_THINKING,
        /// on or off, for the template that the server puts the prompt together with (llama.cpp, vLLM)
        CHAT_TEMPLATE_KWARGS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Compat {
        traits = Set.copyOf(traits);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /// The same with a trait or without it.
    public Compat with(Trait trait, boolean on) {
        var changed = EnumSet.noneOf(Trait.class);
        changed.addAll(traits);
        if (on) changed.add(trait);
        else changed.remove(trait);
        return new Compat(maxTokensField, reasoningParam, changed);
    }

    /// The same with the other name for the limit of the answer.
    Compat otherLimit() {
        return new Compat(maxTokensField.equals(OLD_LIMIT) ? NEW_LIMIT : OLD_LIMIT, reasoningParam, traits);
    }

    /// What is known of the server behind a base URL, by its host. One of the user's own is known by needing neither key nor
    /// encryption: there thinking may stand in the text, and the port that llama.cpp or vLLM listens on unless told otherwise
    /// means a server that takes what is meant for its template. Ollama (11434) and LM Studio (1234) take an effort as a word.
    ///
    /// @param keyed whether a key goes to it
    public static Compat of(URI base, boolean keyed) {
        var origin = Origin.of(base);
        var usual = new Compat(OLD_LIMIT, ReasoningParam.REASONING_EFFORT, EnumSet.of(Trait.SEND_REASONING_EFFORT, Trait.USAGE_IN_STREAM, Trait.STREAM_TOOLS,
                Trait.SEND_PARALLEL_CALLS, Trait.SEND_VERBOSITY, Trait.SEND_TIER, Trait.SEND_SCHEMA));
        if (isAt(origin, "api.openai.com")) return openAi(usual);
        if (isAt(origin, "openrouter.ai")) return usual.reasoning(ReasoningParam.REASONING).with(Trait.CACHE_CONTROL, true);
        if (isAt(origin, "api.x.ai") || isAt(origin, "z.ai")) return usual.with(Trait.SEND_REASONING_EFFORT, false);
        if (isAt(origin, "api.deepseek.com")) return usual.with(Trait.SEND_SCHEMA, false);
        if (isAt(origin, "api.groq.com")) return new Compat(NEW_LIMIT, usual.reasoningParam, usual.traits);
        var local = usual.with(Trait.THINK_TAGS, !keyed && (origin.loopback() || !origin.secure()));
        var templates = local.has(Trait.THINK_TAGS) && (origin.port() == LLAMA_CPP || origin.port() == VLLM);
        return templates ? local.reasoning(ReasoningParam.CHAT_TEMPLATE_KWARGS) : local;
    }

    /// The same as the user knows it better.
    ///
    /// @param said `name=value` with `;` between
    /// @throws Failure `USAGE` naming what there is, for anything else
    public Compat said(String said) {
        var changed = this;
        for (var pair : said.split(";")) {
            if (pair.isBlank()) continue;
            var equals = pair.indexOf('=');
            var name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
            var value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            changed = changed.said(name, value);
        }
        return changed;
    }

    private Compat said(String name, String value) {
        if (name.equals("maxTokensField")) {
            if (!value.equals(OLD_LIMIT) && !value.equals(NEW_LIMIT)) throw wrong(name, value, List.of(OLD_LIMIT, NEW_LIMIT));
            return new Compat(value, reasoningParam, traits);
        }
        if (name.equals("reasoningParam")) {
            for (var param : ReasoningParam.values()) if (param.word().equals(value)) return reasoning(param);
            throw wrong(name, value, List.of("reasoning_effort", "reasoning", "enable_thinking", "chat_template_kwargs"));
        }
        for (var trait : Trait.values()) {
            if (!trait.word().equals(name)) continue;
            if (!value.equals("0") && !value.equals("1")) throw wrong(name, value, List.of("0", "1"));
            return with(trait, value.equals("1"));
        }
        var names = new ArrayList<>(List.of("maxTokensField", "reasoningParam"));
        for (var trait : Trait.values()) names.add(trait.word());
        throw Failure.usage("OPENAI_COMPAT knows no " + name).hint("there are " + String.join(", ", names));
    }

    private static Failure wrong(String name, String value, List<String> right) {
        return Failure.usage("OPENAI_COMPAT: " + name + " cannot be " + (value.isEmpty() ? "empty" : value)).hint("it is " + String.join(" or ", right));
    }

    private static Compat openAi(Compat usual) {
        var own = EnumSet.of(Trait.DEVELOPER_ROLE, Trait.SEND_STORE, Trait.STRICT_TOOLS, Trait.SEND_CACHE_KEY);
        own.addAll(usual.traits);
        return new Compat(NEW_LIMIT, usual.reasoningParam, own);
    }

    private Compat reasoning(ReasoningParam param) {
        return new Compat(maxTokensField, param, traits);
    }

    /// Whether an origin is a host or lies below it.
    private static boolean isAt(Origin origin, String host) {
        return origin.host().equals(host) || origin.host().endsWith("." + host);
    }
}
