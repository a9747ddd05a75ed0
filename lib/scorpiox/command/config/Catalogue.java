package scorpiox.command.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.command.Choices;
import scorpiox.command.layers.Shown;
import scorpiox.output.Stdout;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Section;

/// `config --keys`: every key there is, a line each.
record Catalogue(Environment environment, Shown shown) {
    void print(Stdout out) {
        for (var section : Section.all()) {
            out.line("# " + section.title());
            for (var item : section.items()) {
                var key = item.key();
                var more = new ArrayList<String>();
                var choices = choices(key);
                var closed = key.type() == Key.Type.CHOICE || key.type() == Key.Type.SWITCH;
                if (!choices.isEmpty()) more.add((closed ? "" : "such as ") + String.join(" ", choices));
                if (!key.preset().isEmpty()) more.add("default " + key.preset());
                out.line(shown.plain(String.format(Locale.ROOT, "%-32s %-7s %-12s %s", key.name(), lower(key.type()), lower(key.trust()), key.meaning())
                        + (more.isEmpty() ? "" : " [" + String.join("; ", more) + "]")));
            }
        }
    }

    void printJson(Stdout out) {
        var json = Json.array();
        for (var section : Section.all()) {
            for (var item : section.items()) {
                var key = item.key();
                var each = json.addObject().put("name", key.name()).put("section", section.title()).put("type", lower(key.type()));
                var choices = each.putArray("choices");
                choices(key).forEach(choices::add);
                each.put("default", key.preset()).put("trust", lower(key.trust())).put("secret", key.secret()).put("meaning", key.meaning());
            }
        }
        out.line(Json.write(json));
    }

    private List<String> choices(Key key) {
        return Choices.of(key, environment);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
