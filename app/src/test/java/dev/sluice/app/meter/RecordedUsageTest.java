package dev.sluice.app.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageReader;
import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every usage object that OpenAI's endpoints and their imitations were heard to send. */
class RecordedUsageTest {
    private static final Pattern ENDPOINTS =
            Pattern.compile(
                    ".*__(chat\\.completions|completions|responses|embeddings|rerank"
                            + "|images\\..*|audio\\..*)");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void totalsAreThoseThatVendorsState() {
        Optional<Recordings> recordings = Recordings.find();
        Assumptions.assumeTrue(recordings.isPresent(), Recordings.ABSENT);
        List<String> wrong = new ArrayList<>();
        int[] read = new int[1];
        for (String name : recordings.get().names()) {
            if (!ENDPOINTS.matcher(name).matches()) {
                continue;
            }
            try (var records = recordings.get().records(name)) {
                records.forEach(record -> {
                    for (JsonNode usage : usages(record)) {
                        read[0]++;
                        check(record.id(), usage, wrong);
                    }
                });
            }
        }

        assertEquals(List.of(), wrong);
        assertTrue(read[0] > 1000, read[0] + " usage objects");
    }

    private static void check(String id, JsonNode usage, List<String> wrong) {
        long total = usage.path("total_tokens").asLong(0);
        Quantities read = UsageReader.read(usage.toString());
        if (read == null) {
            if (total > 0) {
                wrong.add(id + " not believed: " + usage);
            }
            return;
        }
        // Cerebras' sum has a few tokens more than its parts, which nothing explains.
        boolean unexplained = id.startsWith("cerebras.") && read.usage().total() < total;
        if (total > 0 && read.usage().total() != total && !unexplained) {
            wrong.add(id + " read " + read + " of " + usage);
        }
    }

    private static List<JsonNode> usages(Recording record) {
        List<JsonNode> found = new ArrayList<>();
        if (record.responseJson() != null) {
            add(record.responseJson(), found);
            return found;
        }
        String body = new String(record.responseBody(), StandardCharsets.UTF_8);
        for (String line : body.split("\r?\n", -1)) {
            if (line.startsWith("data:") && line.contains("usage")) {
                String data = line.substring(5).strip();
                if (data.startsWith("{") && data.endsWith("}")) {
                    add(JSON.readTree(data), found);
                }
            }
        }
        return found;
    }

    private static void add(JsonNode body, List<JsonNode> found) {
        for (JsonNode usage : List.of(body.path("usage"), body.path("response").path("usage"))) {
            if (usage.isObject()) {
                found.add(usage);
            }
        }
    }
}
