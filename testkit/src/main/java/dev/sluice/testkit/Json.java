package dev.sluice.testkit;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as a strict vendor reads it: a duplicate member or text after the document is an error. */
final class Json {
    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Json() {}

    /** Reads one document; throws {@link tools.jackson.core.JacksonException} on anything else. */
    static JsonNode read(byte[] bytes) {
        return STRICT.readTree(bytes);
    }

    static JsonNode read(String text) {
        return STRICT.readTree(text);
    }

    static ObjectNode object() {
        return STRICT.createObjectNode();
    }

    /** A JSON string literal. */
    static String quoted(String text) {
        return STRICT.writeValueAsString(text);
    }
}
