package dev.sluice.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Google's access tokens: with a service account, against a JWT signed RS256 (RFC 7523); as an
 * authorized user, against a refresh token.
 *
 * <p>Source: Google identity docs, "Using OAuth 2.0 for server to server applications", read
 * 2026-11.
 */
final class GoogleGrant implements Grant {
    private static final String TOKEN_URL = "https://oauth2.googleapis.com/token";
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final long LIFETIME = 3600;
    private static final long EARLY = 300;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, String> account;
    private final String audience;
    private final BaseUrl address;
    private final @Nullable PrivateKey key;

    private GoogleGrant(
            Map<String, String> account,
            String audience,
            BaseUrl address,
            @Nullable PrivateKey key) {
        this.account = account;
        this.audience = audience;
        this.address = address;
        this.key = key;
    }

    /**
     * Reads credentials.
     *
     * @param json the text of Google's key file
     * @param url where tokens are fetched instead of where the file says, or null
     * @throws Words.BadWord when the text is no such file; never shows any of it
     */
    static GoogleGrant of(String json, @Nullable String url) {
        Map<String, String> account;
        try {
            account = texts(json.getBytes(UTF_8));
        } catch (MalformedJson e) {
            throw unusable("it is no JSON");
        }
        String audience = account.getOrDefault("token_uri", TOKEN_URL);
        BaseUrl address;
        try {
            address = BaseUrl.parse(url == null ? audience : url);
        } catch (IllegalArgumentException e) {
            throw new Words.BadWord("oauth_url", String.valueOf(e.getMessage()));
        }
        if (account.containsKey("refresh_token")) {
            return new GoogleGrant(account, audience, address, null);
        }
        if (!account.containsKey("client_email") || !account.containsKey("private_key")) {
            throw unusable("it names no client_email and private_key");
        }
        return new GoogleGrant(account, audience, address, key(account.get("private_key")));
    }

    private static Words.BadWord unusable(String why) {
        return new Words.BadWord(
                "credentials",
                why
                        + "; expected the JSON text of a service account's or an authorized user's"
                        + " key");
    }

    private static Map<String, String> texts(byte[] json) {
        var members = new JsonMembers();
        members.scan(json, 0, json.length);
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < members.size(); i++) {
            if (members.kind(i) == Kind.STRING) {
                texts.put(members.name(i), members.text(i));
            } else if (members.kind(i) == Kind.NUMBER) {
                texts.put(members.name(i), members.raw(i));
            }
        }
        return texts;
    }

    private static PrivateKey key(@Nullable String pem) {
        String base64 = String.valueOf(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable("its private_key is no PKCS #8 RSA key in PEM");
        }
    }

    /** Returns the project that the credentials belong to, or null. */
    @Nullable String project() {
        return account.get("project_id");
    }

    @Override
    public VendorRequest request(Moment moment) {
        var form = new LinkedHashMap<String, String>();
        if (key == null) {
            form.put("grant_type", "refresh_token");
            form.put("client_id", account.getOrDefault("client_id", ""));
            form.put("client_secret", account.getOrDefault("client_secret", ""));
            form.put("refresh_token", account.getOrDefault("refresh_token", ""));
        } else {
            form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
            form.put("assertion", assertion(key, moment.now()));
        }
        var body = new StringBuilder();
        form.forEach((name, value) -> {
            body.append(body.isEmpty() ? "" : "&").append(name).append('=');
            body.append(URLEncoder.encode(value, UTF_8));
        });
        String target = address.path().isEmpty() ? "/" : address.path();
        return VendorRequest.post(address.origin(), target, body.toString().getBytes(UTF_8))
                .with("content-type", "application/x-www-form-urlencoded");
    }

    private String assertion(PrivateKey signer, Instant now) {
        long seconds = now.getEpochSecond();
        String id = account.get("private_key_id");
        String head = "{\"alg\":\"RS256\",\"typ\":\"JWT\"";
        head += id == null ? "}" : ",\"kid\":" + quoted(id) + "}";
        String claims =
                "{\"iss\":"
                        + quoted(account.getOrDefault("client_email", ""))
                        + ",\"scope\":"
                        + quoted(SCOPE)
                        + ",\"aud\":"
                        + quoted(audience)
                        + ",\"iat\":"
                        + seconds
                        + ",\"exp\":"
                        + (seconds + LIFETIME)
                        + "}";
        String signed = encoded(head.getBytes(UTF_8)) + '.' + encoded(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer);
            signature.update(signed.getBytes(UTF_8));
            return signed + '.' + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs SHA256withRSA", e);
        }
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), UTF_8);
    }

    private static String encoded(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    @Override
    public Token read(Received answer) {
        Map<String, String> said;
        try {
            said = texts(answer.body());
        } catch (MalformedJson e) {
            said = Map.of();
        }
        String token = said.get("access_token");
        if (answer.status() != 200 || token == null) {
            String why = said.getOrDefault("error", "no reason");
            throw new ApiException(
                    ApiError.server(
                            502,
                            "Google gave the gateway no access token (it answered "
                                    + answer.status()
                                    + ", "
                                    + (why.matches("[\\w.-]{1,60}") ? why : "no reason")
                                    + "). The gateway's administrator must look after it.",
                            "upstream_auth"));
        }
        long seconds = seconds(said.getOrDefault("expires_in", ""));
        return new Token(Secret.of(token), seconds - Math.min(EARLY, seconds / 2));
    }

    private static long seconds(String text) {
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : LIFETIME;
    }

    @Override
    public VendorRequest authorize(VendorRequest request, Token token) {
        return request.with("authorization", "Bearer " + token.value().reveal());
    }
}
