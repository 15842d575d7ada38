package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal by a fake vendor, thrown where the request breaks a rule and answered as an error
 * envelope.
 */
final class VendorError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    VendorError(
            int status,
            String type,
            String message,
            @Nullable String param,
            @Nullable String code) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    static VendorError badRequest(String message, @Nullable String param, @Nullable String code) {
        return new VendorError(400, "invalid_request_error", message, param, code);
    }

    static VendorError notFound(String message, @Nullable String code) {
        return new VendorError(404, "invalid_request_error", message, null, code);
    }

    int status() {
        return status;
    }

    @Nullable String code() {
        return code;
    }

    /** OpenAI's error document, always with all four members. */
    String document() {
        ObjectNode error = Json.object();
        error.put("message", getMessage()).put("type", type).put("param", param).put("code", code);
        ObjectNode document = Json.object();
        document.set("error", error);
        return document.toString();
    }
}
