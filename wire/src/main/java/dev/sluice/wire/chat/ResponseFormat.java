package dev.sluice.wire.chat;

import org.jspecify.annotations.Nullable;

/** The form that the text of an answer must have. */
public sealed interface ResponseFormat {
    /** The forms that need no further words. */
    enum Simple implements ResponseFormat {
        /** Free text. */
        TEXT,
        /** Some JSON object. */
        JSON_OBJECT
    }

    /**
     * JSON that obeys a schema.
     *
     * @param name what the schema is called, or null
     * @param description what it is for, or null
     * @param schema JSON Schema, or null
     * @param strict whether the model must obey it exactly, or null for the default
     * @param extras members the hub has no word for
     */
    record JsonSchema(
            @Nullable String name,
            @Nullable String description,
            @Nullable Raw schema,
            @Nullable Boolean strict,
            Extras extras)
            implements ResponseFormat {}

    /**
     * A form only some vendors know (grammars, regular expressions, a bare schema).
     *
     * @param raw the whole value
     */
    record Opaque(Raw raw) implements ResponseFormat {}
}
