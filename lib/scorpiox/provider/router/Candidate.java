package scorpiox.provider.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;

/// Somebody who may be asked.
///
/// @param choice whom and for which model
/// @param model  what is known of it
record Candidate(Choice choice, ModelInfo model) {
    /// `provider/model`.
    String name() {
        return choice.name();
    }

    /// Why it cannot take a request; empty when it can.
    ///
    /// @param missing why it cannot be asked at all, if so
    /// @param tokens  estimate of the prompt
    Optional<Failure> unfit(Request request, Optional<Failure> missing, long tokens) {
        if (missing.isPresent()) return missing;
        if (!model.vision() && request.hasImages()) return Optional.of(Failure.usage("takes no images"));
        if (!model.tools() && !request.tools().offered().isEmpty()) return Optional.of(Failure.usage("calls no tools"));
        var window = model.contextWindow();
        return window > 0 && window < tokens ? Optional.of(Failure.of(Kind.CONTEXT_LENGTH, "holds " + window + " tokens, and these are about " + tokens)) : Optional.empty();
    }

    /// Whether it is known to hold more than another.
    boolean largerThan(Candidate other) {
        return model.contextWindow() > other.model.contextWindow();
    }

    /// What it is asked.
    ///
    /// @param usual effort by the settings alone: where nobody asked for another, the one in its own name counts
    Request request(Request asked, Optional<Effort> usual) {
        var thinking = asked.thinking();
        var own = choice.effort().isPresent() && Optional.ofNullable(thinking.effort()).equals(usual);
        if (own) thinking = new Request.Thinking(choice.effort().get(), thinking.summary(), thinking.budget());
        return new Request(choice.model(), asked.system(), asked.messages(), asked.tools(), thinking, asked.output(), asked.cache(), asked.conversation());
    }

    /// The failure where nobody can be asked, with everybody's reason.
    static Failure none(List<Candidate> candidates, List<Failure> reasons) {
        var why = new ArrayList<String>();
        var kind = Kind.AUTH;
        for (var i = 0; i < reasons.size(); i++) {
            var reason = reasons.get(i);
            why.add(candidates.get(i).name() + " " + reason.getMessage());
            if (reason.kind() == Kind.CONTEXT_LENGTH || reason.kind() == Kind.USAGE && kind == Kind.AUTH) kind = reason.kind();
        }
        var only = reasons.size() == 1 ? reasons.getFirst().hint() : null;
        return Failure.of(kind, "nobody on the route can take this request: " + String.join("; ", why)).hint(only != null ? only
                : kind == Kind.AUTH ? "sign in to one of them (compare shows how), or change the ROUTER_ keys" : "add another to ROUTER_FALLBACK");
    }
}
