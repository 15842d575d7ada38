package dev.sluice.wire.chat;

/** Whether and which tool the model must call. */
public sealed interface ToolChoice {
    /** The choices that name no tool. */
    enum Mode implements ToolChoice {
        /** No tool may be called. */
        NONE,
        /** The model decides. */
        AUTO,
        /** At least one call must be made. */
        REQUIRED
    }

    /**
     * That function must be called.
     *
     * @param name the function's name
     */
    record Named(String name) implements ToolChoice {}

    /**
     * A choice only some vendors know ({@code allowed_tools}, {@code custom}, Mistral's {@code
     * any}).
     *
     * @param raw the whole value
     */
    record Opaque(Raw raw) implements ToolChoice {}
}
