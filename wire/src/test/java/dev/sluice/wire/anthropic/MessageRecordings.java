package dev.sluice.wire.anthropic;

import dev.sluice.wire.Recordings;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every recorded exchange in Anthropic's language; tests skip where the recordings are absent. */
final class MessageRecordings {
    private static final String FILES =
            "(azure-|vertex-)?anthropic__messages\\.jsonl|anthropic__complete\\.jsonl";

    private MessageRecordings() {}

    /** One recorded exchange; its members as they were written. */
    record Exchange(Map<String, Raw> members) {
        String id() {
            return Objects.requireNonNull(Raws.string(members.get("id")));
        }

        @Override
        public String toString() {
            return id();
        }

        int status() {
            return Integer.parseInt(Objects.requireNonNull(members.get("status")).json());
        }

        boolean isStream() {
            return members.containsKey("response_body_text") && text("response_body_text") != null;
        }

        byte @Nullable [] request() {
            Raw raw = members.get("request_json");
            return raw == null || raw.isNull() ? null : raw.json().getBytes(StandardCharsets.UTF_8);
        }

        byte[] response() {
            String text = text("response_body_text");
            Raw json = members.get("response_json");
            String body = text == null ? Objects.requireNonNull(json).json() : text;
            return body.getBytes(StandardCharsets.UTF_8);
        }

        Map<String, @Nullable Object> responseTree() {
            return Tree.object(Tree.read(response()));
        }

        private @Nullable String text(String member) {
            return Raws.string(members.get(member));
        }
    }

    /** Visits all exchanges and returns what the visitor threw. */
    static List<String> each(Consumer<Exchange> visit) {
        return Recordings.each(FILES, MessageRecordings::exchange, visit);
    }

    private static Exchange exchange(String line) {
        Map<String, Raw> members = new HashMap<>();
        JsonReader.read(
                line.getBytes(StandardCharsets.UTF_8),
                in -> {
                    in.members(name -> members.put(name, in.raw()));
                    return "";
                });
        return new Exchange(members);
    }
}
