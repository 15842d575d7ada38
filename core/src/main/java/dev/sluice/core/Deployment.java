package dev.sluice.core;

import java.time.Duration;
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
 * @param operation how it is run: what it can carry, and how its health is found out
 * @param origin whose it is, for prices and reports
 */
public record Deployment(
        String id,
        Upstream upstream,
        @Nullable String upstreamModel,
        @Nullable String defaultModel,
        Map<String, byte[]> overrides,
        StreamMode stream,
        StreamUsage streamUsage,
        Operation operation,
        Origin origin) {

    /** A deployment of nobody in particular. */
    public Deployment(
            String id,
            Upstream upstream,
            @Nullable String upstreamModel,
            @Nullable String defaultModel,
            Map<String, byte[]> overrides,
            StreamMode stream,
            StreamUsage streamUsage,
            Operation operation) {
        this(
                id,
                upstream,
                upstreamModel,
                defaultModel,
                overrides,
                stream,
                streamUsage,
                operation,
                new Origin(id, ""));
    }

    /** A deployment without limits. */
    public Deployment(
            String id,
            Upstream upstream,
            @Nullable String upstreamModel,
            @Nullable String defaultModel,
            Map<String, byte[]> overrides,
            StreamMode stream,
            StreamUsage streamUsage) {
        this(
                id,
                upstream,
                upstreamModel,
                defaultModel,
                overrides,
                stream,
                streamUsage,
                Operation.DEFAULT);
    }

    /** Takes control characters out of the name, which stands in headers and log lines. */
    public Deployment {
        id = id.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Whose it is.
     *
     * @param provider id of the provider in the configuration
     * @param vendor its type: {@code openai}, {@code qwen}, ...; "" when unknown
     */
    public record Origin(String provider, String vendor) {}

    /**
     * How a deployment is run.
     *
     * @param fingerprint a digest of everything that the configuration says of it: health is kept
     *     over a reload only while this stays the same
     * @param maxCalls calls under way at once; 0 for any number
     * @param queue calls that wait for their turn when that many are under way
     * @param queueTimeout how long a call waits
     * @param check the active health check, or null: then calls find out
     */
    public record Operation(
            String fingerprint,
            int maxCalls,
            int queue,
            Duration queueTimeout,
            @Nullable HealthCheck check) {
        /** No limits, no check. */
        public static final Operation DEFAULT =
                new Operation("", 0, 100, Duration.ofSeconds(5), null);
    }

    /**
     * A request that only asks whether the deployment works; any answer below 500 but 401, 403 and
     * 429 says so.
     *
     * @param path below the provider's address, such as {@code /models}
     */
    public record HealthCheck(String path, Duration interval, Duration timeout) {}

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
