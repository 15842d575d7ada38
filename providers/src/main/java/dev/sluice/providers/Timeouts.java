package dev.sluice.providers;

import java.time.Duration;

/**
 * How long a call to a vendor may take.
 *
 * @param connect until the connection stands, TLS and proxy included
 * @param firstByte from the last byte sent to the first byte of the answer
 * @param idle between two bytes of an answer
 * @param total from the first attempt to the last byte
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {
    /** What holds where the configuration says nothing. */
    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(600));

    /** Refuses durations that are not positive. */
    public Timeouts {
        for (Duration each : new Duration[] {connect, firstByte, idle, total}) {
            if (each.isZero() || each.isNegative()) {
                throw new IllegalArgumentException("a timeout of " + each + " is not above zero");
            }
        }
    }
}
