package dev.sluice.wire.openai;

import dev.sluice.wire.Recordings;
import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every recorded OpenAI-style chat exchange; tests skip where the recordings are absent. */
final class ChatRecordings {
    private ChatRecordings() {}

    /** One recorded exchange. */
    record Exchange(String id, int status, Map<String, @Nullable Object> record) {
        boolean isStream() {
            return record.get("response_body_text") instanceof String text
                    && text.contains("data:")
                    && status == 200;
        }

        @Nullable Object request() {
            return record.get("request_json");
        }

        @Nullable Object response() {
            return record.get("response_json");
        }

        byte[] responseBytes() {
            if (record.get("response_body_text") instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            return TreeJson.write(response());
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Visits all exchanges and returns how many there were and what the visitor threw. */
    static Outcome each(Consumer<Exchange> visit) {
        var seen = new int[1];
        List<String> failures =
                Recordings.each(
                        ".*__chat\\.completions\\.jsonl",
                        ChatRecordings::exchange,
                        exchange -> {
                            seen[0]++;
                            visit.accept(exchange);
                        });
        return new Outcome(seen[0], failures);
    }

    private static Exchange exchange(String line) {
        Map<String, @Nullable Object> record = Tree.object(Tree.read(line));
        int status = record.get("status") instanceof Integer s ? s : 200;
        return new Exchange(String.valueOf(record.get("id")), status, record);
    }

    /** What came of a visit. */
    record Outcome(int seen, List<String> failures) {}
}
