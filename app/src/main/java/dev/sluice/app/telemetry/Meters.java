package dev.sluice.app.telemetry;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Every meter that counts calls: names, labels and bounds. Micrometer writes a dot as an underscore
 * and adds {@code _total} and {@code _seconds}.
 */
final class Meters {
    private static final String[] CALL = {"deployment", "provider", "model", "status", "outcome"};
    private static final String[] CHARGE = {"deployment", "provider", "model", "estimated", "role"};

    /** Those of the GenAI conventions, from a hundredth of a second to a minute and a half. */
    private static final Duration[] BOUNDS =
            GenAi.SECONDS.stream()
                    .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of one combination of labels. */
    record CallRow(Counter calls, Timer duration, Timer firstByte) {
        void finished(long durationNanos, long firstByteNanos) {
            calls.increment();
            duration.record(durationNanos, TimeUnit.NANOSECONDS);
            if (firstByteNanos >= 0) {
                firstByte.record(firstByteNanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** The meters of what was used, for one combination of labels. */
    record ChargeRow(
            Counter input,
            Counter cached,
            Counter output,
            Counter reasoning,
            Map<Currency, Counter> cost,
            Counter unpricedCalls) {
        void used(Usage usage) {
            add(input, usage.input() - usage.cacheRead());
            add(cached, usage.cacheRead());
            add(output, usage.output() - usage.reasoning());
            add(reasoning, usage.reasoning());
        }

        void cost(Money amount) {
            Counter counter = cost.get(amount.currency());
            if (counter != null) {
                add(counter, amount.micro());
            }
        }

        void unpriced() {
            unpricedCalls.increment();
        }

        private static void add(Counter counter, long amount) {
            if (amount > 0) {
                counter.increment((double) amount);
            }
        }
    }

    /** Makes the meters of a combination, the labels in the order of their names here. */
    CallRow call(List<String> labels) {
        Tags tags = tags(CALL, labels);
        Tags place = tags("deployment", labels.get(0), "provider", labels.get(1), labels.get(2));
        return new CallRow(
                Counter.builder("sluice.calls")
                        .description("Finished calls.")
                        .tags(tags)
                        .register(registry),
                timer(
                        "sluice.call.duration",
                        "From the head of the request to the last byte of the answer.",
                        place),
                timer(
                        "sluice.time.to.first.byte",
                        "From the head of the request to the first byte of the answer.",
                        place));
    }

    private Timer timer(String name, String says, Tags tags) {
        return Timer.builder(name)
                .description(says)
                .tags(tags)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** Makes the meters of a combination, the labels in the order of their names here. */
    ChargeRow charge(List<String> labels) {
        Tags tags = tags(CHARGE, labels);
        Tags priced =
                tags("deployment", labels.get(0), "provider", labels.get(1), labels.get(2))
                        .and("role", labels.get(4));
        Map<Currency, Counter> cost = new EnumMap<>(Currency.class);
        for (Currency each : Currency.values()) {
            cost.put(
                    each,
                    Counter.builder("sluice.cost.micro")
                            .description(
                                    "What calls cost, in millionths of the currency's unit."
                                            + " Only what is served is charged to budgets.")
                            .tags(priced.and("currency", each.name()))
                            .register(registry));
        }
        return new ChargeRow(
                tokens(tags, "input"),
                tokens(tags, "cached"),
                tokens(tags, "output"),
                tokens(tags, "reasoning"),
                cost,
                Counter.builder("sluice.unpriced.calls")
                        .description("Calls that used something that nobody has said the price of.")
                        .tags(
                                tags(
                                        "deployment",
                                        labels.get(0),
                                        "provider",
                                        labels.get(1),
                                        labels.get(2)))
                        .register(registry));
    }

    private Counter tokens(Tags tags, String type) {
        return Counter.builder("sluice.tokens")
                .description("Tokens used, in types that do not overlap.")
                .tags(tags.and("type", type))
                .register(registry);
    }

    /** Makes the counter of attempts with this end. */
    Counter attempts(String deployment, String outcome) {
        return Counter.builder("sluice.attempts")
                .description("Requests to vendors, one by one.")
                .tags("deployment", deployment, "outcome", outcome)
                .register(registry);
    }

    /** Shows a count of denied calls; once for each limit. */
    void denied(String limit, LongAdder count) {
        FunctionCounter.builder("sluice.denied", count, LongAdder::sum)
                .description("Calls that were over a limit, by the code that they were told.")
                .tags("limit", limit)
                .register(registry);
    }

    private static Tags tags(String[] names, List<String> values) {
        Tags tags = Tags.empty();
        for (int i = 0; i < names.length; i++) {
            tags = tags.and(names[i], values.get(i));
        }
        return tags;
    }

    private static Tags tags(
            String first, String deployment, String second, String provider, String model) {
        return Tags.of(first, deployment, second, provider, "model", model);
    }
}
