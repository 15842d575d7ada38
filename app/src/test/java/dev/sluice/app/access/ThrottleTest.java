package dev.sluice.app.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing is slow, and keeps nobody else out. The clock is held. */
class ThrottleTest {
    private static final InetAddress ATTACKER = address("203.0.113.7");
    private static final InetAddress OWNER = address("198.51.100.4");

    private long now = 1_000_000;
    private final Throttle throttle = new Throttle(() -> now);

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private boolean failsAtToken() {
        try {
            assertFalse(throttle.admits(ATTACKER, () -> false));
            return true;
        } catch (TooManyAttempts e) {
            assertTrue(e.seconds() >= 1);
            return false;
        }
    }

    private boolean failsAtPassword(InetAddress from, String name) {
        try {
            var _ = throttle.begin(from, name);
            return true;
        } catch (TooManyAttempts _) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50, 500, 3000, 20_000})
    void tenThousandAttemptsAreTwentyInAnyMinuteAtMost(int millisBetween) {
        Deque<Long> evaluated = new ArrayDeque<>();
        int all = 0;
        for (int i = 0; i < 10_000; i++) {
            boolean password = i % 2 == 0;
            if (password ? failsAtPassword(ATTACKER, "u" + i % 7) : failsAtToken()) {
                evaluated.add(now);
                all++;
            }
            while (!evaluated.isEmpty() && evaluated.peek() <= now - 60_000) {
                evaluated.poll();
            }
            assertTrue(evaluated.size() <= 20, "within a minute: " + evaluated.size());
            now += millisBetween;
        }
        // After the first ones the pause is a minute: what is left is one a minute.
        long minutes = 10_000L * millisBetween / 60_000;
        assertTrue(all <= 30 + minutes, all + " in " + minutes + " min");
    }

    @Test
    void theRightTokenIsNotLookedAtEither() {
        while (failsAtToken()) {
            now += 1;
        }
        assertThrows(TooManyAttempts.class, () -> throttle.admits(ATTACKER, () -> true));
        assertTrue(throttle.admits(OWNER, () -> true), "from elsewhere it is");
        now += 61_000;
        assertTrue(throttle.admits(ATTACKER, () -> true), "and here again after a while");
    }

    @Test
    void theRightTokenMayComeAsOftenAsItLikes() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(throttle.admits(OWNER, () -> true));
        }
    }

    @Test
    void thePauseDoubles() {
        for (int i = 0; i < 10; i++) {
            assertTrue(failsAtToken());
        }
        for (long pause : new long[] {1000, 2000, 4000, 8000}) {
            assertTrue(failsAtToken());
            now += pause - 1;
            assertFalse(failsAtToken(), "a little before " + pause);
            now += 1;
        }
    }

    @Test
    void whoeverGuessesAnAccountKeepsItsOwnerInFromWhereHeUsuallyIs() {
        throttle.begin(OWNER, "ann").succeeded();
        for (int i = 0; i < 5000; i++) {
            failsAtPassword(address("203.0.113." + i % 250), "Ann");
            now += 10;
        }
        assertDoesNotThrow(() -> throttle.begin(OWNER, "ann").succeeded());
        assertTrue(failsAtPassword(OWNER, "bob"), "and nobody else is concerned");
        long asked = now;
        InetAddress elsewhere = address("192.0.2.1");
        while (!failsAtPassword(elsewhere, "ann")) {
            now += 100;
        }
        assertTrue(now - asked <= 10_000, "from a new place the pause is short");
    }

    @Test
    void manyAtOnceCountBeforeTheyHaveFailed() {
        int begun = 0;
        while (failsAtPassword(ATTACKER, "a" + begun)) {
            begun++;
        }
        assertTrue(begun <= 20, begun + " were under way");
    }

    @Test
    void anIpV6NetworkIsOneSource() {
        int evaluated = 0;
        for (int i = 0; i < 1000; i++) {
            if (failsAtPassword(address("2001:db8:1:2::" + Integer.toHexString(i)), "n" + i)) {
                evaluated++;
            }
        }
        assertTrue(evaluated <= 20, evaluated + " were looked at");
        assertTrue(failsAtPassword(address("2001:db8:1:3::1"), "n"));
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            InetAddress from = assertDoesNotThrow(() -> InetAddress.getByAddress(bytes));
            failsAtPassword(from, "n" + i);
        }
        assertTrue(throttle.size() <= 30_000, "remembers " + throttle.size());
        assertEquals(20_000, throttle.size());
    }
}
