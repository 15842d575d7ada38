package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Raw;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor that speaks almost OpenAI's language is told to search the web, or not to. Source:
 * the vendors' API references, read 2026-11.
 */
public sealed interface VendorSearch {
    /** It cannot. */
    record None() implements VendorSearch {}

    /** Nobody knows: what the caller says is passed on. */
    record AsSaid() implements VendorSearch {}

    /** It takes {@code internet} as callers write it: TigerBot. */
    record Native() implements VendorSearch {}

    /**
     * It takes OpenAI's {@code web_search_options}.
     *
     * @param off an object whose members forbid the search, or null where nothing need be said
     */
    record Options(@Nullable Raw off) implements VendorSearch {}

    /**
     * Members of the call.
     *
     * @param on an object whose members are set
     * @param off the same to forbid a search, or null where nothing need be said
     */
    record Members(Raw on, @Nullable Raw off) implements VendorSearch {}

    /**
     * One more tool.
     *
     * @param on the tool
     * @param off the tool that forbids a search, or null where nothing need be said
     */
    record Tool(Raw on, @Nullable Raw off) implements VendorSearch {}

    /**
     * A tool that the model calls and whose call is sent back to it: Kimi's {@code $web_search}.
     *
     * @param tool the tool
     * @param function its name, which callers never see
     * @param members an object whose members are set beside it
     */
    record Loop(Raw tool, String function, Raw members) implements VendorSearch {}

    /**
     * Not in chat completions, but in the vendor's Responses API.
     *
     * @param whose whose tools are named there
     */
    record Responses(Whose whose) implements VendorSearch {}

    /** Whose search a Responses API has. */
    enum Whose {
        /** OpenAI's: with a size of context, a place, and all its sources. */
        OPENAI,
        /** xAI's: the web and X. */
        XAI,
        /** Ark's: with a limit of results. */
        ARK
    }
}
