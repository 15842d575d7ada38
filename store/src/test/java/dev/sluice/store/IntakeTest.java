package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written down of calls that reserve something. */
class IntakeTest extends JournalOnDisk {
    private static final Permit.Hold OTHER =
            new Permit.Hold("team:t/day/CNY", 5, new Money(7, Currency.CNY));

    private final CallPacker packer = new CallPacker();
    private final Reservations reservations = new Reservations();

    private void end(Intake intake, String id, List<Permit.Hold> held) {
        List<Permit.Settled> settled =
                held.stream().map(each -> new Permit.Settled(each, each.amount())).toList();
        UsageRecord record = Calls.with(id, settled, null);
        packer.reset();
        packer.add(0, record);
        intake.finished(
                new Ended(record), record, new Frames.Payload(packer.bytes(), packer.length()));
    }

    private record Ended(UsageRecord record) implements Bookable {
        @Override
        public void booked(UsageRecord same) {}
    }

    /** What was taken out, in a word each; it is in the journal as well. */
    private static List<String> taken(Intake intake, Journal journal) throws IOException {
        Intake.Group group = intake.take();
        assertTrue(intake.isEmpty());
        journal.write();
        List<Numbered> entries = group.entries();
        if (!entries.isEmpty()) {
            long from = entries.getFirst().sequence();
            long to = entries.getLast().sequence();
            assertEquals(entries, journal.read(_ -> {}).read(from, to, 1000));
        }
        List<String> words = new ArrayList<>();
        int finished = 0;
        for (Numbered each : entries) {
            words.add(
                    switch (each) {
                        case Numbered.Reserved(_, String id, _) -> id + " reserved";
                        case Numbered.Voided(_, String id, _) -> id + " void";
                        case Numbered.Finished(_, var record, boolean alone) -> {
                            finished++;
                            yield record.requestId() + (alone ? " alone" : " finished");
                        }
                    });
        }
        assertEquals(finished, group.calls().size());
        return words;
    }

    @Test
    void whatIsOverBeforeItIsWrittenIsOneEntry() throws IOException {
        try (Journal journal = open()) {
            var intake = new Intake(journal, reservations);
            intake.begun("a", List.of(Calls.HOLD));
            assertFalse(intake.isEmpty());
            end(intake, "a", List.of(Calls.HOLD));
            assertEquals(List.of("a alone"), taken(intake, journal));
            assertEquals(List.of(), taken(intake, journal));
            assertEquals(List.of(), reservations.all());
        }
    }

    @Test
    void whatIsUnderWayIsWrittenDown() throws IOException {
        try (Journal journal = open()) {
            var intake = new Intake(journal, reservations);
            intake.begun("a", List.of(Calls.HOLD));
            intake.begun("b", List.of(Calls.HOLD));
            end(intake, "b", List.of(Calls.HOLD));
            end(intake, "c", List.of());
            assertEquals(List.of("b alone", "c finished", "a reserved"), taken(intake, journal));
            assertEquals(1, reservations.all().size());
            end(intake, "a", List.of(Calls.HOLD));
            assertEquals(List.of("a finished"), taken(intake, journal));
            assertEquals(List.of(), reservations.all());
        }
    }

    @Test
    void callsOfOneIdAreToldApartByWhatTheyHold() throws IOException {
        try (Journal journal = open()) {
            var intake = new Intake(journal, reservations);
            intake.begun("a", List.of(Calls.HOLD));
            intake.begun("a", List.of(OTHER));
            intake.begun("a", List.of(OTHER));
            end(intake, "a", List.of(OTHER));
            assertEquals(List.of("a alone", "a reserved", "a reserved"), taken(intake, journal));
            intake.begun("a", List.of(OTHER));
            end(intake, "a", List.of(Calls.HOLD));
            end(intake, "a", List.of(OTHER));
            end(intake, "a", List.of(OTHER));
            assertEquals(List.of("a finished", "a alone", "a finished"), taken(intake, journal));
            assertEquals(List.of(), reservations.all());
        }
    }

    @Test
    void whatNobodyAnnouncedIsFinished() throws IOException {
        try (Journal journal = open()) {
            var intake = new Intake(journal, reservations);
            end(intake, "a", List.of(Calls.HOLD));
            intake.annulled("dead", List.of(OTHER));
            assertEquals(List.of("a finished", "dead void"), taken(intake, journal));
        }
    }
}
