package dev.sluice.providers;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * Baidu's access tokens: fetched with a pair of keys in the query, good for a month, put into the
 * query of every call.
 *
 * <p>Source: Baidu Cloud docs, access_token, read 2026-11.
 *
 * @param origin where tokens are given
 * @param path the path there
 * @param apiKey the public half of the credential
 * @param secretKey the secret half
 */
public record BaiduGrant(Origin origin, String path, Secret apiKey, Secret secretKey)
        implements Grant {
    private static final long HOUR = 3600;

    @Override
    public VendorRequest request(Moment moment) {
        String query =
                "?grant_type=client_credentials&client_id="
                        + Post.encode(apiKey.reveal().strip())
                        + "&client_secret="
                        + Post.encode(secretKey.reveal().strip());
        return VendorRequest.post(origin, path + query, new byte[0])
                .with("accept", "application/json");
    }

    @Override
    public Token read(Received answer) {
        var said = new String[] {"", "", ""};
        var seconds = new long[1];
        try {
            JsonReader.read(
                    answer.body(),
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> {
                                switch (name) {
                                    case "access_token" -> said[0] = in.anyText();
                                    case "expires_in" -> seconds[0] = in.anyCount();
                                    case "error", "error_code" -> said[1] = in.anyText();
                                    case "error_description", "error_msg" ->
                                            said[2] = in.anyText();
                                    default -> {}
                                }
                            });
                        }
                        return said;
                    });
        } catch (UnreadableJson e) {
            said[2] = "The provider's answer to the request for a token is no JSON.";
        }
        if (said[0].isEmpty() || answer.status() >= 400) {
            throw refused(answer.status(), said[1], said[2]);
        }
        // An hour early; a token that lives no longer is used for half its time.
        long left = seconds[0] > 2 * HOUR ? seconds[0] - HOUR : seconds[0] / 2;
        return new Token(Secret.of(said[0]), left);
    }

    private static ApiException refused(int status, String code, String message) {
        boolean credential =
                code.startsWith("invalid_client")
                        || code.startsWith("unauthorized_client")
                        || code.startsWith("invalid_grant");
        int meaning = credential ? 401 : status < 400 ? 502 : status;
        String words = message.isEmpty() ? "The provider gave no access token." : message;
        return new ApiException(
                ErrorMapping.toClient(new VendorError(meaning, words, "", code, null)));
    }

    @Override
    public VendorRequest authorize(VendorRequest request, Token token) {
        String mark = request.target().indexOf('?') < 0 ? "?" : "&";
        return request.withTarget(
                request.target() + mark + "access_token=" + Post.encode(token.value().reveal()));
    }
}
