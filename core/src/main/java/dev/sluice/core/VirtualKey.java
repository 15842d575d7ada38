package dev.sluice.core;

import dev.sluice.core.access.Rights;
import org.jspecify.annotations.Nullable;

/**
 * What a caller presents. The secret itself is not here: the {@link KeyTable} knows its SHA-256.
 *
 * @param id name in logs and records; never the secret
 * @param models what the key may reach
 * @param stream {@link Deployment.StreamMode#EXACT} passes every stream untouched
 * @param keepAlive whether comments are sent on long silences
 * @param priority who goes first when calls have to wait
 * @param wording how answers are worded, where the key has a say
 * @param rights what else it may do, and how much
 */
public record VirtualKey(
        String id,
        ModelTable models,
        Deployment.StreamMode stream,
        KeepAlive keepAlive,
        Priority priority,
        Wording wording,
        Rights rights) {

    /** A key of normal priority. */
    public VirtualKey(
            String id, ModelTable models, Deployment.StreamMode stream, KeepAlive keepAlive) {
        this(id, models, stream, keepAlive, Priority.NORMAL);
    }

    /** A key that may do everything. */
    public VirtualKey(
            String id,
            ModelTable models,
            Deployment.StreamMode stream,
            KeepAlive keepAlive,
            Priority priority) {
        this(id, models, stream, keepAlive, priority, Wording.AS_PROVIDED, Rights.ALL);
    }

    /**
     * How answers are worded, where the key has a say; null leaves it to the provider.
     *
     * @param codeMsg whether answers carry {@code code} and {@code msg}
     * @param sensitive whether withheld answers finish with {@code sensitive}
     */
    public record Wording(@Nullable Boolean codeMsg, @Nullable Boolean sensitive) {
        /** As the provider says. */
        public static final Wording AS_PROVIDED = new Wording(null, null);
    }

    /** Who goes first when calls have to wait: those of a class wait for all of a higher one. */
    public enum Priority {
        HIGH,
        NORMAL,
        LOW
    }

    /** Whether a silent stream is kept alive with comments. */
    public enum KeepAlive {
        ON,
        OFF
    }
}
