package dev.sluice.core;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.core.health.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Health over reloads. */
class HealthBookTest {

    private static Deployment deployment(String id, String fingerprint) {
        return new Deployment(
                id,
                new Upstream.Echo(),
                null,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK,
                new Deployment.Operation(fingerprint, 0, 0, Duration.ZERO, null));
    }

    @Test
    void whatHasNotChangedKeepsItsHealth() {
        var book = new HealthBook();
        Health health = book.of(deployment("a", "1"));
        assertSame(health, book.of(deployment("a", "1")));
        assertNotSame(health, book.of(deployment("a", "2")));
        assertSame(health, book.of(deployment("b", "1")), "its place in the file has changed");
        assertNotSame(book.of(deployment("a", "")), book.of(deployment("b", "")));
    }

    @Test
    void whatIsGoneIsForgotten() {
        var book = new HealthBook();
        Health kept = book.of(deployment("a", "1"));
        Health gone = book.of(deployment("b", "3"));
        book.retain(List.of(deployment("a", "1"), deployment("b", "2")));
        assertSame(kept, book.of(deployment("a", "1")));
        assertNotSame(gone, book.of(deployment("b", "3")));
    }
}
