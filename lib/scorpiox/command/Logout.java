package scorpiox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import scorpiox.auth.oauth.Refresher;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.LockFile;
import scorpiox.output.Stderr;
import scorpiox.provider.CodexAccounts;
import scorpiox.settings.EnvText;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// `fetchtoken logout`: forgets a sign-in of ours, or the key of a third-party endpoint; another program's file is left alone.
///
/// @param err told what was done
record Logout(TokenOptions options, Settings settings, Stderr err) {
    private static final Duration MOST_LOCKED = Duration.ofSeconds(45);

    void run() {
        if (options.has("--key")) key();
        else signIn();
    }

    private void signIn() {
        var target = CodexAccounts.target(settings);
        if (!CodexAccounts.ours(target, settings.environment()) && CodexAccounts.cli(target, settings)) {
            throw Failure.usage(target + " is the Codex CLI's").hint("sign out there with: codex logout");
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            var other = CodexAccounts.locate(settings).filter(Files::exists);
            err.message("not signed in: there is no " + target + other.map(file -> "; " + file + " is another program's").orElse(""));
            return;
        }
        delete(target);
        err.message("signed out: " + target + " is deleted");
    }

    private static void delete(Path target) {
        if (Files.isDirectory(target)) throw Failure.usage(target + " is a folder").hint("name the credential file in CODEX_CREDENTIALS_FILE");
        try {
            var real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            try (var _ = LockFile.take(Refresher.lock(real), MOST_LOCKED, new Cancel())) {
                Files.deleteIfExists(real);         // through a link, the tokens are there
                Files.deleteIfExists(target);
            }
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, target + " cannot be deleted: " + e.getMessage());
        }
    }

    private void key() {
        var file = settings.environment().userSettings();
        var changes = new LinkedHashMap<String, String>();
        changes.put(Keys.CODEX_BASE_URL.name(), null);
        changes.put(Keys.CODEX_API_KEY.name(), null);
        err.message((EnvText.change(file, changes) ? "forgotten: the base URL and key in " : "there is no base URL and no key in ") + file);
    }
}
