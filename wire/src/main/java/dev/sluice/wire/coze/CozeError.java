package dev.sluice.wire.coze;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * A code and what it says. Coze's errors come with HTTP 200. Source: Coze's table of error codes,
 * read 2026-11.
 */
record CozeError(String code, String message) {

    /** Reads an envelope; what is none has no code. */
    static CozeError of(byte[] body) {
        try {
            return JsonReader.read(body, CozeError::read);
        } catch (UnreadableJson e) {
            return new CozeError("", "");
        }
    }

    /** Reads an object with {@code code} and {@code msg} that the cursor stands on. */
    static CozeError read(JsonReader in) {
        var found = new String[] {"", ""};
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                switch (name) {
                    case "code" -> found[0] = in.anyText();
                    case "msg" -> found[1] = in.anyText();
                    default -> {}
                }
            });
        }
        return new CozeError(found[0], found[1]);
    }

    boolean isError() {
        return !code.isEmpty() && !code.equals("0");
    }

    /** Returns what the client is told about an error in a success. */
    ApiError meaning() {
        return meaning(502);
    }

    /**
     * Returns what the client is told.
     *
     * @param status what holds where the code is unknown
     */
    ApiError meaning(int status) {
        return ErrorMapping.toClient(
                switch (code) {
                    case "4000" -> error(400, code);
                    case "4100", "700012006" -> error(401, code);
                    case "4101" -> error(403, code);
                    case "4009", "4013" -> error(429, "rate_limit_exceeded");
                    // The bot is not published to the API.
                    case "4015" -> error(404, "model_not_found");
                    case "4027", "4028" -> error(429, "insufficient_quota");
                    case "5000" -> error(502, code);
                    default -> error(status, code);
                });
    }

    private VendorError error(int status, String meant) {
        return new VendorError(status, message, "", meant, null);
    }
}
