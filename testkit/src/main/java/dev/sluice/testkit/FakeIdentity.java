package dev.sluice.testkit;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An OpenID Connect provider on loopback that vouches for whomever it is told to, and checks what a
 * real one checks: client, code, redirect address and PKCE.
 */
public final class FakeIdentity implements AutoCloseable {
    /** What the gateway is known as here. */
    public static final String CLIENT = "sluice";

    /** The secret that goes with it. */
    public static final String SECRET = "identity-secret:with+signs";

    private final KeyPair keys = keys();
    private final FakeUpstream server = FakeUpstream.start(this::answer);
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private volatile String person;
    private volatile UnaryOperator<String> twist = UnaryOperator.identity();

    /** Starts; knows nobody yet. */
    public FakeIdentity() {
        person = "\"sub\":\"1\"";
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns its address. */
    public String issuer() {
        return server.url();
    }

    /** Says for whom it vouches next: members of the token, {@code "sub":"1","email":"..."}. */
    public void vouchFor(String claims) {
        person = claims;
    }

    /** Changes the whole token that it gives. */
    public void twist(UnaryOperator<String> change) {
        twist = change;
    }

    /**
     * What a person at the sign-in page does: agrees.
     *
     * @param address where the browser was sent
     * @return where the browser is sent back to
     */
    public String agree(String address) {
        Map<String, String> asked = form(address.substring(address.indexOf('?') + 1));
        String code = "code-" + (codes.size() + 1);
        codes.put(code, asked);
        return asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state");
    }

    private Answer answer(Request request) {
        return switch (request.path()) {
            case "/.well-known/openid-configuration" ->
                    Answer.json(
                            200,
                            """
                            {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize",
                             "token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys"}
                            """
                                    .formatted(issuer()));
            case "/keys" -> Answer.json(200, publicKeys());
            case "/token" -> token(request);
            default -> Answer.json(404, "{}");
        };
    }

    private Answer token(Request request) {
        String basic = encode(CLIENT) + ":" + encode(SECRET);
        String expected =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(basic.getBytes(StandardCharsets.UTF_8));
        Map<String, String> form = form(request.text());
        Map<String, String> begun = codes.getOrDefault(form.getOrDefault("code", ""), Map.of());
        codes.remove(form.getOrDefault("code", ""));
        boolean good =
                request.headers().text("authorization").equals(expected)
                        && !begun.isEmpty()
                        && begun.getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
                        && challenge(form.getOrDefault("code_verifier", ""))
                                .equals(begun.get("code_challenge"));
        if (!good) {
            return Answer.json(400, "{\"error\":\"invalid_grant\"}");
        }
        long now = System.currentTimeMillis() / 1000;
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"nonce\":\"%s\",%s}"
                        .formatted(issuer(), CLIENT, now, now + 300, begun.get("nonce"), person);
        return Answer.json(200, "{\"id_token\":\"" + twist.apply(signed(claims)) + "\"}");
    }

    /** Returns a token with these claims and a good signature. */
    public String signed(String claims) {
        String text = base64("{\"alg\":\"RS256\",\"kid\":\"k1\"}") + "." + base64(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the claims of a token changed, under the signature that it had. */
    public static String forged(String token, Function<String, String> change) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + base64(change.apply(claims)) + "." + parts[2];
    }

    /** Returns a token's claims under a head that says that it needs no signature. */
    public static String unsigned(String token) {
        return base64("{\"alg\":\"none\"}") + "." + token.split("\\.", -1)[1] + ".";
    }

    /** Returns a token's claims, as they were signed. */
    public String resigned(String token, Function<String, String> change) {
        String claims =
                new String(
                        Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        return signed(change.apply(claims));
    }

    private String publicKeys() {
        var key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"k1\",\"n\":\""
                + base64(unsigned(key.getModulus()))
                + "\",\"e\":\""
                + base64(unsigned(key.getPublicExponent()))
                + "\"}]}";
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String challenge(String verifier) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return base64(sha256.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] halves = pair.split("=", 2);
            form.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.close();
    }
}
