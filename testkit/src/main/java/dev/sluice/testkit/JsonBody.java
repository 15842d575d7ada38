package dev.sluice.testkit;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The JSON object in a request's body, or the refusal that OpenAI answers. */
final class JsonBody {
    private JsonBody() {}

    static JsonNode of(Request request) {
        String type = request.headers().text("content-type").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            throw VendorError.badRequest(
                    "Unsupported content type: '" + type + "'. Send 'application/json'.",
                    null,
                    "unsupported_content_type");
        }
        try {
            JsonNode body = Json.read(request.body());
            if (!body.isObject()) {
                throw VendorError.badRequest("The body is not a JSON object.", null, null);
            }
            return body;
        } catch (JacksonException malformed) {
            throw VendorError.badRequest(
                    "We could not parse the JSON body of your request: "
                            + malformed.getOriginalMessage(),
                    null,
                    "invalid_json");
        }
    }
}
