package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LedgerBadDiskTest extends LedgerAtWork {
    @Test
    void aDurableLedgerTellsAfterItIsOnTheDisk() throws Exception {
        durability = LedgerSettings.Durability.ANSWER;
        try (Ledger ledger = open()) {
            int before = disk.forces.get();
            disk.forceFails = true;
            book(ledger, 0, 1);
            until(() -> ledger.trouble() != null);
            assertTrue(written().contains(id(0)), "it is in the file");
            assertEquals(List.of(), told, "and that is not enough");
            disk.forceFails = false;
            until(() -> told.size() == 1);
            assertEquals(before + 1, disk.forces.get());
            assertNull(ledger.trouble());
        }
    }

    @Test
    void whatComesTogetherIsWrittenTogether() throws Exception {
        durability = LedgerSettings.Durability.ANSWER;
        try (Ledger ledger = open()) {
            var inside = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            disk.before =
                    () -> {
                        inside.countDown();
                        await(go);
                    };
            book(ledger, 0, 1);
            await(inside);
            int forces = disk.forces.get();
            book(ledger, 1, 500);
            go.countDown();
            until(() -> told.size() == 500);
            assertTrue(
                    disk.forces.get() - forces <= 4, "one for the first, one for all the others");
        }
    }

    @Test
    void aFullDiskStopsNewCallsAndLosesNone() throws Exception {
        try (Ledger ledger = open()) {
            book(ledger, 0, 10);
            until(() -> told.size() == 10);
            disk.room.set(100);
            book(ledger, 10, 5_000);
            until(() -> ledger.trouble() != null);
            assertTrue(trouble(ledger).contains("No space left"), trouble(ledger));
            assertFalse(ledger.healthy());
            assertEquals(10, told.size());
            book(ledger, 5_000, 6_000);
            disk.room.set(Long.MAX_VALUE);
            assertTrue(ledger.awaitApplied(LONG));
            assertTrue(ledger.healthy());
        }
        assertEquals(ids(0, 6_000), books.calls());
        assertEquals(ids(0, 6_000), told);
        assertEquals(2, log.size(), log.toString());
    }

    @Test
    void aDiskThatHangsIsTrouble() throws Exception {
        try (Ledger ledger = open()) {
            var go = new CountDownLatch(1);
            disk.before = () -> await(go);
            book(ledger, 0, 1);
            until(() -> ledger.trouble() != null);
            assertTrue(trouble(ledger).contains("does not answer"), trouble(ledger));
            go.countDown();
            until(ledger::healthy);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 1), books.calls());
    }

    @Test
    void whatADiskThatStaysFullDidNotTakeIsInTheTail() throws Exception {
        try (Ledger ledger = open()) {
            disk.room.set(0);
            book(ledger, 0, 7);
        }
        assertTrue(log.getLast().contains("7 finished calls are not written"), log.toString());
        disk.room.set(Long.MAX_VALUE);
        try (Ledger ledger = open()) {
            book(ledger, 7, 8);
        }
        assertEquals(ids(0, 8), books.calls());
    }
}
