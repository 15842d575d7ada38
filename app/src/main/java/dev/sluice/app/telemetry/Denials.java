package dev.sluice.app.telemetry;

import dev.sluice.core.limit.Admission;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Counts the calls that were over a limit. Safe for several threads; cheap enough for the loop. */
public final class Denials {
    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** None yet. */
    public Denials() {}

    /** Returns an admission that decides as this one does, and counts whom it denies. */
    public Admission counting(Admission admission) {
        return (allowance, demand) -> {
            Admission.Decision decision = admission.admit(allowance, demand);
            if (decision instanceof Admission.Decision.Denied(var error, _)) {
                denied(error.code());
            }
            return decision;
        };
    }

    /**
     * One more.
     *
     * @param limit the code that the caller is told; one of few
     */
    public void denied(@Nullable String limit) {
        counts.computeIfAbsent(limit == null ? Configured.NONE : limit, _ -> new LongAdder())
                .increment();
    }

    /** Hands out every count. */
    void each(BiConsumer<String, LongAdder> counter) {
        counts.forEach(counter);
    }
}
