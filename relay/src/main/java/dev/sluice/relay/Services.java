package dev.sluice.relay;

import dev.sluice.core.KeySource;
import dev.sluice.core.limit.Admission;
import java.util.function.Supplier;

/**
 * What a gateway is given by the program around it.
 *
 * @param recorder takes every finished call
 * @param keys keys that were issued while the gateway runs
 * @param admission decides whether a key may make one more call
 * @param control answers the administrator
 * @param account answers the holder of a key
 * @param pages the console's files
 * @param metrics writes the counters in Prometheus' text format; may block
 */
public record Services(
        CallRecorder recorder,
        KeySource keys,
        Admission admission,
        Control control,
        Account account,
        Pages pages,
        Supplier<byte[]> metrics) {
    /** Records and does nothing else. */
    public static Services recording(CallRecorder recorder) {
        return new Services(
                recorder,
                KeySource.NONE,
                Admission.OPEN,
                _ -> new Control.Reply(404, ClientResponse.utf8("{\"error\":null}")),
                (_, _, _) -> new Control.Reply(404, ClientResponse.utf8("{\"error\":null}")),
                Pages.NONE,
                () -> new byte[0]);
    }
}
