package dev.sluice.core.health;

/** Whether a deployment may be asked. */
public sealed interface Standing {
    /**
     * It may.
     *
     * @param share from just above 0 to 1: how much of its part of the calls it gets, less than all
     *     for a while after it recovered (slow start)
     */
    record Ready(double share) implements Standing {}

    /** It has been out and its time is over: one call may find out whether it works again. */
    record Probing() implements Standing {}

    /**
     * It may not.
     *
     * @param reason why
     * @param millis for how much longer
     */
    record Out(Reason reason, long millis) implements Standing {}

    /** Why a deployment is out. */
    enum Reason {
        /** It failed too often. */
        FAILING,
        /** It asked to be left alone. */
        COOLDOWN,
        /** Its credential is refused. */
        CREDENTIAL,
        /** Its account is empty. */
        QUOTA,
        /** One call is finding out whether it works again. */
        PROBED
    }

    /** In best health. */
    Standing READY = new Ready(1);
}
