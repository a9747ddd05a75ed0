package scorpiox.base;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// JSON text to Jackson trees and back, without `ObjectMapper`: building one costs 40 to 65 ms at start-up (measured),
/// and nothing here binds classes.
public final class Json {
    /// Characters beyond the basic plane go out as UTF-8, not as two escapes. A string may be as long as whoever reads lets a
    /// text be: a document in a request has more than the 20 million characters that are usual.
    private static final JsonFactory FACTORY = new JsonFactory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .setStreamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());

    /// The end of the year 9999 in milliseconds.
    private static final BigInteger LAST = BigInteger.valueOf(253_402_300_799_999L);

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// A pull parser for the per-event path, where no tree is wanted.
    public static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /// The same over UTF-8 that is read only as far as the parser goes. Closing it closes the stream.
    public static JsonParser parser(InputStream utf8) throws IOException {
        return FACTORY.createParser(utf8);
    }

    /// The one value in `text`; anything after it is an error.
    public static JsonNode read(String text) throws IOException {
        try (var parser = FACTORY.createParser(text)) {
            return readOnly(parser);
        }
    }

    /// The one value in UTF-8 bytes; a leading byte order mark is accepted.
    public static JsonNode read(byte[] utf8) throws IOException {
        try (var parser = FACTORY.createParser(utf8)) {
            return readOnly(parser);
        }
    }

    /// The value at the parser's current token; afterwards the parser stands on its last token.
    public static JsonNode read(JsonParser parser) throws IOException {
        var nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var object = nodes.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    object.set(name, read(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) array.add(read(parser));
                yield array;
            }
            case VALUE_STRING -> nodes.textNode(wellFormed(parser.getText()));
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> nodes.numberNode(parser.getIntValue());
                case LONG -> nodes.numberNode(parser.getLongValue());
                default -> nodes.numberNode(parser.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case null, default -> throw new JsonParseException(parser, "a JSON value was expected");
        };
    }

    /// Compact JSON; members keep their order, so equal trees give equal text.
    public static String write(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /// Compact JSON as UTF-8.
    public static byte[] bytes(JsonNode node) {
        var out = new ByteArrayOutputStream(512);
        try (var generator = FACTORY.createGenerator(out)) {
            write(node, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// JSON for people to read: a member a line, indented by two blanks.
    public static byte[] pretty(JsonNode node) {
        var out = new ByteArrayOutputStream(2048);
        try (var generator = FACTORY.createGenerator(out).useDefaultPrettyPrinter()) {
            write(node, generator);
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// The text of a member, or null when it is missing or not text.
    public static String text(JsonNode object, String member) {
        var value = object == null ? null : object.get(member);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    /// A number with at most ten decimal places, without the noise of binary fractions and without an exponent above 0.
    public static BigDecimal plain(double number) {
        var plain = BigDecimal.valueOf(number).setScale(10, RoundingMode.HALF_UP).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    /// A time as JSON has it: seconds since 1970, or a part of them, as a number or its digits; empty for what is no time up
    /// to the year 9999.
    ///
    /// @param parts of a second that the number counts: 1, or 1000 for milliseconds
    public static Optional<Instant> instant(JsonNode number, int parts) {
        var text = number == null ? "" : number.asText("");
        if (text.length() > 40 || !text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+]?[0-9]{1,2})?")) return Optional.empty();
        var whole = new BigDecimal(text).toBigInteger().multiply(BigInteger.valueOf(1000 / parts));
        return whole.abs().compareTo(LAST) <= 0 ? Optional.of(Instant.ofEpochMilli(whole.longValue())) : Optional.empty();
    }

    /// Half of a surrogate pair, which an escape can smuggle in, is no character: nothing could write it down again.
    private static String wellFormed(String text) {
        StringBuilder mended = null;
        for (var i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            if (Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                if (mended == null) mended = new StringBuilder(text);
                mended.setCharAt(i, '\uFFFD');
            }
        }
        return mended == null ? text : mended.toString();
    }

    private static JsonNode readOnly(JsonParser parser) throws IOException {
        parser.nextToken();
        var value = read(parser);
        if (parser.nextToken() != null) throw new JsonParseException(parser, "one JSON value was expected, more follows");
        return value;
    }

    /// Writes a value with a generator of any format.
    public static void write(JsonNode node, JsonGenerator to) throws IOException {
        switch (node) {
            case ObjectNode object -> {
                to.writeStartObject();
                for (var member : object.properties()) {
                    to.writeFieldName(member.getKey());
                    write(member.getValue(), to);
                }
                to.writeEndObject();
            }
            case ArrayNode array -> {
                to.writeStartArray();
                for (var item : array) write(item, to);
                to.writeEndArray();
            }
            default -> {
                switch (node.getNodeType()) {
                    case STRING -> to.writeString(node.textValue());
                    case BOOLEAN -> to.writeBoolean(node.booleanValue());
                    case NUMBER -> to.writeNumber(node.asText());
                    default -> to.writeNull();
                }
            }
        }
    }
}
