package dev.sluice.testkit.conformance;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** JSON as trees, read by a library that the languages under test do not use. */
final class Trees {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private Trees() {}

    /** Reads a text; one that is no JSON is missing. */
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Reads bytes; those that are no JSON are missing. */
    static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns a count, 0 when it is absent or no number. */
    static long count(JsonNode node, String... path) {
        JsonNode at = node;
        for (String step : path) {
            at = at.path(step);
        }
        return at.isNumber() ? at.asLong() : 0;
    }

    /** Returns a text, "" when it is absent or none. */
    static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : "";
    }

    /** Returns the elements of an array; anything else has none. */
    static List<JsonNode> list(JsonNode node) {
        return node.isArray() ? node.valueStream().toList() : List.of();
    }

    /** Says whether a member is there and is not null. */
    static boolean has(JsonNode node, String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    /**
     * The arguments of a call in a form that can be compared: members sorted, nothing meaning
     * {@code {}}; a text that is no JSON as it is.
     */
    static String settled(String arguments) {
        if (arguments.isBlank()) {
            return "{}";
        }
        JsonNode tree = read(arguments);
        if (tree.isMissingNode()) {
            return arguments;
        }
        if (tree.isNull()) {
            return "{}";
        }
        return SORTED.writeValueAsString(SORTED.treeToValue(tree, Object.class));
    }

    /** Returns compact JSON; "" for what is missing. */
    static String json(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }
}
