package scorpiox.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.Request;
import scorpiox.model.Request.Cache.Mode;

/// What OpenAI's API takes about the cache of prompts, on both of its wires: a key that brings the requests of a conversation
/// to one place, and how long what they share is kept. From `gpt-5.6` on there are options in place of a retention, and
/// writing costs, so that turning it off has a meaning.
public final class PromptCache {
    private PromptCache() {}

    /// Adds the members, or takes them back.
    public static void add(Request request, ObjectNode body) {
        var cache = request.cache();
        var options = hasOptions(request.model());
        body.remove("prompt_cache_key");
        if (cache.mode() == Mode.OFF) {
            if (options) body.set("prompt_cache_options", Json.object().put("mode", "explicit"));
            return;
        }
        if (request.conversation() != null) body.put("prompt_cache_key", request.conversation());
        if (!cache.longLived() && cache.mode() != Mode.EXPLICIT) return;
        if (options) body.set("prompt_cache_options", Json.object().put("mode", "implicit").put("ttl", "30m"));
        else body.put("prompt_cache_retention", "24h");
    }

    /// Whether a model is `gpt-5.6` or later, by its name; any other name is not.
    static boolean hasOptions(String model) {
        var name = model.substring(model.lastIndexOf('/') + 1);
        if (!name.startsWith("gpt-")) return false;
        var major = number(name, 4);
        var after = 4 + String.valueOf(major).length();
        var minor = after < name.length() && name.charAt(after) == '.' ? number(name, after + 1) : 0;
        return major > 5 || major == 5 && minor >= 6;
    }

    /// The digits at a place, up to three; -1 for none.
    private static int number(String text, int from) {
        var to = from;
        while (to < text.length() && to < from + 3 && Character.digit(text.charAt(to), 10) >= 0) to++;
        return to == from ? -1 : Integer.parseInt(text.substring(from, to));
    }
}
