package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ordinary finished calls. */
final class Calls {
    static final Permit.Hold HOLD =
            new Permit.Hold("key:k1/month/USD", 1_764_547_200_000L, new Money(900, Currency.USD));

    private Calls() {}

    static UsageRecord finished(String id) {
        return with(id, List.of(), null);
    }

    static UsageRecord settled(String id) {
        var spent = new Permit.Settled(HOLD, new Money(42, Currency.USD));
        return with(id, List.of(spent), null);
    }

    static UsageRecord withBody(String id, String body) {
        return with(id, List.of(), body);
    }

    static UsageRecord at(String id, String key, long begun) {
        UsageRecord usual = finished(id);
        return new UsageRecord(
                id,
                new UsageRecord.Who(key, null, "t1"),
                usual.asked(),
                new UsageRecord.Times(begun, 1_500_000, 400_000),
                usual.end(),
                usual.charges(),
                usual.settled(),
                usual.decision(),
                usual.body());
    }

    /** Returns a call as the journal has it. */
    static Frames.Payload packed(UsageRecord call) {
        var packer = new CallPacker();
        packer.add(0, call);
        return new Frames.Payload(packer.bytes(), packer.length());
    }

    static UsageRecord with(String id, List<Permit.Settled> settled, @Nullable String body) {
        return new UsageRecord(
                id,
                new UsageRecord.Who("k1", null, "t1"),
                new UsageRecord.Asked("POST", "/chat/completions", "gpt-4o", false),
                new UsageRecord.Times(1_764_482_745_000L, 1_500_000, 400_000),
                new UsageRecord.End(200, "complete", "openai/gpt-4o", 1, null),
                List.of(
                        new UsageRecord.Charge(
                                "openai/gpt-4o",
                                "openai",
                                "openai",
                                "gpt-4o",
                                UsageRecord.Role.SERVED,
                                Quantities.of(Usage.of(7, 5)),
                                new UsageRecord.Rating.Priced(
                                        new Money(42, Currency.USD), "openai/gpt-4o/2024-08-06"))),
                settled,
                "{\"tried\":[\"a\"]}",
                body);
    }
}
