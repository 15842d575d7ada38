package dev.sluice.testkit;

import tools.jackson.databind.node.ObjectNode;

/** A refusal by a fake that speaks Anthropic's language. */
final class AnthropicRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    AnthropicRefusal(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static AnthropicRefusal bad(String message) {
        return new AnthropicRefusal(400, "invalid_request_error", message);
    }

    int status() {
        return status;
    }

    /** The error document. */
    ObjectNode document(String requestId) {
        ObjectNode document = Json.object().put("type", "error");
        document.putObject("error").put("type", type).put("message", getMessage());
        return document.put("request_id", requestId);
    }
}
