package dev.sluice.app.control;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value as a reader of a known document wants it. What is absent is null.
 *
 * @param scalar the text of a string, number or boolean, or null
 */
public record JsonValue(
        Map<String, JsonValue> members, List<JsonValue> items, @Nullable String scalar) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonValue NULL = new JsonValue(Map.of(), List.of(), null);

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException when it is not JSON
     */
    public static JsonValue read(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return value(parser, parser.nextToken());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is not JSON", e);
        }
    }

    private static JsonValue value(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    members.put(name, value(parser, parser.nextToken()));
                }
                yield new JsonValue(members, List.of(), null);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                JsonToken next = parser.nextToken();
                while (next != JsonToken.END_ARRAY) {
                    items.add(value(parser, next));
                    next = parser.nextToken();
                }
                yield new JsonValue(Map.of(), items, null);
            }
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                    new JsonValue(Map.of(), List.of(), parser.getString());
            case VALUE_NULL -> NULL;
            case null -> throw new IllegalArgumentException("this is no JSON document");
            case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalArgumentException("a value is missing");
        };
    }

    /** Returns whether it is null, absent or empty. */
    public boolean isNull() {
        return members.isEmpty() && items.isEmpty() && scalar == null;
    }

    /** Returns a member; null when it is absent. */
    public JsonValue member(String name) {
        return members.getOrDefault(name, NULL);
    }

    /** Returns the text of a member that is a string, number or boolean, or null. */
    public @Nullable String text(String name) {
        return member(name).scalar();
    }

    /** Returns the text of a member, "" when it is absent. */
    public String words(String name) {
        @Nullable String text = text(name);
        return text == null ? "" : text;
    }

    /** Returns whether a member is true. */
    public boolean truth(String name) {
        return "true".equals(text(name));
    }

    /** Returns a number rounded to a whole one; 0 when it is absent. */
    public long whole(String name) {
        return Math.round(number(name));
    }

    /** Returns a whole number of any size; 0 when it is absent. */
    public long count(String name) {
        @Nullable String text = text(name);
        return text == null ? 0 : Long.parseLong(text);
    }

    /** Returns a number; 0 when it is absent. */
    public double number(String name) {
        @Nullable String text = text(name);
        return text == null ? 0 : Double.parseDouble(text); // its exception is an argument's, too
    }
}
