package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertTrue(gate.tryEnter() && gate.tryEnter() && gate.tryEnter());
        gate.resize(1, 0);
        gate.leave();
        gate.leave();
        assertFalse(gate.tryEnter());
        gate.leave();
        assertEquals(0, gate.inside());
        assertTrue(gate.tryEnter());
    }
}
