package dev.sluice.wire.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools on offer in a call and how the model may use them.
 *
 * @param tools in the caller's order
 * @param choice whether and which tool must be called, or null for the vendor's default
 * @param parallel whether several calls may be made at once, or null for the vendor's default
 * @param style which of OpenAI's two ways the caller speaks; its answer must come the same way
 */
public record ToolUse(
        List<Tool> tools, @Nullable ToolChoice choice, @Nullable Boolean parallel, Style style) {
    /** No tools. */
    public static final ToolUse NONE = new ToolUse(List.of(), null, null, Style.TOOLS);

    /** How tools are declared, called and answered. */
    public enum Style {
        /** {@code tools}, {@code tool_calls} and role {@code tool}. */
        TOOLS,
        /** The deprecated {@code functions}, {@code function_call} and role {@code function}. */
        LEGACY_FUNCTIONS
    }

    /** Keeps its own copy. */
    public ToolUse {
        tools = List.copyOf(tools);
    }
}
