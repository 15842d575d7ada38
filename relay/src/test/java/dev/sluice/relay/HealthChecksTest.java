package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.Strategy;
import dev.sluice.core.health.Standing;
import dev.sluice.testkit.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Deployments that are asked now and then whether they work. */
class HealthChecksTest {
    private static final Deployment.HealthCheck EVERY_SECOND =
            new Deployment.HealthCheck("/models", Duration.ofSeconds(1), Duration.ofMillis(300));

    private static void await(Fleet fleet, int number, Class<? extends Standing> expected)
            throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!expected.isInstance(fleet.standing(number))) {
            assertTrue(System.nanoTime() < deadline, "still " + fleet.standing(number));
            Thread.sleep(20);
        }
    }

    @Test
    void aDeadServerIsKnownBeforeACallFindsOutAndLetBackInByACheck()
            throws IOException, InterruptedException {
        var works = new AtomicBoolean();
        try (Fleet fleet =
                new Fleet()
                        .checked(EVERY_SECOND)
                        .vendor(_ ->
                                works.get()
                                        ? Answer.json(200, ChatStreams.REPLY)
                                        : new Answer.Stall())
                        .vendor(_ -> Answer.json(200, ChatStreams.REPLY))) {
            RunningGateway gateway = fleet.start(new Strategy.Ordered());
            await(fleet, 0, Standing.Out.class);
            assertTrue(
                    fleet.vendors.getFirst().requests().stream()
                            .allMatch(each -> each.path().equals("/v1/models")));
            Reply reply = gateway.call(RawClient.chat());
            assertEquals("d1", reply.header("x-sluice-deployment"));
            assertEquals("1", reply.header("x-sluice-attempts"));
            works.set(true);
            await(fleet, 0, Standing.Probing.class);
            assertEquals(
                    "d1",
                    gateway.call(RawClient.chat()).header("x-sluice-deployment"),
                    "calls do not probe what a check probes");
            await(fleet, 0, Standing.Ready.class);
        }
    }
}
