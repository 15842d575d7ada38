package dev.sluice.app.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.Masks;
import dev.sluice.app.control.ConfigDesk;
import dev.sluice.app.control.ConfigDesk.Change;
import dev.sluice.app.control.ConfigDesk.Current;
import dev.sluice.app.control.ConfigDesk.InForce;
import dev.sluice.app.control.ConfigDesk.Mode;
import dev.sluice.app.control.ConfigDesk.OtherForm;
import dev.sluice.app.control.ConfigDesk.Outcome;
import dev.sluice.app.control.ConfigDesk.Refused;
import dev.sluice.app.control.ConfigDesk.Showing;
import dev.sluice.app.control.ConfigDesk.Stale;
import dev.sluice.app.control.ConfigDesk.Unwritable;
import dev.sluice.app.control.ConfigDesk.Version;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a configuration: on disk and in the history, or nowhere. */
class ConfigOfficeTest {
    private static final String YAML =
            """
            # ours
            providers:
              - {id: up, type: openai, api_key: 'sk-upstream-secret-1'}   # paid by research
            keys:
              - id: a
                key: sk-caller-secret-2
            """;

    @TempDir Path directory;

    private final List<String> warnings = new ArrayList<>();

    private History history() {
        return new History(
                directory.resolve("history"),
                Cover.NONE,
                () -> Instant.parse("2026-11-30T12:00:00Z"),
                warnings::add);
    }

    private ConfigOffice office(@Nullable Path file, SafeFile files) throws IOException {
        byte[] text = file == null ? new byte[0] : Files.readAllBytes(file);
        var door = new FakeDoor(directory, file, text);
        return new ConfigOffice(door, files, history(), new Masks(new byte[] {7}));
    }

    private ConfigOffice office(@Nullable Path file) throws IOException {
        return office(file, SafeFile.onDisk(directory.resolve("history")));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Change change(String text, @Nullable String expected) {
        return new Change(text, expected, "admin", "why");
    }

    private static String masked(ConfigDesk desk) {
        return "" + desk.current(Showing.MASKED).text();
    }

    private static List<String> authors(ConfigDesk desk) {
        return desk.history(null, 100).stream().map(Version::author).toList();
    }

    @Test
    void showsWhatIsOnDiskWithoutItsSecrets() throws Exception {
        ConfigOffice office = office(write("sluice.yaml", YAML));
        Current now = office.current(Showing.MASKED);
        assertEquals("sluice.yaml", now.file());
        assertEquals(FileForm.YAML, now.form());
        assertTrue(now.writable() && now.inForce());
        assertEquals(
                YAML.replace("'sk-upstream-secret-1'", "\"***et-1\"")
                        .replace("sk-caller-secret-2", "\"***et-2\""),
                now.text());
        assertEquals(YAML, office.current(Showing.REVEALED).text());
    }

    @Test
    void whatIsPutBackMaskedIsTheSameFile() throws Exception {
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file);
        String text = masked(office).replace("id: a", "id: b");
        InForce done = assertInstanceOf(InForce.class, office.put(change(text, null)));
        assertEquals(YAML.replace("id: a", "id: b"), Files.readString(file));
        assertEquals(ConfigOffice.etag(Files.readAllBytes(file)), done.etag());
        assertEquals(1, done.before());
        assertEquals(2, done.revision());
        assertEquals(List.of("admin", "file"), authors(office));
        ConfigDesk.Former former = office.former("" + done.version(), Showing.MASKED);
        assertNotNull(former);
        assertFalse(("" + former.text()).contains("secret"), former::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: [",
                "providers: [{id: a, type: opnai}]",
                "providers: [{id: a, type: openai, api_key: '***none'}]",
                "nonsense: 1",
                "[1]"
            })
    void aBadOneChangesNothing(String text) throws Exception {
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file);
        assertFalse(office.check(text).problems().isEmpty());
        Outcome outcome = office.put(change(text, null));
        assertFalse(assertInstanceOf(Refused.class, outcome).problems().isEmpty());
        assertEquals(YAML, Files.readString(file));
        assertEquals(List.of(), authors(office));
        assertTrue(office.current(Showing.MASKED).inForce());
    }

    @Test
    void ofManyAtOnceOneGoesInAndTheOthersAreTold() throws Exception {
        ConfigOffice office = office(write("sluice.yaml", YAML));
        String etag = office.current(Showing.MASKED).etag();
        var outcomes = new ConcurrentLinkedQueue<Outcome>();
        List<Thread> admins =
                IntStream.range(0, 8)
                        .mapToObj(i ->
                                Thread.startVirtualThread(() ->
                                        outcomes.add(office.put(change(YAML + "# " + i, etag)))))
                        .toList();
        for (Thread each : admins) {
            each.join();
        }
        String now = office.current(Showing.MASKED).etag();
        assertEquals(1, outcomes.stream().filter(each -> each instanceof InForce).count());
        assertEquals(7, outcomes.stream().filter(new Stale(now)::equals).count());
    }

    @Test
    void rollsBack() throws Exception {
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file);
        office.put(change("keys: [{id: c, key: sk-cccccccccccc}]\n", null));
        Version first = office.history(null, 10).getLast();
        assertEquals("file", first.author());
        assertInstanceOf(Stale.class, office.rollback(first.id(), "another", "admin"));
        InForce done = assertInstanceOf(InForce.class, office.rollback(first.id(), null, "admin"));
        assertEquals(3, done.revision());
        assertEquals(YAML, Files.readString(file));
        assertEquals("rollback to " + first.id(), office.history(null, 1).getFirst().note());
        assertInstanceOf(ConfigDesk.Missing.class, office.rollback("gone", null, "admin"));
    }

    @Test
    void whatWasEditedByHandMeanwhileIsNotLost() throws Exception {
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file);
        String etag = office.current(Showing.MASKED).etag();
        Files.writeString(file, YAML + "# by hand\n");
        assertFalse(office.current(Showing.MASKED).inForce());
        assertInstanceOf(Stale.class, office.put(change(YAML + "# put\n", etag)));
        assertInstanceOf(InForce.class, office.put(change(YAML + "# put\n", null)));
        Version byHand = office.history(null, 10).getLast();
        ConfigDesk.Former former = office.former(byHand.id(), Showing.REVEALED);
        assertNotNull(former);
        assertEquals(YAML + "# by hand\n", former.text());
    }

    @Test
    void aMountedFileIsWrittenInPlace() throws Exception {
        Path file = write("model-config.json", "[]");
        SafeFile.Moves busy =
                (from, to) -> {
                    throw new FileSystemException("" + from, "" + to, "Device or resource busy");
                };
        ConfigOffice office = office(file, new SafeFile(busy, directory.resolve("spare")));
        String entries = "[{\"token\":\"sk-1\",\"type\":\"echo\",\"config\":{}}]";
        assertInstanceOf(InForce.class, office.putEntries(entries, Mode.REPLACE, "admin"));
        assertTrue(Files.readString(file).contains("sk-1"));
        assertEquals("[]", Files.readString(directory.resolve("model-config.json.bak")));
    }

    @Test
    void whatCannotBeWrittenIsNotInForce() throws Exception {
        SafeFile.Moves broken =
                (from, to) -> {
                    throw new IOException("no");
                };
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file, new SafeFile(broken, directory.resolve("spare")));
        Outcome outcome = office.put(change("keys: []\n", null));
        assertTrue(assertInstanceOf(Unwritable.class, outcome).why().contains("sluice.yaml"));
        assertEquals(YAML, Files.readString(file));
        assertTrue(office.current(Showing.MASKED).inForce());
    }

    @Test
    void withoutAFileTheFirstOneIsMade() throws Exception {
        ConfigOffice office = office(null);
        Current now = office.current(Showing.MASKED);
        assertNull(now.file());
        assertEquals("", now.text());
        assertTrue(now.inForce());
        assertInstanceOf(Stale.class, office.put(change(YAML, "another")));
        assertTrue(office.diff(YAML, Showing.MASKED).unified().startsWith("--- /dev/null\n"));
        assertInstanceOf(InForce.class, office.put(change(YAML, now.etag())));
        assertEquals(YAML, Files.readString(directory.resolve("sluice.yaml")));
        assertEquals("sluice.yaml", office.current(Showing.MASKED).file());
    }

    @Test
    void aFileThatNobodyHasReadIsNotWrittenOver() throws Exception {
        ConfigOffice office = office(null);
        write("sluice.yaml", "# somebody else's\n");
        assertInstanceOf(Unwritable.class, office.put(change(YAML, null)));
        assertEquals("# somebody else's\n", Files.readString(directory.resolve("sluice.yaml")));
    }

    @Test
    void differencesShowNoSecrets() throws Exception {
        ConfigOffice office = office(write("sluice.yaml", YAML));
        String text = masked(office).replace("\"***et-2\"", "sk-another-secret-3");
        ConfigDesk.Difference diff = office.diff(text, Showing.MASKED);
        assertEquals(1, diff.added());
        assertTrue(diff.unified().contains("-    key: \"***et-2\"\n+    key: \"***et-3\"\n"));
        assertFalse(diff.unified().contains("secret"), diff::unified);
        assertTrue(office.diff(text, Showing.REVEALED).unified().contains("+    key: sk-another"));
        assertFalse(office.diff(masked(office), Showing.MASKED).changed());
        assertEquals(YAML, office.current(Showing.REVEALED).text());
    }

    @Test
    void aBrokenFileIsShownToWhomMaySeeSecretsOnly() throws Exception {
        Path file = write("sluice.yaml", YAML);
        ConfigOffice office = office(file);
        Files.writeString(file, "api_key: [sk-upstream-secret-1");
        Current now = office.current(Showing.MASKED);
        assertNull(now.text());
        assertTrue(("" + now.trouble()).contains("broken"));
        assertEquals("api_key: [sk-upstream-secret-1", office.current(Showing.REVEALED).text());
        assertInstanceOf(InForce.class, office.put(change(YAML, now.etag())));
    }

    @Test
    void entriesAreReplacedOrMerged() throws Exception {
        String one = "{\"token\":\"sk-one-111111\",\"type\":\"echo\",\"config\":{}}";
        String two =
                "{\"token\":\"sk-two-222222\",\"type\":\"proxy\",\"config\":{\"api_base\":"
                        + "\"http://h\",\"api_key\":\"sk-up-333333\",\"temperature\":0.10}}";
        Path file = write("model-config.json", "[ // ours\n" + one + ",\n" + two + ",]");
        ConfigOffice office = office(file);
        String shown = "" + office.entries(Showing.MASKED).json();
        assertFalse(shown.contains("sk-"), shown);

        String changed = shown.replace("0.10", "0.20");
        assertInstanceOf(InForce.class, office.putEntries(changed, Mode.REPLACE, "admin"));
        String text = Files.readString(file);
        assertTrue(text.contains("sk-one-111111") && text.contains("sk-up-333333"), text);
        assertTrue(text.contains("0.20") && text.lines().count() > 10, text);
        assertTrue(Files.readString(directory.resolve("model-config.json.bak")).contains("ours"));

        String three = one.replace("sk-one-111111", "sk-three-4444");
        String merged = "[" + three + "," + two + "]";
        assertInstanceOf(InForce.class, office.putEntries(merged, Mode.MERGE, "admin"));
        String all = "" + office.entries(Showing.REVEALED).json();
        assertTrue(all.indexOf("sk-one") < all.indexOf("sk-two"), all);
        assertTrue(all.indexOf("sk-two") < all.indexOf("sk-three"), all);
        assertTrue(all.contains("0.10"), all);

        for (String bad : List.of("[" + one + "," + one + "]", "[{\"token\":\"x\"}]")) {
            for (Mode mode : Mode.values()) {
                assertInstanceOf(Refused.class, office.putEntries(bad, mode, "admin"), bad);
            }
        }
        assertEquals(all, office.entries(Showing.REVEALED).json());
    }

    @Test
    void entriesHaveNoPlaceInAYamlFile() throws Exception {
        ConfigOffice office = office(write("sluice.yaml", YAML));
        assertNull(office.entries(Showing.MASKED).json());
        assertEquals(new OtherForm("sluice.yaml"), office.putEntries("[]", Mode.REPLACE, "admin"));
    }

    @Test
    void entriesOfNoFileBecomeOne() throws Exception {
        ConfigOffice office = office(null);
        assertEquals("[]", office.entries(Showing.MASKED).json());
        String entries = "[{\"token\":\"sk-1\",\"type\":\"echo\",\"config\":{}}]";
        assertInstanceOf(InForce.class, office.putEntries(entries, Mode.MERGE, "admin"));
        assertTrue(Files.exists(directory.resolve("model-config.json")));
    }
}
