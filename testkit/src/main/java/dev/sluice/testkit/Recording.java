package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One recorded exchange with a vendor, as one line of a recordings file; field names as in the
 * recordings' README.
 */
public final class Recording {

    /** How close the record is to the wire. */
    public enum Fidelity {
        RAW,
        RESERIALIZED,
        NORMALIZED,
        RESPONSE_ONLY,
        REFRAMED,
        OTHER
    }

    private final JsonNode line;

    Recording(JsonNode line) {
        this.line = line;
    }

    /** The stable id, for test names. */
    public String id() {
        return line.path("id").asString("");
    }

    public String provider() {
        return line.path("provider").asString("");
    }

    public String endpoint() {
        return line.path("endpoint").asString("");
    }

    /** The requested model, or null where none was recorded. */
    public @Nullable String model() {
        return textOrNull("model");
    }

    public @Nullable String method() {
        return textOrNull("method");
    }

    public @Nullable String url() {
        return textOrNull("url");
    }

    public Fidelity fidelity() {
        return switch (line.path("fidelity").asString("")) {
            case "raw" -> Fidelity.RAW;
            case "reserialized" -> Fidelity.RESERIALIZED;
            case "normalized" -> Fidelity.NORMALIZED;
            case "response-only" -> Fidelity.RESPONSE_ONLY;
            case "reframed" -> Fidelity.REFRAMED;
            default -> Fidelity.OTHER;
        };
    }

    public int status() {
        return line.path("status").asInt(200);
    }

    public boolean stream() {
        return line.path("stream").asBoolean(false);
    }

    /** The tags of the README's feature counts. */
    public List<String> features() {
        return line.path("features").valueStream().map(JsonNode::asString).toList();
    }

    /** The byte length of each network read, or an empty list where it was not kept. */
    public List<Integer> chunkSizes() {
        return line.path("chunk_sizes").valueStream().map(JsonNode::asInt).toList();
    }

    /** The request body as JSON, or null where there was none or it was not recorded. */
    public @Nullable JsonNode requestJson() {
        JsonNode body = line.path("request_json");
        return body.isMissingNode() || body.isNull() ? null : body;
    }

    /** The answer's kept headers. */
    public Headers responseHeaders() {
        return new Headers(
                line.path("response_headers").properties().stream()
                        .map(e -> new Headers.Line(e.getKey(), e.getValue().asString("")))
                        .toList());
    }

    /** The answer's JSON document, or null when the answer is a stream, text or binary. */
    public @Nullable JsonNode responseJson() {
        JsonNode body = line.path("response_json");
        return body.isMissingNode() || body.isNull() ? null : body;
    }

    /** The answer's body bytes; JSON documents are written compactly, streams and text exactly. */
    public byte[] responseBody() {
        String base64 = textOrNull("response_body_base64");
        if (base64 != null) {
            return Base64.getDecoder().decode(base64);
        }
        String text = textOrNull("response_body_text");
        if (text == null) {
            JsonNode json = responseJson();
            text = json == null ? "" : json.toString();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The whole line, for members that have no method here. */
    public JsonNode line() {
        return line;
    }

    private @Nullable String textOrNull(String name) {
        JsonNode value = line.path(name);
        return value.isString() ? value.asString() : null;
    }

    @Override
    public String toString() {
        return id();
    }
}
