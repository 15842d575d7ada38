package dev.sluice.core.limit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Demand;
import dev.sluice.core.money.Money;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What admitting and settling a call allocates, for a key with three limits and a budget. */
class AdmissionAllocationTest {
    private static final int ALLOWED = 480;
    private static final int CALLS = 2_000;

    private final World world = new World();
    private final Allowance allowance =
            new Allowance(
                    List.of(World.rpm(1_000_000), World.tpm(1_000_000_000), World.parallel(10)),
                    List.of(World.budget("1000000", Budget.Window.MONTH)));
    private final Demand demand = World.cost(World.usd("0.01"));
    private final List<Money> cost = List.of(World.usd("0.004"));

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private void calls(int times) {
        for (int i = 0; i < times; i++) {
            if (world.admissions.admit(allowance, demand) instanceof Admitted(Permit permit)) {
                permit.leave();
                permit.settle(100, cost);
            } else {
                throw new AssertionError("refused");
            }
        }
    }

    @Test
    void aCallStaysWithinItsBudget() {
        calls(30_000);
        world.pass(60);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = allocated();
            calls(CALLS);
            least = Math.min(least, allocated() - before);
        }
        long each = least / CALLS;
        System.out.println("admitting and settling a call allocates " + each + " bytes");
        assertTrue(each <= ALLOWED, "a call allocates " + each + " bytes");
    }
}
