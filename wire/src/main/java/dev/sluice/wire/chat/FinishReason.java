package dev.sluice.wire.chat;

/** Why a model stopped. */
public sealed interface FinishReason {
    /** The reasons that every dialect has a word for. */
    enum Standard implements FinishReason {
        /** It was done, or met a stop text. */
        STOP,
        /** The limit of tokens was reached. */
        LENGTH,
        /** It wants tools called. */
        TOOL_CALLS,
        /** It wants a function called, in the deprecated way. */
        FUNCTION_CALL,
        /** A filter withheld the rest. */
        CONTENT_FILTER,
        /** A filter withheld the rest; the word that Zhipu, TigerBot and Spark have for it. */
        SENSITIVE
    }

    /**
     * A reason the hub has no word for.
     *
     * @param word the vendor's word, never empty
     */
    record Other(String word) implements FinishReason {}

    /**
     * Returns this reason, or the one that a client expects when calls were made: several vendors
     * say {@code stop} there, and SDKs look for {@code tool_calls}.
     */
    default FinishReason afterCalls(ToolUse.Style style) {
        if (this != Standard.STOP
                && this != Standard.TOOL_CALLS
                && this != Standard.FUNCTION_CALL) {
            return this;
        }
        return switch (style) {
            case TOOLS -> Standard.TOOL_CALLS;
            case LEGACY_FUNCTIONS -> Standard.FUNCTION_CALL;
        };
    }
}
