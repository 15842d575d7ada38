package dev.sluice.wire.chat;

/**
 * A call that the model wants made.
 *
 * @param id by which its result will refer to it; "" in the legacy way, which has none
 * @param kind in which of OpenAI's ways it is written
 * @param name the function's name
 * @param arguments the JSON text that the model wrote, which may be cut off or no JSON at all; free
 *     text for {@link Kind#CUSTOM}
 * @param extras members the hub has no word for
 */
public record ToolCall(String id, Kind kind, String name, String arguments, Extras extras) {
    /** The ways a call is written. */
    public enum Kind {
        /** {@code {type: function, function: {name, arguments}}}. */
        FUNCTION,
        /** {@code {type: custom, custom: {name, input}}}. */
        CUSTOM,
        /** The deprecated {@code function_call: {name, arguments}}. */
        LEGACY_FUNCTION
    }
}
