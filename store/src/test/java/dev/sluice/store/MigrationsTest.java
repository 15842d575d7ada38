package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
            assertEquals(5, store.number("select count(*) from schema_version"));
            assertEquals(5, store.number("select max(version) from schema_version"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasThereIsAddedUpForAllKeysTogether(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            store.node().books().apply("a", store.samples.journal(300));
            long sums = store.number("select count(*) from rollup_team");
            assertTrue(sums > 0);
            store.change("drop table rollup_team");
            store.change("drop table rollup_team_day");
            store.change("create index call_key on call (key, begun)");
            store.change("delete from schema_version where version >= 4");
            Database newer = store.node();
            newer.prepare();
            assertEquals(sums, store.number("select count(*) from rollup_team"));
            LedgerCheck.Result result = newer.check().run(Instant.EPOCH);
            assertTrue(result.addsUp(), () -> result.findings().toString());
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
