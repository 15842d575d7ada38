package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.List;

/** Finds what a reload cannot change: the program took it up when it started. */
final class Restart {
    private Restart() {}

    /** Compares two configurations; the lines are not known any more. */
    static List<Problem> between(Configuration.Loaded before, Configuration.Loaded after) {
        List<Problem> waits = new ArrayList<>();
        if (!after.listen().equals(before.listen())) {
            waits.add(waits("server", "host, port, tls, reuse_port and max_header_bytes change"));
        }
        Configuration.Surroundings old = before.around();
        Configuration.Surroundings now = after.around();
        if (old.logFormat() != now.logFormat()) {
            waits.add(waits("server.log_format", "changes"));
        }
        if (!atStart(old.ledger()).equals(atStart(now.ledger()))) {
            waits.add(waits("ledger", "store, durable, keep_calls, redis and redis_down change"));
        }
        if (!old.telemetry().equals(now.telemetry())) {
            waits.add(waits("telemetry", "changes"));
        }
        return waits;
    }

    /** All but what can be changed at any time. */
    private static LedgerWords atStart(LedgerWords ledger) {
        return new LedgerWords(
                ledger.store(),
                ledger.durable(),
                ledger.keepCalls(),
                ledger.redis(),
                ledger.redisDown(),
                false);
    }

    private static Problem waits(String path, String what) {
        return new Problem(0, path, what + " with the next start only");
    }
}
