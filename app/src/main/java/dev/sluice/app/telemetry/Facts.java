package dev.sluice.app.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What traces and metrics want to know of a call beyond its record.
 *
 * @param traceparent the client's header of this name (W3C Trace Context), or null
 * @param tracestate the client's header of this name, or null
 * @param streamed whether the answer was a stream
 */
public record Facts(@Nullable String traceparent, @Nullable String tracestate, boolean streamed) {
    /** Nothing is known. */
    public static final Facts NONE = new Facts(null, null, false);
}
