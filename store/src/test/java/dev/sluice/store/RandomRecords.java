package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Usage;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of all sorts, the same for the same seed. */
final class RandomRecords {
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "gpt-4o",
                    "通义千问-最大",
                    "naïve \"quoted\" \\ back",
                    "line\nbreak\ttab\u0000\u001f",
                    "😀🚀",
                    "half \ud83d",
                    "\ude00 other half",
                    "\u2028 \uffff é");
    private static final List<String> RAWS =
            List.of(
                    "{}",
                    "{\"plan\":[\"a\",\"b\"],\"n\":1.50}",
                    "{ \"spaced\" : [ 1 , 2e3 , null ] }",
                    "{\"文\":\"字😀\",\"deep\":{\"er\":[[{}]]}}");
    private static final List<String> NAMES = List.of("a", "details.image_tokens", "字", "😀\"");
    private static final List<String> VALUES =
            List.of("1", "-0.10", "null", "true", "\"字\"", "[1, 2]", "{\"a\":{}}");

    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    UsageRecord next() {
        return new UsageRecord(
                text(),
                new UsageRecord.Who(text(), maybe(this::text), maybe(this::text)),
                new UsageRecord.Asked(text(), text(), maybe(this::text), random.nextBoolean()),
                new UsageRecord.Times(count(), count(), random.nextBoolean() ? -1 : count()),
                new UsageRecord.End(
                        random.nextInt(600),
                        text(),
                        maybe(this::text),
                        random.nextInt(9),
                        maybe(this::text)),
                some(this::charge),
                some(() -> new Permit.Settled(hold(), money())),
                maybe(() -> oneOf(RAWS)),
                maybe(() -> oneOf(RAWS)));
    }

    Permit.Hold hold() {
        return new Permit.Hold(text(), count(), money());
    }

    String text() {
        return oneOf(TEXTS) + oneOf(TEXTS);
    }

    private UsageRecord.Charge charge() {
        return new UsageRecord.Charge(
                text(),
                text(),
                text(),
                text(),
                oneOf(List.of(UsageRecord.Role.values())),
                new Quantities(usage(), count(), count(), count(), count()),
                random.nextBoolean()
                        ? new UsageRecord.Rating.Unpriced()
                        : new UsageRecord.Rating.Priced(money(), text()));
    }

    private Usage usage() {
        return new Usage(
                count(),
                count(),
                count(),
                count(),
                count(),
                count(),
                count(),
                random.nextBoolean(),
                new Extras(some(() -> new Extras.Member(oneOf(NAMES), new Raw(oneOf(VALUES))))));
    }

    private Money money() {
        long micro = random.nextInt(5) == 0 ? -count() : count();
        return new Money(micro, oneOf(List.of(Currency.values())));
    }

    private long count() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000);
            case 2 -> Long.MAX_VALUE - random.nextInt(3);
            default -> random.nextLong(1L << 53);
        };
    }

    private <T> List<T> some(Supplier<T> each) {
        return Stream.generate(each).limit(random.nextInt(4)).toList();
    }

    private <T> @Nullable T maybe(Supplier<T> what) {
        return random.nextInt(3) == 0 ? null : what.get();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
