package scorpiox.command.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.LinkedHashMap;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.output.Stderr;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Tokens;
import scorpiox.settings.EnvText;
import scorpiox.settings.Keys;

/// `fetchtoken logout`: forgets a sign-in of ours, or the key of a third-party endpoint; another program's file is left alone.
///
/// @param err told what was done
record Logout(TokenOptions options, Tokens tokens, Stderr err) {
    void run() {
        if (options.has("--key")) key();
        else signIn();
    }

    private void signIn() {
        var settings = tokens.settings();
        var target = CodexAccounts.target(settings);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            var other = CodexAccounts.locate(settings).filter(Files::exists);
            err.message("not signed in: there is no " + target + other.map(file -> "; " + file + " is another program's").orElse(""));
            return;
        }
        if (Files.isDirectory(target)) throw Failure.usage(target + " is a folder").hint("name the credential file in CODEX_CREDENTIALS_FILE");
        try {
            var real = Files.exists(target) ? target.toRealPath() : target;
            var link = Files.isSymbolicLink(target);
            if (CodexAccounts.cli(real, settings)) {
                if (!link || !CodexAccounts.ours(target, settings.environment())) throw Failure.usage(real + " is the Codex CLI's").hint("sign out there with: codex logout");
                Files.delete(target);
                err.message("the link " + target + " is deleted; " + real + " is the Codex CLI's and stays");
                return;
            }
            try (var _ = tokens.codexFile(target).file().lock(tokens.cancel())) {
                Files.deleteIfExists(real);         // through a link, the tokens are there
                Files.deleteIfExists(target);
            }
            err.message("signed out: " + target + " is deleted" + (link ? ", and " + real + ", where it led" : ""));
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, target + " cannot be deleted: " + CredentialFile.reason(e));
        }
    }

    private void key() {
        var file = tokens.settings().environment().userSettings();
        var changes = new LinkedHashMap<String, String>();
        changes.put(Keys.CODEX_BASE_URL.name(), null);
        changes.put(Keys.CODEX_API_KEY.name(), null);
        err.message((EnvText.change(tokens.settings().environment(), file, changes) ? "forgotten: the base URL and key in " : "there is no base URL and no key in ") + file);
    }
}
