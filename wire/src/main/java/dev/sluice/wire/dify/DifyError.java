package dev.sluice.wire.dify;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * An error as Dify words it.
 *
 * @param status its own status, 0 when it gave none
 */
record DifyError(long status, String code, String message) {

    /** Reads {@code {code, message, status}}; anything else is an empty error. */
    static DifyError of(byte[] body) {
        try {
            return JsonReader.read(
                    body,
                    in -> {
                        var error = new Found();
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> error.member(in, name));
                        }
                        return new DifyError(error.status, error.code, error.message);
                    });
        } catch (UnreadableJson e) {
            return new DifyError(0, "", "");
        }
    }

    private static final class Found {
        private long status;
        private String code = "";
        private String message = "";

        void member(JsonReader in, String name) {
            switch (name) {
                case "status" -> status = in.anyCount();
                case "code" -> code = in.anyText();
                case "message" -> message = in.anyText();
                default -> {}
            }
        }
    }

    boolean isEmpty() {
        return code.isEmpty() && message.isEmpty();
    }

    /**
     * Returns what the client is told. Source: Dify's API documentation, read 2026-11.
     *
     * @param otherwise the status that holds where the error has none
     */
    ApiError meaning(int otherwise) {
        int stated = status >= 400 && status < 600 ? (int) status : otherwise;
        return ErrorMapping.toClient(
                switch (code) {
                    case "provider_quota_exceeded" -> error(429, "insufficient_quota");
                    // Dify has no credential of its own for the model's vendor.
                    case "provider_not_initialize" -> error(403, code);
                    case "app_unavailable" -> error(503, code);
                    case "model_currently_not_support" -> error(404, "model_not_found");
                    case "completion_request_error" -> error(502, code);
                    default -> error(stated, code);
                });
    }

    private VendorError error(int meant, String word) {
        return new VendorError(meant, message, "", word, null);
    }
}
