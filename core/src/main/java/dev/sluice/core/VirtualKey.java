package dev.sluice.core;

/**
 * What a caller presents. The secret itself is not here: the {@link KeyTable} knows its SHA-256.
 *
 * @param id name in logs and records; never the secret
 * @param models what the key may reach
 * @param stream {@link Deployment.StreamMode#EXACT} passes every stream untouched
 * @param keepAlive whether comments are sent on long silences
 * @param priority who goes first when calls have to wait
 */
public record VirtualKey(
        String id,
        ModelTable models,
        Deployment.StreamMode stream,
        KeepAlive keepAlive,
        Priority priority) {

    /** A key of normal priority. */
    public VirtualKey(
            String id, ModelTable models, Deployment.StreamMode stream, KeepAlive keepAlive) {
        this(id, models, stream, keepAlive, Priority.NORMAL);
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
