package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.server.Asking;

class ConversationKeyTest {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private static String of(Asking asking) {
        return ConversationKey.of(asking.request(), List.of("s"), "hello");
    }

    private static String derived(String client, String system, String user) {
        return ConversationKey.of(Asking.of("{}").by(client).request(), List.of(system), user);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'prompt_cache_key':'a','conversation_id':'b','session_id':'c','user':'u'} | a
            {'prompt_cache_key':' ','conversation_id':'b','session_id':'c'} | b
            {'session_id':'c','user':'u'} | c
            {'metadata':{'user_id':'m'},'user':'u','safety_identifier':'s'} | m
            {'metadata':'m','user':'u','safety_identifier':'s'} | u
            {'user':7,'safety_identifier':'s'} | s
            """)
    void theFirstThatSaysSomethingCounts(String body, String key) {
        assertEquals(key, of(Asking.of(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-session-id", "session_id", "Session-Id", "conversation_id", "X-Conversation-Id"})
    void aHeaderComesAfterTheBodysOwnKeysAndBeforeTheUser(String header) {
        assertEquals("h", of(Asking.of("{'user':'u','metadata':{'user_id':'m'}}").header(header, " h ")));
        assertEquals("k", of(Asking.of("{'session_id':'k'}").header(header, "h")));
    }

    @Test
    void whatCannotBeAHeaderIsHashed() {
        for (var key : List.of("x".repeat(65), "a b", "a\r\nX-Evil: 1", "schlüssel", "\u0000")) {
            var fit = of(Asking.of(Json.object().put("prompt_cache_key", key)));
            assertTrue(fit.matches(UUID), fit);
            assertEquals(fit, of(Asking.of(Json.object().put("prompt_cache_key", key))));
        }
        assertEquals("x".repeat(64), of(Asking.of(Json.object().put("prompt_cache_key", "x".repeat(64)))));
    }

    @Test
    void aKeyThatIsNoTextIsRefused() {
        assertEquals("prompt_cache_key", assertThrows(Refused.class, () -> of(Asking.of("{'prompt_cache_key':7}"))).param());
    }

    @Test
    void otherwiseItIsMadeOfHowTheConversationBegins() {
        var key = derived("c", "s", "hello");
        assertTrue(key.matches(UUID), key);
        assertEquals(key, ConversationKey.of(Asking.of("{'temperature':1,'model':'x','messages':[1,2,3],'user':''}").by("c").request(), List.of("s"), "hello"));
        assertNotEquals(key, derived("d", "s", "hello"));
        assertNotEquals(key, derived("c", "t", "hello"));
        assertNotEquals(key, derived("c", "s", "hello!"));
        assertNotEquals(derived("c", "sx", "y"), derived("c", "s", "xy"));
    }

    @Test
    void onlyTheBeginningOfALongSystemTextCounts() {
        var long2000 = "s".repeat(2000);
        assertEquals(derived("c", long2000 + "a", "u"), derived("c", long2000 + "b", "u"));
        assertNotEquals(derived("c", "s".repeat(1999) + "a", "u"), derived("c", "s".repeat(1999) + "b", "u"));
    }

    @Test
    void remindersBeforeWhatTheUserSaysDoNotCount() {
        var key = derived("c", "s", "hello");
        assertEquals(key, derived("c", "s", "<system-reminder>today</system-reminder>\n<system-reminder>x</system-reminder>\n\nhello"));
        assertNotEquals(key, derived("c", "s", "hello<system-reminder>x</system-reminder>"));
        assertNotEquals(key, derived("c", "s", "<system-reminder>never closed hello"));
    }
}
