package dev.sluice.app.telemetry;

import dev.sluice.app.Log;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says once when a collector cannot be reached, and once when it can be again. */
final class Delivery {
    /**
     * The exporters log every failure by themselves, to standard error and again and again. A field
     * keeps the logger: those that nobody holds forget their level.
     */
    private static final Logger SILENCED = Logger.getLogger("io.opentelemetry");

    private final String what;
    private final String where;
    private final Log log;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * Of one signal.
     *
     * @param where the collector's address
     */
    Delivery(String what, String where, Log log) {
        this.what = what;
        this.where = dev.sluice.app.secret.Redaction.url(where);
        this.log = log;
        SILENCED.setLevel(Level.OFF);
    }

    /** Watches what becomes of an export; returns it as it is. */
    CompletableResultCode watch(CompletableResultCode export) {
        return export.whenComplete(() -> {
            if (export.isSuccess()) {
                if (failing.compareAndSet(true, false)) {
                    log.info("telemetry: " + what + " reach " + where + " again");
                }
            } else if (failing.compareAndSet(false, true)) {
                log.warn(
                        "telemetry: "
                                + what
                                + " do not reach "
                                + where
                                + why(export.getFailureThrowable())
                                + "; they are dropped until they do, calls are not affected");
            }
        });
    }

    private static String why(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        @Nullable String message = root.getMessage();
        return ": " + (message == null ? root.getClass().getSimpleName() : message);
    }
}
