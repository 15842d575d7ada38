package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back. */
class OutageTest {
    /** Longer than any limit on one answer. */
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir private Path data;

    @Test
    void whilePostgresIsDownItSaysSoAndAfterwardsItGoesOn() throws Exception {
        PostgresServer server = PostgresServer.create();
        assumeTrue(server != null, PostgresServer.ABSENT);
        try (Store store = Store.of(server, data)) {
            List<Numbered> journal = store.samples.journal(200);
            Database node = store.node();
            ListBooks.apply(node.books(), "a", journal.subList(0, 100));
            server.stop();
            for (int i = 0; i < 2; i++) {
                tellsNothing(
                        assertThrows(
                                StoreUnavailable.class,
                                () ->
                                        ListBooks.apply(
                                                node.books(), "a", journal.subList(100, 200))));
                tellsNothing(assertThrows(StoreUnavailable.class, () -> node.keys().since(0)));
            }
            // A node may start now, too.
            Database late = store.node();
            assertThrows(StoreUnavailable.class, late::prepare);
            server.start();
            late.prepare();
            ListBooks.apply(node.books(), "a", journal.subList(100, 200));
            assertEquals(200, late.books().applied("a"));
            assertTrue(late.check().run(Instant.EPOCH).addsUp());

            frozen(server, node, journal);
        }
    }

    /** Connections are accepted, and nobody answers. */
    private static void frozen(PostgresServer server, Database node, List<Numbered> journal) {
        server.signal("STOP");
        try {
            assertTimeoutPreemptively(
                    SOON,
                    () ->
                            assertThrows(
                                    StoreUnavailable.class,
                                    () ->
                                            ListBooks.apply(
                                                    node.books(), "b", journal.subList(0, 100))));
        } finally {
            server.signal("CONT");
        }
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    ListBooks.apply(node.books(), "b", journal.subList(0, 100));
                    assertEquals(100, node.books().applied("b"));
                });
    }

    @Test
    void aWrongPasswordIsNotRepeated() {
        PostgresServer server = PostgresServer.shared();
        assumeTrue(server != null, PostgresServer.ABSENT);
        String wrong = server.database().replace(PostgresServer.PASSWORD, "canary%2Dwrong");
        var settings =
                new LedgerSettings(data, wrong, LedgerSettings.Durability.GROUP, Duration.ZERO);
        try (Database node = Database.open(settings, Instant::now)) {
            StoreUnavailable e = assertThrows(StoreUnavailable.class, node::prepare);
            tellsNothing(e);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsUnavailable() throws Exception {
        Files.writeString(data.resolve(Database.FILE), "this is no database, ".repeat(1000));
        try (Store store = Store.of(Store.Kind.SQLITE, data)) {
            Database node = store.node();
            assertThrows(StoreUnavailable.class, node::prepare);
            Files.delete(data.resolve(Database.FILE));
            node.prepare();
        }
    }

    @Test
    void passwordsAreTakenOutOfMessages() {
        var address =
                new PostgresAddress(
                        "jdbc:postgresql://h:1/d?user=u&password=a%2Bb%26c&sslpassword=other");
        assertEquals("no *** or *** or ***", address.redact("no a+b&c or a%2Bb%26c or other"));
        assertEquals("jdbc:postgresql://h:1/d", address.toString());
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new PostgresAddress("postgres://u:canary@host/d"));
        assertFalse(String.valueOf(e.getMessage()).contains("canary"), e.getMessage());
    }

    private static void tellsNothing(StoreUnavailable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        assertTrue(String.valueOf(e.getMessage()).startsWith("cannot "), e.getMessage());
        assertFalse(text.toString().contains("canary"), text.toString());
    }
}
