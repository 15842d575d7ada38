package dev.sluice.relay;

import dev.sluice.providers.Manners;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.json.JsonText;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway itself has to say: errors in one envelope, health, greetings. */
final class Answers {
    static final byte[] LIVE = ClientResponse.utf8("{\"status\":\"ok\"}");
    static final byte[] HOME =
            ClientResponse.utf8(
                    "{\"name\":\"Sluice\",\"status\":\"ok\",\"api\":\"/v1\","
                            + "\"hint\":\"POST /v1/chat/completions with Authorization: Bearer"
                            + " KEY\"}");
    private static final byte[] READY = ClientResponse.utf8("{\"status\":\"ready\"}");

    private static final String RETRY_AFTER = "retry-after: ";

    /** Seconds that a client waits without giving up. */
    private static final int SOON = 5;

    private Answers() {}

    /** Says whether calls may be sent here. */
    static void ready(ClientResponse response, boolean draining) {
        if (draining) {
            error(response, Failures.shuttingDown());
        } else {
            response.json(200, READY);
        }
    }

    /** Writes an error in OpenAI's envelope: always all four members. */
    static byte[] envelope(ApiError error, Manners.Envelope around) {
        String beside =
                switch (around) {
                    case OPENAI -> "";
                    case CODE_AND_MSG ->
                            ",\"code\":" + error.status() + ",\"msg\":" + quoted(error.message());
                };
        return ClientResponse.utf8("{\"error\":" + members(error) + beside + "}");
    }

    /** Writes the error object without its envelope. */
    static String members(ApiError error) {
        return "{\"message\":"
                + quoted(error.message())
                + ",\"type\":"
                + quoted(error.type())
                + ",\"param\":"
                + quoted(error.param())
                + ",\"code\":"
                + quoted(error.code())
                + "}";
    }

    /** Writes a JSON string, or null. */
    static String quoted(@Nullable String text) {
        return text == null ? "null" : new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }

    static void error(ClientResponse response, ApiError error) {
        error(response, error, List.of());
    }

    /** Answers with an error and further header lines. */
    static void error(ClientResponse response, ApiError error, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        if (error.status() == 401) {
            all.add("www-authenticate: Bearer");
        }
        if (error.status() == 503 && lines.stream().noneMatch(line -> line.startsWith("retry-"))) {
            all.add("retry-after: 1"); // overload and draining pass quickly
        }
        if ("insufficient_quota".equals(error.code()) && !soon(lines)) {
            all.add("x-should-retry: false"); // money does not come back by asking again
        }
        response.json(error.status(), envelope(error, response.envelope()), all);
    }

    /** Returns whether asking again within seconds helps: the money was only reserved. */
    private static boolean soon(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(RETRY_AFTER)) {
                String seconds = line.substring(RETRY_AFTER.length());
                return seconds.length() == 1 && seconds.charAt(0) <= '0' + SOON;
            }
        }
        return false;
    }

    static ApiError unauthorized(@Nullable String presented) {
        return ApiError.unauthorized(
                presented == null
                        ? "No key was sent. Send a Sluice key in the header 'Authorization: Bearer"
                                + " KEY'."
                        : "This key is not known here. It must be a key of this Sluice, not of a"
                                + " vendor.");
    }

    static ApiError notFound(String method, String path, @Nullable String nearest) {
        String hint = nearest == null ? "" : " Did you mean " + nearest + "?";
        return new ApiError(
                404,
                "invalid_request_error",
                "Unknown address: " + method + " " + shortened(path) + "." + hint,
                null,
                "unknown_url");
    }

    private static String shortened(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200) + "...";
    }

    static ApiError tooLarge(long limit) {
        return new ApiError(
                413,
                "invalid_request_error",
                "The request's body is larger than " + limit + " bytes (server.max_body).",
                null,
                "request_too_large");
    }

    /** Answers a request that could not be read. */
    static void malformedRequest(ClientResponse response, Throwable cause) {
        response.lastOfConnection();
        error(
                response,
                switch (cause) {
                    case TooLongHttpHeaderException _ ->
                            new ApiError(
                                    431,
                                    "invalid_request_error",
                                    "The request's headers are too large"
                                            + " (server.max_header_bytes).",
                                    null,
                                    "headers_too_large");
                    case TooLongHttpLineException _ ->
                            new ApiError(
                                    414,
                                    "invalid_request_error",
                                    "The request's address is too long.",
                                    null,
                                    "uri_too_long");
                    default ->
                            ApiError.badRequest(
                                    "This is not a well-formed HTTP/1.1 request.",
                                    null,
                                    "bad_request");
                });
    }
}
