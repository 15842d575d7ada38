package dev.sluice.wire.chat;

import org.jspecify.annotations.Nullable;

/** Something the model may call. */
public sealed interface Tool {
    /**
     * A function of the caller's.
     *
     * @param definition what the model is told about it
     * @param extras members beside the definition, such as {@code cache_control}
     */
    record Function(Definition definition, Extras extras) implements Tool {}

    /**
     * A tool that only some vendors know: built-in search, custom grammars, ...
     *
     * @param type the vendor's name of the kind, "" when it gave none
     * @param raw the whole declaration
     */
    record Opaque(String type, Raw raw) implements Tool {}

    /**
     * What a model is told about a function.
     *
     * @param name at most 64 of {@code [A-Za-z0-9_-]}
     * @param description when and how to use it, or null
     * @param parameters JSON Schema of its arguments, or null for a function without any
     * @param strict whether the arguments must obey the schema, or null for the default
     * @param extras members the hub has no word for
     */
    record Definition(
            String name,
            @Nullable String description,
            @Nullable Raw parameters,
            @Nullable Boolean strict,
            Extras extras) {}
}
