package scorpiox.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "code=a&state=b                                 | b   | a      | -             | -",
            "state=b&other=x&code=a%2Bb%2Fc&flag&            | b   | a+b/c  | -             | -",
            "state=b&error=access_denied&error_description=Not+today%2C%20thanks | b | - | access_denied | Not today, thanks",
            "code=&state=                                   | ''  | ''     | -             | -",
            "code=a                                         | -   | a      | -             | -",
            "''                                             | -   | -      | -             | -",
    })
    void aQueryIsTakenApart(String query, String state, String code, String error, String description) {
        assertEquals(Optional.of(new Callback(state, code, error, description)), Callback.of(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=%zz&state=b", "code=%2&state=b", "code=a&state=b&state=c", "code=a&code=a&state=b", "code=a&state=b&%63ode=c"})
    void whatIsEncodedWronglyOrSaidTwiceIsNoCallback(String query) {
        assertEquals(Optional.empty(), Callback.of(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1455/auth/callback?code=a&state=b", "localhost:1455/auth/callback?code=a&state=b#_=_",
            "  <http://127.0.0.1:1455/auth/callback?state=b&code=a  "})
    void aPastedUrlIsTheSame(String url) {
        assertEquals(Optional.of(new Callback("b", "a", null, null)), Callback.pasted(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "code=a&state=b", "http://localhost:1455/auth/callback", "http://localhost:1455/other?code=a&state=b", "q"})
    void otherPastedTextIsNone(String text) {
        assertEquals(Optional.empty(), Callback.pasted(text));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"abc, true", "a b, true", "-, false", "'', false", "'a\tb', false", "ä, false", "'a\nb', false"})
    void aCodeIsMadeOfVisibleCharacters(String code, boolean usable) {
        assertEquals(usable, new Callback("state", code, null, null).hasCode());
    }

    @Test
    void itsTextHoldsNoCode() {
        assertFalse(new Callback("the-state", "the-code", null, null).toString().contains("the-"));
    }
}
