package dev.sluice.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place where a model runs: provider, credential, upstream model and parameter overrides.
 *
 * @param id name in logs, headers and messages; unique in a snapshot; never a secret
 * @param upstream what stands behind it
 * @param upstreamModel the name that the provider wants, or null to pass on the caller's
 * @param defaultModel the name for a call that names none and for which {@code upstreamModel} is
 *     null; or null
 * @param overrides request members that win over the caller's, name to raw JSON value
 * @param stream whether streams are held to the contract
 * @param streamUsage whether the upstream is asked for usage on streams
 */
public record Deployment(
        String id,
        Upstream upstream,
        @Nullable String upstreamModel,
        @Nullable String defaultModel,
        Map<String, byte[]> overrides,
        StreamMode stream,
        StreamUsage streamUsage) {

    /** Takes control characters out of the name, which stands in headers and log lines. */
    public Deployment {
        id = id.replaceAll("\\p{Cntrl}", "?");
    }

    /** How faithfully a stream follows its upstream. */
    public enum StreamMode {
        /** Frames that break the stream contract are repaired; all others pass byte for byte. */
        CONTRACT,
        /** Everything passes untouched. */
        EXACT
    }

    /** What is done about {@code stream_options.include_usage}. */
    public enum StreamUsage {
        /** Asked of the upstream on every stream; the chunk is withheld where nobody wants it. */
        ASK,
        /** Left as the caller wrote it, for upstreams that refuse the option. */
        LEAVE
    }
}
