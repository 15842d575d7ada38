package dev.sluice.core;

import dev.sluice.core.access.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Limits and habits of the front. Changing them needs no restart.
 *
 * @param maxBodyBytes largest request body; more is answered with 413
 * @param maxHeldBytes request bodies held in memory at once, all calls together; beyond it new ones
 *     are answered with 503 and {@code retry-after}
 * @param heartbeat silence on a stream after which a comment keeps it alive; zero turns it off
 * @param drain how long calls under way may take after SIGTERM
 * @param corsOrigins origins that browsers may call from; {@code *} means any
 * @param forwardHeaders further request headers to pass on to upstreams, in lower case
 * @param fetchPrivate whether a caller's picture may be fetched from a private address
 * @param maxPictureBytes largest picture that is fetched for a caller
 * @param intake how many calls are under way at once
 * @param trustedProxies where {@code x-forwarded-for} is believed to come from
 */
public record Settings(
        long maxBodyBytes,
        long maxHeldBytes,
        Duration heartbeat,
        Duration drain,
        List<String> corsOrigins,
        Set<String> forwardHeaders,
        boolean fetchPrivate,
        long maxPictureBytes,
        Intake intake,
        List<AddressRange> trustedProxies) {
    private static final long USUAL_PICTURE = 20L << 20;

    /** What holds where the configuration says nothing. */
    public static final Settings DEFAULT =
            new Settings(
                    100L << 20,
                    128L << 20,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    List.of("*"),
                    Set.of());

    /** Settings that trust no proxy. */
    public Settings(
            long maxBodyBytes,
            long maxHeldBytes,
            Duration heartbeat,
            Duration drain,
            List<String> corsOrigins,
            Set<String> forwardHeaders,
            boolean fetchPrivate,
            long maxPictureBytes,
            Intake intake) {
        this(
                maxBodyBytes,
                maxHeldBytes,
                heartbeat,
                drain,
                corsOrigins,
                forwardHeaders,
                fetchPrivate,
                maxPictureBytes,
                intake,
                List.of());
    }

    /** Settings with the usual rules for pictures: none from private addresses, up to 20 MB. */
    public Settings(
            long maxBodyBytes,
            long maxHeldBytes,
            Duration heartbeat,
            Duration drain,
            List<String> corsOrigins,
            Set<String> forwardHeaders) {
        this(
                maxBodyBytes,
                maxHeldBytes,
                heartbeat,
                drain,
                corsOrigins,
                forwardHeaders,
                false,
                USUAL_PICTURE,
                Intake.DEFAULT);
    }

    /**
     * How many calls are under way at once, all deployments together.
     *
     * @param maxCalls 0 for any number
     * @param queue calls that wait for their turn; more are answered with 503
     * @param queueTimeout how long a call waits
     */
    public record Intake(int maxCalls, int queue, Duration queueTimeout) {
        /** No limit. */
        public static final Intake DEFAULT = new Intake(0, 100, Duration.ofSeconds(5));
    }
}
