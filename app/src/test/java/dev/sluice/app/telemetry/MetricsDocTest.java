package dev.sluice.app.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.health.Standing;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.CallRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of metrics says what there is: every family, its type and its labels. */
class MetricsDocTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(sluice_\\w+)` \\| (\\w+) \\| ([\\w, ]*?) ?\\| ");

    private static Map<String, String> documented(String page) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(root.resolve("docs").resolve(page)));
        while (row.find()) {
            String labels = row.group(3).replace(" ", "");
            rows.put(
                    row.group(1),
                    row.group(2) + " " + new TreeSet<>(List.of(labels.split(",", -1))));
        }
        return rows;
    }

    /** All there is, once everything has happened. */
    private static Map<String, String> counted() {
        var gauges =
                new Gauges(
                        () -> 0,
                        () -> 0,
                        () -> 0,
                        () -> Map.of("a", Standing.READY),
                        () -> Gauges.Ledger.IDLE,
                        () -> Gauges.Link.UP,
                        () -> List.of(new Gauges.Left("b", Money.none(Currency.USD))));
        var denials = new Denials();
        denials.denied("rpm");
        try (var metrics = new Metrics(gauges, Calls::snapshot, denials)) {
            CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, "served"));
            UsageRecord record = Calls.record(call, Calls.charge(Calls.ONE));
            metrics.finished(call, record);
            Page page = Page.of(metrics.scrape());
            Map<String, String> families = new TreeMap<>();
            page.types()
                    .forEach((name, type) -> {
                        boolean ours = name.startsWith("sluice_") && !name.endsWith("_seconds_max");
                        if (ours) {
                            String sample = type.equals("histogram") ? name + "_count" : name;
                            TreeSet<String> labels = page.labels(sample);
                            families.put(
                                    name,
                                    type + " " + (labels.isEmpty() ? "[]" : labels.toString()));
                        }
                    });
            return families;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"observability.md", "observability.zh.md"})
    void theTableIsComplete(String page) throws Exception {
        assertEquals(counted(), documented(page));
    }
}
