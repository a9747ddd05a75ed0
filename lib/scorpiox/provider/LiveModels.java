package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Origin;
import scorpiox.model.Kept;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;

/// The models that a provider's server says it has, asked for with the tag of what it said last, and kept between runs.
///
/// @param provider id of the provider
/// @param dialect  how it is asked
/// @param place    where the credential comes from
/// @param file     where answers are kept; empty for nowhere
record LiveModels(String provider, Dialect dialect, String place, Optional<Path> file, InstantSource clock) {
    private static final int LONGEST_NAME = 200;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    /// An answer to the question.
    ///
    /// @param json null where nothing has changed
    /// @param etag its tag; empty for none
    record Answer(JsonNode json, String etag) {}

    /// Asks the server.
    interface Question {
        /// @param etag of what is known already; empty for nothing
        Answer ask(String etag);
    }

    /// The models of a credential.
    ///
    /// @param age      up to which an answer counts without asking again
    /// @throws Failure of the question
    List<ModelInfo> list(Credential credential, Duration age, Question question) {
        var origin = Origin.of(dialect.endpoint()).toString();
        var account = account(credential);
        var before = file.map(Kept::read).orElse(List.of()).stream().filter(kept -> kept.isOf(origin, place, account)).findFirst();
        var now = clock.instant().getEpochSecond();
        if (before.isPresent() && fresh(before.get(), now, age)) return before.get().models(provider);
        var answer = question.ask(before.map(Kept::etag).orElse(""));
        if (answer.json() == null) {
            var same = before.orElseThrow(() -> Failure.of(Kind.PROTOCOL, origin + " says that its models have not changed, and was not asked that"));
            file.ifPresent(same.at(now)::write);
            return same.models(provider);
        }
        var models = named(dialect.listed(answer.json(), id -> Models.BUILT_IN.find(provider, id)));
        if (!models.isEmpty()) file.ifPresent(Kept.of(provider, origin, place, account, answer.etag(), now, models)::write);
        return models;
    }

    private static boolean fresh(Kept kept, long now, Duration age) {
        return now - kept.asked() < age.toSeconds() && now - kept.asked() > -CLOCKS_DIFFER.toSeconds();
    }

    /// Without names that no model has: they end up in messages and on command lines.
    private static List<ModelInfo> named(List<ModelInfo> models) {
        var named = new ArrayList<ModelInfo>();
        for (var model : models) if (!model.id().isBlank() && model.id().length() <= LONGEST_NAME && model.id().chars().allMatch(c -> c > ' ' && c < 0x7f)) named.add(model);
        return named;
    }

    /// Tells accounts apart without naming them.
    private static String account(Credential credential) {
        try {
            var whose = credential.account().orElseGet(credential::secret);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whose.getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
