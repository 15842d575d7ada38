package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.Store.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
    @TempDir private Path data;

    @ParameterizedTest
    @EnumSource
    void severalNodesMayStartAtOnceAndAgain(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data);
                ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Database node = store.node();
                running.add(
                        threads.submit(() -> {
                            node.prepare();
                            return null;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            store.node().prepare();
            int versions = kind == Kind.SQLITE ? 6 : 5;
            assertEquals(versions, store.number("select count(*) from schema_version"));
            assertEquals(versions, store.number("select max(version) from schema_version"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasThereIsAddedUpForAllKeysTogetherAndNoCallIsLost(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            List<StoredCall> calls = new ArrayList<>();
            for (long i = 0; i < 5000; i++) {
                long node = 5 + i / 2400;
                long id = (node << SqlBooks.SEQUENCE_BITS) + 2 * i;
                calls.add(new StoredCall(id, store.samples.call("r" + i, List.of())));
            }
            asInVersionThree(store.engine(), calls);
            Database newer = store.node();
            newer.prepare();
            List<StoredCall> found = new ArrayList<>();
            store.study((table, connection) -> {
                table.each(connection, 0, Long.MAX_VALUE, found::add);
                return true;
            });
            assertEquals(calls, found);
            List<LedgerCheck.Finding> findings = newer.check().run(Instant.EPOCH).findings();
            assertEquals(List.of(), findings);
            ListBooks.apply(newer.books(), "a", store.samples.journal(300));
            assertEquals(List.of(), newer.check().run(Instant.EPOCH).findings());
        }
    }

    /** Makes the tables of version 3 and puts calls there. */
    private static void asInVersionThree(Engine engine, List<StoredCall> calls) throws Exception {
        List<String> scripts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String name = engine.migrations() + "-" + i + ".sql";
            try (var in = Objects.requireNonNull(Migrations.class.getResourceAsStream(name))) {
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertTrue(run(engine, scripts.toArray(String[]::new)));
        try (Connection connection = engine.connect(Engine.Purpose.WRITING);
                Statement statement = connection.createStatement()) {
            engine.prepareFor(connection, Store.NOW);
            CallRows.insert(engine, connection, calls);
            var sums = new CallSums();
            calls.forEach(each -> sums.add(each.call()));
            sums.insert(engine, connection);
            for (String each :
                    List.of(
                            "drop table rollup_team",
                            "drop table rollup_team_day",
                            "create index call_key on call (key, begun)",
                            "delete from schema_version where version >= 4")) {
                statement.executeUpdate(each);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewerSchemaIsRefused(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            store.node().prepare();
            store.change("insert into schema_version values (99)");
            var e = assertThrows(IllegalStateException.class, () -> store.node().prepare());
            assertTrue(
                    String.valueOf(e.getMessage())
                            .startsWith("the database has schema 99, written by a newer"),
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterMigrationsAreRunOnceAndAllOrNothing(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Engine engine = store.engine();
            String first = "create table one (n integer);\ninsert into one values (1);\n";
            String second =
                    "create table two (n integer);\nalter table one add column m integer;\n";
            assertTrue(run(engine, first));
            assertThrows(SQLException.class, () -> run(engine, first, second + "no sql;\n"));
            assertEquals(1, store.number("select max(version) from schema_version"));
            assertTrue(run(engine, first, second));
            assertEquals(false, run(engine, first, second));
            assertEquals(1, store.number("select count(*) from one where m is null"));
        }
    }

    private static boolean run(Engine engine, String... scripts) throws SQLException {
        try (Connection connection = engine.connect(Engine.Purpose.WRITING)) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                boolean changed = new Migrations(engine, List.of(scripts)).run(connection);
                done = true;
                return changed;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }
}
