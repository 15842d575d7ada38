package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Surface;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.openai.StreamTerms;
import org.jspecify.annotations.Nullable;

/** What may pass on one event stream, and how it ends. */
interface StreamPolicy {
    /** What is done with an event. */
    enum Verdict {
        /** It passes byte for byte. */
        PASS,
        /** {@link #replacement} goes in its place. */
        REPLACE,
        /** It is left out. */
        DROP,
        /** The stream is over, as it should be; {@link #ending} says so. */
        LAST,
        /** The stream is over, with {@link #error}. */
        FAILED
    }

    /** Looks at one whole event. */
    Verdict event(byte[] buf, int from, int to);

    /** Returns what goes in the place of the last event; valid until the next. */
    byte[] replacement();

    /** Returns how many bytes of {@link #replacement} count. */
    int replacementLength();

    /** Returns whether anything of the answer itself has come, and not only a greeting. */
    boolean hasContent();

    /** Returns what went wrong. */
    ApiError error();

    /** The body ended: returns what is missing, or null when the stream is complete. */
    @Nullable ApiError atEnd();

    /** The body broke off: returns non-null unless the stream was complete all the same. */
    @Nullable ApiError atBreak();

    /** Returns the stream's proper end, after an error event, too. */
    byte[] ending();

    /** Writes an error as an event of this stream. */
    byte[] errorEvent(ApiError error);

    /** Returns the silence after which a comment keeps the stream alive; 0 for never. */
    long heartbeatNanos();

    /** Returns the usage that was stated, raw JSON, or null. */
    @Nullable String usage();

    /** Returns what the answer has used so far. */
    Consumption consumption();

    /** Picks the policy of an attempt. */
    static StreamPolicy of(Attempt attempt) {
        boolean exact =
                attempt.call().key().stream() == Deployment.StreamMode.EXACT
                        || attempt.deployment().stream() == Deployment.StreamMode.EXACT;
        boolean chat = attempt.call().surface().kind() == Surface.Kind.CHAT;
        long heartbeat =
                attempt.call().key().keepAlive() == VirtualKey.KeepAlive.OFF
                        ? 0
                        : attempt.call().snapshot().settings().heartbeat().toNanos();
        return chat && !exact
                ? ChatPolicy.of(attempt, heartbeat)
                : new ExactPolicy(
                        attempt.call().surface().kind(),
                        heartbeat,
                        !exact && isAskedForUs(attempt)
                                ? StreamTerms.UsageChunk.WITHHELD
                                : StreamTerms.UsageChunk.WANTED);
    }

    /** Returns whether a stream's usage is told because we asked, and not the client. */
    private static boolean isAskedForUs(Attempt attempt) {
        return attempt.call().surface().kind() == Surface.Kind.COMPLETION
                && attempt.deployment().streamUsage() == Deployment.StreamUsage.ASK
                && !attempt.call().facts().usageAsked();
    }
}
