package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Google's {@code {"error": {code, message, status, details}}}, in both directions. */
final class GeminiErrors {
    private final JsonReader in;
    private int code;
    private String message = "";
    private String status = "";
    private String delay = "";
    private boolean badKey;
    private boolean spent;

    private GeminiErrors(JsonReader in) {
        this.in = in;
    }

    /** Reads an error body; never throws. */
    static ApiError read(int status, byte[] body) {
        @Nullable VendorError found;
        try {
            found = JsonReader.read(body, in -> new GeminiErrors(in).whole(status));
        } catch (UnreadableJson e) {
            found = null;
        }
        return found == null
                ? new OpenAiDialect().readError(status, body)
                : ErrorMapping.toClient(found);
    }

    /** Reads the value of a member {@code error}, found inside a successful response. */
    static ApiError inside(JsonReader in) {
        var reader = new GeminiErrors(in);
        reader.error();
        return ErrorMapping.toClient(reader.found(200));
    }

    /** The refusal of a prompt. */
    static ApiError blocked(String reason, String message) {
        String why = message.isEmpty() ? "" : " " + message;
        String text = "The provider's filter refused the prompt (" + reason + ")." + why;
        return ErrorMapping.toClient(new VendorError(400, text, "", "content_filter", null));
    }

    // Without alt=sse an error to a stream is wrapped in an array of one.
    private @Nullable VendorError whole(int httpStatus) {
        switch (in.kind()) {
            case ARRAY -> in.elements(_ -> members());
            case OBJECT -> members();
            case STRING, NUMBER, BOOLEAN, NULL -> {}
        }
        return message.isEmpty() && status.isEmpty() ? null : found(httpStatus);
    }

    private void members() {
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                if (name.equals("error")) {
                    error();
                }
            });
        }
    }

    private void error() {
        if (in.is(Kind.STRING)) {
            message = in.string();
        } else if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                switch (name) {
                    case "code" -> code = (int) Math.min(599, in.anyCount());
                    case "message" -> message = in.anyText();
                    case "status" -> status = in.anyText();
                    case "details" -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> detail());
                        }
                    }
                    default -> {}
                }
            });
        }
    }

    private void detail() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        in.members(name -> {
            switch (name) {
                case "reason" -> {
                    String reason = in.anyText();
                    badKey |= reason.startsWith("API_KEY_") || reason.startsWith("ACCESS_TOKEN_");
                }
                case "retryDelay" -> delay = in.anyText();
                // A quota of the day does not come back by waiting a minute.
                case "violations" -> spent |= in.anyText().contains("PerDay");
                default -> {}
            }
        });
    }

    private VendorError found(int httpStatus) {
        int meant = httpStatus >= 400 ? httpStatus : code >= 400 ? code : statusOf(status);
        if (badKey) {
            meant = 401;
        }
        String text = message;
        if (!delay.isEmpty() && !text.toLowerCase(Locale.ROOT).contains("retry in")) {
            text = text + " Retry in " + delay + ".";
        }
        boolean ours = meant >= 400 && meant < 500 && meant != 429;
        String word = spent && meant == 429 ? "insufficient_quota" : ours ? status : "";
        return new VendorError(meant, text, "", word, null);
    }

    private static int statusOf(String word) {
        return switch (word) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> 400;
            case "UNAUTHENTICATED" -> 401;
            case "PERMISSION_DENIED" -> 403;
            case "NOT_FOUND" -> 404;
            case "RESOURCE_EXHAUSTED" -> 429;
            case "UNAVAILABLE" -> 503;
            case "DEADLINE_EXCEEDED" -> 504;
            default -> 502;
        };
    }

    /** Writes an error as Google does. */
    static void write(JsonWriter out, ApiError error) {
        String word =
                switch (error.status()) {
                    case 400, 413, 422 -> "INVALID_ARGUMENT";
                    case 401 -> "UNAUTHENTICATED";
                    case 403 -> "PERMISSION_DENIED";
                    case 404 -> "NOT_FOUND";
                    case 429 -> "RESOURCE_EXHAUSTED";
                    case 501 -> "UNIMPLEMENTED";
                    case 503 -> "UNAVAILABLE";
                    case 504 -> "DEADLINE_EXCEEDED";
                    default -> error.status() >= 500 ? "INTERNAL" : "FAILED_PRECONDITION";
                };
        out.object().object("error").put("code", error.status()).put("message", error.message());
        out.put("status", word);
        if (error.code() != null) {
            boolean key = error.code().equals("invalid_api_key");
            String reason = key ? "API_KEY_INVALID" : error.code().toUpperCase(Locale.ROOT);
            out.array("details").object().put("@type", "type.googleapis.com/google.rpc.ErrorInfo");
            out.put("reason", reason).put("domain", "googleapis.com").endObject().endArray();
        }
        out.endObject().endObject();
    }
}
