package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.Locale;

/**
 * Errors of Bedrock: {@code {"message"}}, sometimes with {@code __type}. The type mostly stands in
 * a header that is not seen here, so that status and wording must do.
 */
final class BedrockErrors {
    private BedrockErrors() {}

    /**
     * Reads an error.
     *
     * @param status the HTTP status, 200 for one inside a stream
     * @param type the exception's name, "" when it stands in the body, if anywhere
     * @param body any body at all
     */
    static ApiError read(int status, String type, byte[] body) {
        var texts = new String[] {"", type};
        try {
            JsonReader.read(
                    body,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> member(in, name, texts));
                        }
                        return texts;
                    });
        } catch (UnreadableJson e) {
            texts[0] = ErrorBody.words(body);
        }
        return ErrorMapping.toClient(meaning(status, texts[1], texts[0]));
    }

    private static void member(JsonReader in, String name, String[] texts) {
        switch (name) {
            case "message", "Message" -> texts[0] = texts[0].isEmpty() ? in.anyText() : texts[0];
            case "__type" -> texts[1] = texts[1].isEmpty() ? in.anyText() : texts[1];
            // An unknown operation: {"Output": {"__type": "..."}, "Version": "1.0"}.
            case "Output" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> member(in, inner, texts));
                }
            }
            default -> {}
        }
    }

    private static VendorError meaning(int status, String type, String message) {
        String name = type.substring(type.lastIndexOf('#') + 1).split(":", 2)[0];
        int means = status(name, status);
        String words = message.toLowerCase(Locale.ROOT);
        String code = "";
        if (means == 400 && words.contains("model identifier is invalid")) {
            means = 404;
        } else if (means == 400 && (name.startsWith("ServiceQuota") || words.contains("quota"))) {
            means = 429;
            code = "insufficient_quota";
        }
        return new VendorError(means, message, name, code, null);
    }

    private static int status(String name, int otherwise) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "validationexception", "servicequotaexceededexception" -> 400;
            case "accessdeniedexception",
                    "unrecognizedclientexception",
                    "expiredtokenexception",
                    "invalidsignatureexception",
                    "incompletesignatureexception",
                    "missingauthenticationtokenexception" ->
                    403;
            case "resourcenotfoundexception", "unknownoperationexception" -> 404;
            case "modeltimeoutexception" -> 408;
            case "modelerrorexception", "modelstreamerrorexception" -> 424;
            case "throttlingexception", "modelnotreadyexception", "toomanyrequestsexception" -> 429;
            case "internalserverexception", "internalfailure", "internalfailureexception" -> 500;
            case "serviceunavailableexception", "serviceunavailable" -> 503;
            default -> otherwise;
        };
    }
}
