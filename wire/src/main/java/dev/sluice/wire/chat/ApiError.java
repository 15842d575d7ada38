package dev.sluice.wire.chat;

import org.jspecify.annotations.Nullable;

/**
 * The only kind of error a client ever sees. Each dialect writes it in its own envelope.
 *
 * @param status HTTP status, 400 to 599
 * @param type the error class in OpenAI's words: {@code invalid_request_error}, {@code
 *     server_error}, ...
 * @param message what happened and what to do next, in one or two sentences; never a secret or an
 *     upstream address
 * @param param the offending request member in JSON-path style ({@code messages[0].role}), or null
 * @param code a machine-readable reason ({@code invalid_api_key}, {@code model_not_found}), or null
 */
public record ApiError(
        int status, String type, String message, @Nullable String param, @Nullable String code) {

    /** A request that the caller has to change: status 400, {@code invalid_request_error}. */
    public static ApiError badRequest(
            String message, @Nullable String param, @Nullable String code) {
        return new ApiError(400, "invalid_request_error", message, param, code);
    }

    /** The caller's key is missing or unknown: status 401, code {@code invalid_api_key}. */
    public static ApiError unauthorized(String message) {
        return new ApiError(401, "invalid_request_error", message, null, "invalid_api_key");
    }

    /** A fault on our side or the vendor's: {@code server_error}. */
    public static ApiError server(int status, String message, @Nullable String code) {
        return new ApiError(status, "server_error", message, null, code);
    }

    /** The same error with another status. */
    public ApiError withStatus(int newStatus) {
        return new ApiError(newStatus, type, message, param, code);
    }
}
