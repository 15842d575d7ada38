package dev.sluice.app.ledger;

import dev.sluice.app.secret.Redaction;
import dev.sluice.app.telemetry.CallSink;
import dev.sluice.core.Deployment;
import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Meter;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.Rater;
import dev.sluice.core.meter.TokenCounter;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import dev.sluice.relay.CallRecorder;
import dev.sluice.store.Bookable;
import dev.sluice.store.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes the relay's records to the ledger. What vendors have stated is rated, its reservation
 * settled, and its record written down at once, on the event loop, which takes a few microseconds;
 * what has to be estimated or redacted is left to the ledger's thread.
 */
public final class Booking implements CallRecorder {
    private final Ledger ledger;
    private final TokenCounter counter;
    private final List<CallSink> sinks;
    private final boolean durable;
    private volatile boolean bodies;

    /**
     * Books in a ledger.
     *
     * @param counter counts what no vendor has stated
     * @param sinks are told of every call when its record is written
     * @param durability what a client that has its answer can rely on
     */
    public Booking(
            Ledger ledger,
            TokenCounter counter,
            List<CallSink> sinks,
            dev.sluice.store.LedgerSettings.Durability durability) {
        this.ledger = ledger;
        this.counter = counter;
        this.sinks = List.copyOf(sinks);
        this.durable =
                switch (durability) {
                    case ANSWER -> true;
                    case GROUP -> false;
                };
    }

    /** Turns the logging of bodies on or off, as a reload may. */
    public void keepBodies(boolean keep) {
        bodies = keep;
    }

    @Override
    public boolean keepsBodies() {
        return bodies;
    }

    @Override
    public boolean isDurable() {
        return durable;
    }

    @Override
    public @Nullable String trouble() {
        return ledger.trouble();
    }

    @Override
    public void reserved(String requestId, List<Permit.Hold> holds) {
        ledger.reserve(requestId, holds);
    }

    @Override
    public void finished(CallRecord call) {
        finished(call, () -> {});
    }

    @Override
    public void finished(CallRecord call, Runnable safe) {
        CallRecord.@Nullable Bill bill = call.bill();
        if (bill == null) { // nobody's call: there is nothing to book
            sinks.forEach(each -> each.finished(call, null));
            safe.run();
        } else {
            ledger.book(new Entry(call, bill, stated(call, bill), safe));
        }
    }

    /** Returns what each attempt used; null when that takes time to find out. */
    private @Nullable List<Quantities> stated(CallRecord call, CallRecord.Bill bill) {
        if (bodies || call.error() != null) {
            return null;
        }
        List<Quantities> all = new ArrayList<>(bill.used().size());
        for (CallRecord.Used each : bill.used()) {
            Quantities stated = Meter.stated(call.path(), each.consumption());
            if (stated == null) {
                return null;
            }
            all.add(stated);
        }
        return all;
    }

    /** One call. */
    private final class Entry implements Bookable {
        private CallRecord call;
        private final CallRecord.Bill bill;
        private final @Nullable List<Quantities> stated;
        private final Runnable safe;

        Entry(
                CallRecord call,
                CallRecord.Bill bill,
                @Nullable List<Quantities> stated,
                Runnable safe) {
            this.call = call;
            this.bill = bill;
            this.stated = stated;
            this.safe = safe;
        }

        @Override
        public boolean quick() {
            return stated != null;
        }

        @Override
        public UsageRecord record() {
            if (call.error() != null) { // vendors quote what they were sent
                call = call.saying(Redaction.text(call.error()));
            }
            UsageRecord counted = counted(charges());
            List<Permit.Settled> settled = bill.permit().settle(counted.tokens(), counted.cost());
            return settled.isEmpty() ? counted : counted.settled(settled);
        }

        private UsageRecord counted(List<UsageRecord.Charge> charges) {
            var rights = bill.key().rights();
            return new UsageRecord(
                    call.requestId(),
                    new UsageRecord.Who(bill.key().id(), rights.owner(), rights.team()),
                    new UsageRecord.Asked(
                            call.method(), call.path(), bill.model(), bill.notes().streamed()),
                    new UsageRecord.Times(
                            bill.begun(),
                            call.durationNanos() / 1000,
                            call.firstByteNanos() < 0 ? -1 : call.firstByteNanos() / 1000),
                    new UsageRecord.End(
                            call.status(),
                            call.outcome().name().toLowerCase(Locale.ROOT),
                            call.deployment(),
                            call.attempts(),
                            call.error()),
                    charges,
                    List.of(),
                    DecisionJson.of(call.decision()),
                    bodies ? Bodies.of(bill) : null);
        }

        private List<UsageRecord.Charge> charges() {
            if (bill.used().isEmpty()) {
                return List.of();
            }
            var rater = new Rater(bill.tariff().prices());
            Instant begun = Instant.ofEpochMilli(bill.begun());
            List<UsageRecord.Charge> charges = new ArrayList<>(bill.used().size());
            for (int i = 0; i < bill.used().size(); i++) {
                CallRecord.Used each = bill.used().get(i);
                Deployment.Origin origin = each.deployment().origin();
                String model = each.model() == null ? "" : each.model();
                Quantities used = stated == null ? measured(each, model) : stated.get(i);
                charges.add(
                        new UsageRecord.Charge(
                                each.deployment().id(),
                                origin.provider(),
                                origin.vendor(),
                                model,
                                each.role(),
                                used,
                                rater.rate(
                                        origin.provider(), origin.vendor(), model, used, begun)));
            }
            return charges;
        }

        private Quantities measured(CallRecord.Used used, String model) {
            return Meter.measure(call.path(), used.consumption(), bill.request(), model, counter);
        }

        @Override
        public void booked(UsageRecord record) {
            safe.run();
            for (CallSink each : sinks) {
                each.finished(call, record);
            }
        }
    }
}
