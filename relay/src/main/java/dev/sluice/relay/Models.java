package dev.sluice.relay;

import dev.sluice.core.ModelTable;
import dev.sluice.core.VirtualKey;
import dev.sluice.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The list of models that a key may use, in the shapes that clients read. */
final class Models {
    /** A fixed time: the day the OpenAI surface first served these names means nothing here. */
    private static final String CREATED = "1704067200";

    private static final String CREATED_AT = "\"2024-01-01T00:00:00Z\"";

    private Models() {}

    /** Whose list of models it is made to look like. */
    enum Shape {
        OPENAI,
        ANTHROPIC
    }

    /**
     * Answers with the list.
     *
     * @param known the tag of the list that the client has, or null
     */
    static void list(
            ClientResponse response,
            VirtualKey key,
            Shape shape,
            String query,
            @Nullable String known) {
        List<String> names = key.models().names();
        String data = String.join(",", names.stream().map(name -> entry(name, shape)).toList());
        String first = names.isEmpty() ? "null" : quoted(names.getFirst());
        String last = names.isEmpty() ? "null" : quoted(names.getLast());
        String page = ",\"first_id\":" + first + ",\"last_id\":" + last + ",\"has_more\":false";
        String body =
                switch (shape) {
                    case OPENAI -> "{\"object\":\"list\",\"data\":[" + data + "]" + page;
                    case ANTHROPIC -> "{\"data\":[" + data + "]" + page;
                };
        // Codex asks with its version and reads a member of its own.
        String codex =
                query.contains("client_version=")
                        ? ",\"models\":["
                                + String.join(",", names.stream().map(Models::codexEntry).toList())
                                + "]"
                        : "";
        byte[] bytes = ClientResponse.utf8(body + codex + "}");
        var crc = new CRC32();
        crc.update(bytes);
        String tag = "\"" + Long.toHexString(crc.getValue()) + "\"";
        if (known != null && known.contains(tag)) {
            response.empty(304, List.of("etag: " + tag));
        } else {
            response.json(200, bytes, List.of("etag: " + tag));
        }
    }

    static void one(ClientResponse response, VirtualKey key, String model, Shape shape) {
        boolean served =
                key.models().resolve(model) instanceof ModelTable.Resolution.Found
                        && (key.models().names().contains(model)
                                || key.models() instanceof ModelTable.Listed);
        if (served) {
            response.json(200, ClientResponse.utf8(entry(model, shape)));
        } else {
            Answers.error(response, ModelTable.Resolution.nowhere(model));
        }
    }

    private static String entry(String name, Shape shape) {
        String id = quoted(name);
        return switch (shape) {
            case OPENAI ->
                    "{\"id\":"
                            + id
                            + ",\"object\":\"model\",\"created\":"
                            + CREATED
                            + ",\"owned_by\":\"sluice\",\"type\":\"model\",\"display_name\":"
                            + id
                            + ",\"created_at\":"
                            + CREATED_AT
                            + "}";
            case ANTHROPIC ->
                    "{\"type\":\"model\",\"id\":"
                            + id
                            + ",\"display_name\":"
                            + id
                            + ",\"created_at\":"
                            + CREATED_AT
                            + "}";
        };
    }

    private static String codexEntry(String name) {
        return "{\"slug\":" + quoted(name) + ",\"display_name\":" + quoted(name) + "}";
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
