package dev.sluice.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.conformance.Language;
import dev.sluice.testkit.conformance.Languages;
import dev.sluice.wire.chat.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What every language makes of every call is what it made of it when a person looked last. */
final class WrittenCallsTest {
    private static final Path WRITTEN = Calls.FOLDER.resolve("written");

    @TestFactory
    Stream<DynamicTest> everyCallIsWrittenAsBefore() {
        return Languages.ALL.stream()
                .map(language -> DynamicTest.dynamicTest(language.name(), () -> compare(language)));
    }

    private static void compare(Language language) {
        var snapshots = new Snapshots();
        for (String name : Calls.names()) {
            Calls.Sent sent = Calls.send(Calls.named(name), language);
            snapshots.check(
                    WRITTEN.resolve(language.name()).resolve(name + ".json"),
                    Calls.pretty(told(sent)));
        }
        assertEquals(List.of(), snapshots.stale());
    }

    private static ObjectNode told(Calls.Sent sent) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ApiError refusal = sent.refusal();
        if (refusal != null) {
            all.putObject("refused")
                    .put("status", refusal.status())
                    .put("param", refusal.param())
                    .put("message", refusal.message());
            return all;
        }
        var dropped = all.putArray("dropped");
        sent.dropped().forEach(dropped::add);
        all.set("written", sent.body());
        return all;
    }

    @Test
    void noSnapshotIsLeftOver() throws IOException {
        List<String> names = Calls.names();
        assumeTrue(Files.isDirectory(WRITTEN), "no snapshots yet");
        try (Stream<Path> files = Files.walk(WRITTEN)) {
            List<Path> orphans =
                    files.filter(Files::isRegularFile)
                            .filter(file -> !belongs(WRITTEN.relativize(file), names))
                            .toList();
            assertEquals(List.of(), orphans);
        }
    }

    private static boolean belongs(Path file, List<String> names) {
        String language = file.getName(0).toString();
        String call = file.getFileName().toString().replaceFirst("\\.json$", "");
        return names.contains(call)
                && Languages.ALL.stream().anyMatch(l -> l.name().equals(language));
    }
}
