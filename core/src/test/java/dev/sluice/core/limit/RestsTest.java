package dev.sluice.core.limit;

import static dev.sluice.core.limit.World.budget;
import static dev.sluice.core.limit.World.budgets;
import static dev.sluice.core.limit.World.cost;
import static dev.sluice.core.limit.World.usd;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import org.junit.jupiter.api.Test;

/** What nodes hold of a budget that is nearly used up. */
class RestsTest {
    private final World world = new World();
    private final Sharing sharing = new Sharing(world, 3, Outage.LOCAL);

    @Test
    void restsThatAreTooSmallForACallMeetWithinASecond() {
        Allowance allowance = budgets(budget("20", Budget.Window.TOTAL));
        assertTrue(takes(0, allowance, "0.8"));
        assertTrue(takes(1, allowance, "0.2"));
        assertTrue(takes(2, allowance, "17"));
        assertTrue(takes(0, allowance, "0.8")); // 0.2 are left,
        assertTrue(takes(1, allowance, "0.6")); // and 0.4
        int refused = 0;
        while (!takes(refused % 2, allowance, "0.5")) {
            refused++;
            assertTrue(refused < 13, "too little on each node");
            world.nanos.addAndGet(100_000_000);
            sharing.nodes.forEach(each -> each.admissions.tidy());
            sharing.deliverAll();
        }
        assertTrue(refused > 4, "a slice that others may need went back at once");
        assertTrue(sharing.charged("key:k1/total/USD") <= 20_000_000);
    }

    private boolean takes(int node, Allowance allowance, String cost) {
        boolean taken =
                World.isAdmitted(
                        sharing.nodes.get(node).admissions.admit(allowance, cost(usd(cost))));
        sharing.deliverAll();
        return taken;
    }
}
