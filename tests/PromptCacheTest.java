package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Request;
import scorpiox.model.Request.Cache;

class PromptCacheTest {
    private static final String OPTIONS = "'prompt_cache_options':{'mode':'implicit','ttl':'30m'}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "gpt-5.1 | AUTO | false | c | {'prompt_cache_key':'c'}",
            "gpt-5.1 | AUTO | false | | {}",
            "gpt-5.1 | AUTO | true | c | {'prompt_cache_key':'c','prompt_cache_retention':'24h'}",
            "gpt-5.1 | EXPLICIT | false | c | {'prompt_cache_key':'c','prompt_cache_retention':'24h'}",
            "gpt-5.1 | OFF | true | c | {}",
            "gpt-5.6-sol | AUTO | false | c | {'prompt_cache_key':'c'}",
            "gpt-5.6-sol | AUTO | true | c | {'prompt_cache_key':'c'," + OPTIONS + "}",
            "gpt-5.6-sol | EXPLICIT | false | c | {'prompt_cache_key':'c'," + OPTIONS + "}",
            "gpt-5.6-sol | OFF | false | c | {'prompt_cache_options':{'mode':'explicit'}}",
    })
    void theWishForACacheIsWordedAsTheModelTakesIt(String model, Cache.Mode mode, boolean longLived, String conversation, String members) {
        var request = new Request(model, List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, new Cache(mode, longLived), conversation);
        var body = Json.object().put("prompt_cache_key", "before");
        PromptCache.add(request, body);
        assertEquals(members.replace('\'', '"'), Json.write(body));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.6, true", "gpt-5.6-terra, true", "gpt-5.10, true", "gpt-6-luna, true", "gpt-6.1-sol, true", "gpt-10, true", "openai/gpt-5.6, true", "gpt-5.5, false", "gpt-5, false",
            "gpt-5-mini, false", "gpt-4.1, false", "gpt-4o, false", "gpt-, false", "gpt-x, false", "o3, false", "gpt-oss-120b, false", "gpt-5., false", "claude-6, false",
            "gpt-99999999999999999999, true"})
    void optionsCameWithFivePointSix(String model, boolean options) {
        assertEquals(options, PromptCache.hasOptions(model));
    }
}
