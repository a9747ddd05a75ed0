package scorpiox.model;

import com.fasterxml.jackson.databind.JsonNode;

/// Continuation data that only its maker understands (encrypted reasoning, a signature), replayed to it unchanged.
///
/// @param provider the provider that made it; anyone else never sees it
/// @param model    the model that made it
/// @param kind     what it is, in the provider's words
/// @param data     the item itself
public record Opaque(String provider, String model, String kind, JsonNode data) {}
