package dev.sluice.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testkit.conformance.Language;
import dev.sluice.testkit.conformance.Languages;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is lost in translation is known: nothing silently, and the documents say what. */
final class FidelityTest {
    private static final Path DOCS = Path.of("../docs");

    /** Those that are known stand in a list; it may only become shorter. */
    @Test
    void nothingIsLostSilently() {
        var lost = new StringBuilder();
        for (Language language : Languages.ALL) {
            for (Feature feature : Feature.all()) {
                if (feature.in(language) == Feature.Fate.LOST) {
                    lost.append(language).append(": ").append(feature.english()).append('\n');
                }
            }
        }
        var snapshots = new Snapshots();
        snapshots.check(Calls.FOLDER.resolve("known-losses.txt"), lost.toString());
        assertEquals(List.of(), snapshots.stale(), lost.toString());
    }

    @Test
    void theDocumentsSayWhatIsLost() {
        var snapshots = new Snapshots();
        snapshots.check(DOCS.resolve("fidelity.md"), new FidelityPage(Words.ENGLISH).text());
        snapshots.check(DOCS.resolve("fidelity.zh.md"), new FidelityPage(Words.CHINESE).text());
        assertEquals(List.of(), snapshots.stale());
    }

    @Test
    void everyCallShowsAFeature() {
        Set<String> shown = new TreeSet<>(List.of("plain", "stream-usage"));
        Feature.all().forEach(feature -> shown.add(feature.call()));
        assertEquals(new TreeSet<>(Calls.names()), shown);
    }
}
