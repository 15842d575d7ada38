package dev.sluice.relay;

import java.io.IOException;

/** Where a mistake of our own is told: what should never happen must not happen in silence. */
final class Faults {
    private static final System.Logger LOG = System.getLogger("dev.sluice.relay");

    private Faults() {}

    /** Logs a throwable unless it is a connection's ordinary end. */
    static void report(Throwable fault) {
        if (!(fault instanceof IOException) && !(fault.getCause() instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "a fault in the gateway itself", fault);
        }
    }
}
