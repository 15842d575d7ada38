package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A dialect has at most four files and about 400 lines, unless ADR 6 says why it has more. */
class DialectSizeTest {
    private static final int MOST_FILES = 4;
    private static final int MOST_LINES = 400;
    private static final Path WIRE = House.ROOT.resolve("wire/src/main/java/dev/sluice/wire");
    private static final Path REASONS =
            House.ROOT.resolve("docs/adr/0006-dialects-with-more-than-four-files.md");

    /** What stands beside the dialects. */
    private static final Set<String> NO_DIALECTS =
            Set.of("chat", "fields", "frames", "json", "multipart", "sse");

    @Test
    void largeDialectsHaveAReason() {
        String reasons = House.text(REASONS);
        List<String> unexplained = new ArrayList<>();
        sizes().forEach((dialect, size) -> {
            boolean large = size[0] > MOST_FILES || size[1] > MOST_LINES;
            if (large && !reasons.contains("`" + dialect + "`")) {
                unexplained.add(dialect + ": " + size[0] + " files, " + size[1] + " lines");
            }
        });
        assertEquals(
                List.of(),
                unexplained,
                "A dialect with more than four files or 400 lines says why in " + REASONS);
    }

    private static Map<String, int[]> sizes() {
        Map<String, int[]> sizes = new TreeMap<>();
        for (Path file : House.files(".java")) {
            boolean counts =
                    file.startsWith(WIRE) && !file.getFileName().toString().startsWith("package-");
            String name = counts ? WIRE.relativize(file).getName(0).toString() : "";
            if (counts && !NO_DIALECTS.contains(name)) {
                int[] size = sizes.computeIfAbsent(name, _ -> new int[2]);
                size[0]++;
                size[1] += (int) House.text(file).lines().count();
            }
        }
        return sizes;
    }
}
