package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;

/// A JSON Schema in the subset of OpenAPI that older models of Gemini take.
///
/// @param schema null for an object without members, for which nothing is sent
/// @param notes  what was lost on the way, a line each
record GeminiSchema(ObjectNode schema, List<String> notes) {
    private static final Set<String> KEPT = Set.of("title", "format", "nullable", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength",
            "minProperties", "maxProperties", "pattern", "default", "propertyOrdering", "description");

    /// Schemas within a schema: references multiply what is written once.
    private static final int MOST = 4000;
    private static final int DEEPEST = 50;

    static GeminiSchema of(ObjectNode schema) {
        var conversion = new Conversion(schema);
        var converted = conversion.schema(schema, 0);
        var empty = converted.path("type").asText().equals("object") && converted.path("properties").isEmpty();
        return new GeminiSchema(empty ? null : converted, List.copyOf(conversion.notes));
    }

    /// One conversion: where references lead, and within which of them it is.
    private static final class Conversion {
        private final JsonNode root;
        private final List<String> notes = new ArrayList<>();
        private final Deque<String> within = new ArrayDeque<>();
        private int count;

        Conversion(JsonNode root) {
            this.root = root;
        }

        ObjectNode schema(JsonNode node, int depth) {
            if (++count > MOST || depth > DEEPEST) return cut("a part of the schema is nested too deep and goes out as any object");
            if (!(node instanceof ObjectNode given)) return Json.object().put("type", "string");
            var reference = Json.text(given, "$ref");
            if (reference != null) return referred(reference, given, depth);
            if (given.path("allOf").isArray() && !given.path("allOf").isEmpty()) return schema(merged(given), depth + 1);
            return plain(given, depth);
        }

        private ObjectNode cut(String note) {
            if (!notes.contains(note)) notes.add(note);
            return Json.object().put("type", "object").put("description", "any object");
        }

        /// What a reference leads to, in its place; the members beside it count more.
        private ObjectNode referred(String reference, ObjectNode given, int depth) {
            var target = target(reference);
            if (target == null) return cut("the schema refers to " + reference + ", which it does not define");
            if (within.contains(reference)) {
                cut("the schema contains itself (" + reference + "); from the second time on it is any object");
                return Json.object().put("type", "object").put("description", "again as in " + reference);
            }
            var both = target.deepCopy();
            for (var member : given.properties()) if (!member.getKey().equals("$ref")) both.set(member.getKey(), member.getValue());
            within.push(reference);
            var converted = schema(both, depth + 1);
            within.pop();
            return converted;
        }

        /// The definition that is meant; null for none.
        private ObjectNode target(String reference) {
            if (reference.equals("#")) return root instanceof ObjectNode object ? object : null;
            for (var place : new String[] {"$defs", "definitions"}) {
                var start = "#/" + place + "/";
                if (reference.startsWith(start)) {
                    var name = reference.substring(start.length()).replace("~1", "/").replace("~0", "~");
                    return root.path(place).get(name) instanceof ObjectNode object ? object : null;
                }
            }
            return null;
        }

        /// One object that is all of them; where not all are objects, the first.
        private ObjectNode merged(ObjectNode given) {
            var base = Json.object();
            for (var member : given.properties()) if (!member.getKey().equals("allOf")) base.set(member.getKey(), member.getValue());
            var members = new ArrayList<ObjectNode>();
            for (var member : given.path("allOf")) members.add(resolved(member));
            if (!members.stream().allMatch(Conversion::isObject)) {
                cut("of schemas joined by allOf that are no objects only the first goes out");
                members.subList(1, members.size()).clear();
            }
            var merged = Json.object();
            for (var member : members) join(merged, member);
            join(merged, base);
            return merged;
        }

        /// The schema behind a reference, so that it can be merged; only one step, the rest is resolved in its place.
        private ObjectNode resolved(JsonNode member) {
            var reference = Json.text(member, "$ref");
            if (reference == null) return member instanceof ObjectNode object ? object : Json.object();
            var target = within.contains(reference) ? null : target(reference);
            return target == null ? cut("the schema refers to " + reference + " within allOf, which cannot be merged") : target;
        }

        private static boolean isObject(ObjectNode schema) {
            var type = Json.text(schema, "type");
            return type == null || type.equals("object");
        }

        private static void join(ObjectNode to, ObjectNode from) {
            for (var member : from.properties()) {
                var before = to.get(member.getKey());
                switch (member.getKey()) {
                    case "properties" -> {
                        var all = before instanceof ObjectNode object ? object.deepCopy() : Json.object();
                        for (var property : member.getValue().properties()) all.set(property.getKey(), property.getValue());
                        to.set("properties", all);
                    }
                    case "required", "allOf" -> {
                        var all = before instanceof ArrayNode array ? array.deepCopy() : Json.array();
                        for (var item : member.getValue()) all.add(item);
                        to.set(member.getKey(), all);
                    }
                    default -> to.set(member.getKey(), member.getValue());
                }
            }
        }

        private ObjectNode plain(ObjectNode given, int depth) {
            var out = Json.object();
            type(given, out, depth);
            for (var member : given.properties()) if (KEPT.contains(member.getKey())) out.set(member.getKey(), member.getValue());
            if (given.path("nullable").asBoolean()) out.put("nullable", true);
            values(given, out);
            var choices = given.path("anyOf").isArray() ? given.path("anyOf") : given.path("oneOf");
            if (choices.isArray() && !choices.isEmpty()) {
                var only = choice(choices, out, depth);
                if (only != null) return only;
            }
            properties(given, out, depth);
            var items = given.path("items");
            if (items.isArray()) items = items.path(0);
            if (out.path("type").asText().equals("array")) {
                if (items.isMissingNode() || items.isBoolean()) out.putObject("items").put("type", "string");
                else out.set("items", schema(items, depth + 1));
            }
            return out;
        }

        /// The type, which may be a list with `null` in it; where it is missing, what the other members tell.
        private void type(ObjectNode given, ObjectNode out, int depth) {
            var type = given.path("type");
            if (type.isTextual()) {
                if (type.textValue().equals("null")) out.put("type", "string").put("nullable", true);
                else out.put("type", type.textValue());
                return;
            }
            if (!type.isArray()) {
                if (given.has("properties")) out.put("type", "object");
                else if (given.has("items")) out.put("type", "array");
                return;
            }
            var types = new ArrayList<String>();
            for (var one : type) {
                if (one.asText().equals("null")) out.put("nullable", true);
                else types.add(one.asText());
            }
            if (types.size() == 1) out.put("type", types.getFirst());
            if (types.size() < 2) return;
            var any = out.putArray("anyOf");
            for (var one : types) {
                var alone = given.deepCopy();
                for (var shared : new String[] {"description", "title", "default", "nullable", "enum", "const"}) alone.remove(shared);
                if (!one.equals("object")) for (var own : new String[] {"properties", "required"}) alone.remove(own);
                any.add(schema(alone.put("type", one), depth + 1));
            }
        }

        /// `enum` and `const`: texts only, so that numbers and booleans become their words.
        private static void values(ObjectNode given, ObjectNode out) {
            var values = given.path("enum").isArray() ? given.path("enum") : given.has("const") ? Json.array().add(given.get("const")) : Json.array();
            var words = Json.array();
            var texts = true;
            for (var value : values) {
                if (value.isNull()) {
                    out.put("nullable", true);
                    continue;
                }
                texts &= value.isTextual();
                words.add(value.isContainerNode() ? Json.write(value) : value.asText());
            }
            if (words.isEmpty()) return;
            if (!out.has("type") && !out.has("anyOf")) out.put("type", "string");
            if (!texts) out.put("format", "enum");
            out.set("enum", words);
        }

        /// The choices; when one alone is left besides null, it stands for itself and is returned.
        private ObjectNode choice(JsonNode choices, ObjectNode out, int depth) {
            var left = new ArrayList<JsonNode>();
            for (var one : choices) {
                if ("null".equals(Json.text(one, "type")) || one.path("const").isNull() && one.has("const")) out.put("nullable", true);
                else left.add(one);
            }
            if (left.size() != 1) {
                var any = Json.array();
                for (var one : left) any.add(schema(one, depth + 1));
                if (!any.isEmpty()) out.set("anyOf", any);
                return null;
            }
            var only = schema(left.getFirst(), depth + 1);
            for (var member : out.properties()) if (!member.getKey().equals("type") || !only.has("type")) only.set(member.getKey(), member.getValue());
            return only;
        }

        private void properties(ObjectNode given, ObjectNode out, int depth) {
            if (out.has("anyOf") || !(given.path("properties") instanceof ObjectNode properties) || properties.isEmpty()) return;
            var all = out.putObject("properties");
            for (var property : properties.properties()) all.set(property.getKey(), schema(property.getValue(), depth + 1));
            var required = Json.array();
            for (var name : given.path("required")) if (all.has(name.asText())) required.add(name.asText());
            if (!required.isEmpty()) out.set("required", required);
        }
    }
}
