package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.VirtualKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** How many get in at once. */
class GateTest {
    @Test
    void letsInWhatFits() {
        var gate = new Gate(2, 0);
        assertTrue(gate.tryEnter());
        assertTrue(gate.tryEnter());
        assertFalse(gate.tryEnter());
        gate.leave();
        assertTrue(gate.tryEnter());
        assertEquals(2, gate.inside());
    }

    @Test
    void aSmallerLimitSendsNobodyOut() {
        var gate = new Gate(3, 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(gate.tryEnter());
        }
        gate.resize(1, 0);
        gate.leave();
        gate.leave();
        assertFalse(gate.tryEnter());
        gate.leave();
        assertEquals(0, gate.inside());
        assertTrue(gate.tryEnter());
    }

    @Test
    void thePriorityGoesFirstThenTheKeysTakeTurns() {
        var gate = new Gate(1, 10);
        assertTrue(gate.tryEnter());
        List<String> order = new ArrayList<>();
        for (String each : List.of("low:l", "a:1", "a:2", "a:3", "b:1", "b:2", "high:h")) {
            var waiter = new Waiting(each, order);
            assertEquals(Gate.Entry.WAITING, gate.enter(waiter));
        }
        for (int i = 0; i < 7; i++) {
            gate.leave();
        }
        assertEquals(List.of("high:h", "a:1", "b:1", "a:2", "b:2", "a:3", "low:l"), order);
        assertEquals(1, gate.inside());
        gate.leave();
        assertEquals(0, gate.inside());
        assertEquals(0, gate.waiting());
    }

    @Test
    void aFullQueueSendsAwayAndAnEmptySeatIsFilled() {
        var gate = new Gate(1, 1);
        List<String> order = new ArrayList<>();
        assertTrue(gate.tryEnter());
        var first = new Waiting("a:1", order);
        assertEquals(Gate.Entry.WAITING, gate.enter(first));
        assertEquals(Gate.Entry.FULL, gate.enter(new Waiting("a:2", order)));
        gate.giveUp(first);
        assertEquals(Gate.Entry.WAITING, gate.enter(new Waiting("a:3", order)));
        assertFalse(gate.tryEnter(), "who comes later does not overtake");
        gate.resize(2, 1);
        assertEquals(List.of("a:3"), order);
    }

    /** Somebody in a queue, named by key and number. */
    private record Waiting(String name, List<String> order) implements Gate.Waiter {
        @Override
        public VirtualKey key() {
            String id = name.substring(0, name.indexOf(':'));
            return new VirtualKey(
                    id,
                    new ModelTable.Listed(Map.of(), Map.of(), null),
                    Deployment.StreamMode.CONTRACT,
                    VirtualKey.KeepAlive.ON,
                    switch (id) {
                        case "high" -> VirtualKey.Priority.HIGH;
                        case "low" -> VirtualKey.Priority.LOW;
                        default -> VirtualKey.Priority.NORMAL;
                    });
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void letIn(Gate gate) {
            order.add(name);
        }
    }
}
