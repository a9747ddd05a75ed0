package scorpiox.command;

import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.model.Models;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.router.Choice;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;

/// What there is to choose from for a key, on this machine.
public final class Choices {
    private Choices() {}

    /// The values, the likeliest first; empty where any text will do. But for a [Key.Type#CHOICE] and a switch others are possible too.
    public static List<String> of(Key key, Environment environment) {
        if (key.equals(Keys.PROVIDER)) return Choice.providers(environment);
        if (key.equals(Keys.MODEL)) return models(environment);
        if (key.equals(Keys.ACTIVE_PROFILE)) return Profiles.of(environment).names();
        if (key.equals(Keys.CODEX_ACCOUNT)) return CodexAccounts.names(environment);
        return key.choices();
    }

    /// Tiers and models of every provider; a broken file of the user's does not count here.
    public static List<String> models(Environment environment) {
        try {
            return models(Models.of(environment));
        } catch (Failure broken) {
            return models(Models.BUILT_IN);
        }
    }

    private static List<String> models(Models catalogue) {
        var models = new ArrayList<>(List.of("opus", "sonnet", "haiku"));
        for (var provider : Vendors.IDS) for (var model : catalogue.of(provider)) if (!models.contains(model)) models.add(model);
        return List.copyOf(models);
    }
}
