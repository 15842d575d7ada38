package dev.sluice.wire.baidu;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;

/** What Baidu's token service answers. Source: Baidu Cloud docs, access_token, read 2026-11. */
public final class BaiduToken {
    private static final int REFUSED = 400;

    private String token = "";
    private long seconds;
    private String code = "";
    private String complaint = "";

    private BaiduToken() {}

    /**
     * Reads an answer.
     *
     * @param status its HTTP status
     * @param body its body
     * @throws ApiException when there is no token in it; code {@code upstream_auth} when that is
     *     the credential's fault
     */
    public static BaiduToken read(int status, byte[] body) {
        var said = new BaiduToken();
        try {
            JsonReader.read(
                    body,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> said.member(in, name));
                        }
                        return said;
                    });
        } catch (UnreadableJson e) {
            said.complaint = "The provider's answer to the request for a token is no JSON.";
        }
        if (said.token.isEmpty() || status >= REFUSED) {
            throw said.refused(status);
        }
        return said;
    }

    private void member(JsonReader in, String name) {
        switch (name) {
            case "access_token" -> token = in.anyText();
            case "expires_in" -> seconds = in.anyCount();
            case "error", "error_code" -> code = in.anyText();
            case "error_description", "error_msg" -> complaint = in.anyText();
            default -> {}
        }
    }

    private ApiException refused(int status) {
        boolean credential =
                code.startsWith("invalid_client")
                        || code.startsWith("unauthorized_client")
                        || code.startsWith("invalid_grant");
        int meaning = credential ? 401 : status < REFUSED ? 502 : status;
        String words = complaint.isEmpty() ? "The provider gave no access token." : complaint;
        return new ApiException(
                ErrorMapping.toClient(new VendorError(meaning, words, "", code, null)));
    }

    /** Returns the token; a secret. */
    public String token() {
        return token;
    }

    /** Returns how many seconds it is good for. */
    public long seconds() {
        return seconds;
    }
}
