package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * Anthropic's errors, in both directions: {@code {"type": "error", "error": {"type", "message"}}}.
 * Google's shape, which Vertex answers with, a bare {@code {"message"}}, plain text and pages are
 * read too.
 */
final class AnthropicErrors {
    private static final int DEEPEST = 4;
    private static final String OVERFLOW = "prompt is too long";

    private String type = "";
    private String message = "";
    private String code = "";

    private AnthropicErrors() {}

    /** Reads an error body; never throws. */
    static ApiError read(int status, byte[] body) {
        var error = new AnthropicErrors();
        try {
            JsonReader.read(
                    body,
                    in -> {
                        error.value(in, 0);
                        return "";
                    });
        } catch (UnreadableJson e) {
            error.message = ErrorBody.words(body);
        }
        return ErrorMapping.toClient(error.found(status));
    }

    private void value(JsonReader in, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        switch (in.kind()) {
            case OBJECT -> in.members(name -> member(in, name, depth));
            case ARRAY -> in.elements(_ -> value(in, depth + 1));
            case STRING -> message = message.isEmpty() ? in.string() : message;
            case NUMBER, BOOLEAN, NULL -> {}
        }
    }

    private void member(JsonReader in, String name, int depth) {
        switch (name) {
            case "error" -> value(in, depth + 1);
            case "message" -> message = message.isEmpty() ? in.anyText() : message;
            case "type" -> {
                String found = in.anyText();
                type = found.equals("error") ? type : found;
            }
            case "status" -> type = type.isEmpty() ? in.anyText() : type;
            case "details" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        if (inner.equals("error_code")) {
                            code = in.anyText();
                        }
                    });
                }
            }
            default -> {}
        }
    }

    private VendorError found(int status) {
        boolean unpaid =
                message.contains("credit balance is too low")
                        || code.endsWith("spend_limit_reached");
        int meant = unpaid ? 402 : status < 400 ? meaning() : status;
        return new VendorError(meant, message, type, code, null);
    }

    private int meaning() {
        return switch (type) {
            case "invalid_request_error", "INVALID_ARGUMENT" -> 400;
            case "authentication_error", "UNAUTHENTICATED" -> 401;
            case "billing_error" -> 402;
            case "permission_error", "PERMISSION_DENIED" -> 403;
            case "not_found_error", "NOT_FOUND" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error", "RESOURCE_EXHAUSTED" -> 429;
            case "api_error", "INTERNAL" -> 500;
            case "timeout_error", "DEADLINE_EXCEEDED" -> 504;
            case "overloaded_error", "UNAVAILABLE" -> 529;
            default -> 502;
        };
    }

    /** Writes an error in Anthropic's envelope. */
    static byte[] write(ApiError error) {
        var out = new JsonWriter().object().put("type", "error").object("error");
        out.put("type", type(error));
        // Claude Code makes its conversation shorter when it reads these words, and only then.
        boolean overflow =
                "context_length_exceeded".equals(error.code())
                        && !error.message().contains(OVERFLOW);
        out.put("message", overflow ? OVERFLOW + ": " + error.message() : error.message());
        return out.endObject().endObject().bytes();
    }

    private static String type(ApiError error) {
        if ("insufficient_quota".equals(error.code())) {
            return "billing_error";
        }
        return switch (error.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404, 410 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 408, 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> error.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
