package scorpiox.provider.anthropic;

import static scorpiox.provider.Capabilities.Feature.*;

import java.nio.file.Files;
import java.util.List;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.oauth.Life;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Claude Code: the user's own program `claude` is asked, or with `CLAUDE_CODE_AUTH=bearer` the API with its token. In
/// either case this program says who it is: it passes itself off as no other.
public final class ClaudeCode implements Vendor {
    public static final String ID = "claude-code";

    private static final String ELSEWHERE = "not in cli mode; CLAUDE_CODE_AUTH=bearer can";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean configured(Settings settings) {
        var credential = settings.find(Keys.CLAUDE_CODE_OAUTH_TOKEN).isPresent() || Tokens.claudeFile(settings).filter(Files::exists).isPresent();
        return credential && (bearer(settings) || ClaudeProcess.program(settings.environment()).isPresent());
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        var bearer = bearer(settings);
        var saying = Capabilities.saying()
                .yes(STREAMING, bearer ? "SSE" : "through claude -p")
                .yes(THINKING, bearer ? "effort or budget, signed replay" : "effort; shown, not replayed")
                .yes(VISION, bearer ? "also in tool results; PDF" : "in prompts; PDF")
                .yes(TOKEN_REFRESH, bearer ? "OAuth, with CLAUDE_CODE_REFRESH=1" : "by claude itself")
                .yes(CONTEXT_CACHING, bearer ? "breakpoints, 5 min or 1 h" : "by claude itself")
                .yes(COST, "estimate at API prices")
                .yes(TOKEN_COUNT, bearer ? "by the server" : "estimate")
                .yes(AUTHENTICATION, bearer ? "OAuth bearer" : "claude's own sign-in");
        return bearer ? saying.yes(TOOL_USE, "parallel").yes(FUNCTION_CALLING, "functions; free-form as a function").all()
                : saying.no(TOOL_USE, ELSEWHERE).no(FUNCTION_CALLING, ELSEWHERE).all();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        return wiring.tokens().claudeCode(Life.USUAL);
    }

    @Override
    public Provider open(Wiring wiring) {
        var settings = wiring.settings();
        if (!bearer(settings)) {
            if (!wiring.dry()) ClaudeCli.program(settings);
            return new ClaudeCli(settings, wiring.models(), wiring.timeouts());
        }
        var credentials = wiring.orMissing(() -> credentials(wiring));
        if (!wiring.dry()) wiring.notice("the token of Claude Code goes to the API directly: Anthropic's terms decide whether you may use it so");
        var dialect = new AnthropicDialect(ID, AnthropicDialect.base(settings.get(Keys.CLAUDE_CODE_API_URL)), List.of(Tokens.OAUTH_BETA), wiring.product(), wiring.clock(),
                name -> wiring.models().find(ID, name));
        return wiring.over(ID, dialect, credentials);
    }

    private static boolean bearer(Settings settings) {
        return settings.get(Keys.CLAUDE_CODE_AUTH).equals("bearer");
    }
}
