package dev.sluice.providers;

import dev.sluice.wire.baidu.BaiduToken;

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
        BaiduToken said = BaiduToken.read(answer.status(), answer.body());
        // An hour early; a token that lives no longer is used for half its time.
        long left = said.seconds() > 2 * HOUR ? said.seconds() - HOUR : said.seconds() / 2;
        return new Token(Secret.of(said.token()), left);
    }

    @Override
    public VendorRequest authorize(VendorRequest request, Token token) {
        String mark = request.target().indexOf('?') < 0 ? "?" : "&";
        return request.withTarget(
                request.target() + mark + "access_token=" + Post.encode(token.value().reveal()));
    }
}
