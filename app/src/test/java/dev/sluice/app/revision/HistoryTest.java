package dev.sluice.app.revision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.ConfigDesk.Version;
import dev.sluice.app.secret.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was in force is kept, in order, up to so many times. */
class HistoryTest {
    @TempDir Path directory;
    private final List<String> warnings = new ArrayList<>();
    private Cover cover = Cover.NONE;
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");

    private History open() {
        return new History(directory.resolve("history"), cover, () -> now, warnings::add, 20);
    }

    private static @Nullable Version keep(History history, String text) {
        return history.keep(text.getBytes(UTF_8), "admin", "note");
    }

    private static List<String> ids(List<Version> versions) {
        return versions.stream().map(Version::id).toList();
    }

    @Test
    void whatWasKeptIsThereAfterARestart() throws Exception {
        History history = open();
        Version one = keep(history, "one");
        now = now.plusSeconds(1);
        Version two = keep(history, "zwei \u00fc");
        assertNotNull(one);
        assertNotNull(two);
        for (History each : List.of(history, open())) {
            assertEquals(List.of(two, one), each.page(null, 10));
            assertEquals(List.of(one), each.page(two.id(), 10));
            assertArrayEquals("zwei \u00fc".getBytes(UTF_8), each.text(two.id()));
            assertNull(each.text("20260101T000000000Z"));
            assertNull(each.text("../history/index.jsonl"));
        }
        try (Stream<Path> files = Files.list(directory.resolve("history"))) {
            for (Path each : files.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
        }
    }

    @Test
    void theSameTextAgainIsNoVersion() {
        History history = open();
        Version first = keep(history, "one");
        assertEquals(first, keep(history, "one"));
        keep(history, "two");
        keep(history, "one");
        assertEquals(3, history.page(null, 10).size());
    }

    @Test
    void idsGrowEvenWhenTheClockDoesNot() {
        History history = open();
        keep(history, "one");
        keep(history, "two");
        now = now.minusSeconds(3600);
        keep(history, "three");
        List<String> ids = ids(history.page(null, 10));
        assertEquals(ids.stream().sorted(Comparator.reverseOrder()).toList(), ids);
        assertEquals(3, ids.stream().distinct().count());
    }

    @Test
    void theOldestMakeRoom() throws Exception {
        History history = open();
        for (int i = 0; i < 23; i++) {
            keep(history, "text " + i);
        }
        assertEquals(20, history.page(null, 1000).size());
        assertEquals(20, open().page(null, 1000).size());
        try (Stream<Path> files = Files.list(directory.resolve("history"))) {
            assertEquals(21, files.count());
        }
    }

    @Test
    void aDamagedIndexLosesItsDamagedLinesOnly() throws IOException {
        History history = open();
        Version one = keep(history, "one");
        Path index = directory.resolve("history/index.jsonl");
        Files.writeString(
                index, "{\"id\":\"../../etc/passwd\"}\n{\"id\":\"2026", StandardOpenOption.APPEND);
        assertEquals(one == null ? List.of() : List.of(one), open().page(null, 10));
        assertEquals(List.of(), warnings);
    }

    @Test
    void whatCannotBeKeptIsSaidAndStopsNothing() throws IOException {
        Files.writeString(directory.resolve("history"), "in the way");
        assertNull(keep(open(), "one"));
        assertTrue(warnings.getFirst().contains("cannot be kept"), warnings::toString);
    }

    @Test
    void whatIsSealedIsOpenedWithItsKeyOnly() throws Exception {
        String key = Vault.freshKey().reveal();
        cover = Cover.sealed(Vault.of(Map.of("SLUICE_SECRET_KEY", key), directory));
        Version sealed = keep(open(), "api_key: sk-secret");
        assertNotNull(sealed);
        Path kept = directory.resolve("history").resolve(sealed.id());
        assertTrue(Files.readString(kept).startsWith("enc:v1:"), kept::toString);
        assertArrayEquals("api_key: sk-secret".getBytes(UTF_8), open().text(sealed.id()));
        cover = Cover.sealed(Vault.of(Map.of(), directory));
        assertNull(open().text(sealed.id()));
        assertEquals(1, warnings.size());
        Version plain = keep(open(), "without a key");
        assertNotNull(plain);
        assertArrayEquals("without a key".getBytes(UTF_8), open().text(plain.id()));
    }
}
