package dev.sluice.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The recorded exchanges of some files; tests skip where there are none. */
public final class Exchanges {
    private Exchanges() {}

    /** One recorded exchange. */
    public record Exchange(String id, int status, Map<String, @Nullable Object> record) {
        /** Returns the request's tree, or null. */
        public @Nullable Object request() {
            return record.get("request_json");
        }

        /** Returns the response's tree, or null where it is a text. */
        public @Nullable Object response() {
            return record.get("response_json");
        }

        /** Returns the response where it is a text, or null. */
        public @Nullable String text() {
            return (String) record.get("response_body_text");
        }

        /** Returns the model that was asked. */
        public String model() {
            return String.valueOf(record.get("model"));
        }

        /** Returns the response's bytes. */
        public byte[] body() {
            String text = text();
            return text == null
                    ? TreeJson.write(response())
                    : text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * Visits the exchanges in the files whose names match, and returns what the visitor threw.
     *
     * @param files a regular expression
     */
    public static List<String> each(String files, Consumer<Exchange> visit) {
        return Recordings.each(files, Exchanges::exchange, visit);
    }

    private static Exchange exchange(String line) {
        Map<String, @Nullable Object> record = Tree.object(Tree.read(line));
        int status = record.get("status") instanceof Integer s ? s : 200;
        return new Exchange(String.valueOf(record.get("id")), status, record);
    }
}
