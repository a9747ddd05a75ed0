package scorpiox.command;

import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Models;
import scorpiox.provider.Choice;
import scorpiox.provider.Codex;
import scorpiox.provider.CodexAccounts;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;

/// What there is to choose from for a key, on this machine.
public final class Choices {
    private Choices() {}

    /// The values, the likeliest first; empty where any text will do. But for a [Key.Type#CHOICE] and a switch others are possible too.
    public static List<String> of(Key key, Environment environment) {
        if (key.equals(Keys.PROVIDER)) return Choice.providers();
        if (key.equals(Keys.MODEL)) return models();
        if (key.equals(Keys.ACTIVE_PROFILE)) return Profiles.of(environment).names();
        if (key.equals(Keys.CODEX_ACCOUNT)) return CodexAccounts.names(environment);
        return key.choices();
    }

    /// Tiers and models of every provider of this version.
    public static List<String> models() {
        var models = new ArrayList<>(List.of("opus", "sonnet", "haiku"));
        models.addAll(Models.of(Codex.ID));
        return List.copyOf(models);
    }
}
