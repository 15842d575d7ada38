package dev.sluice.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Output.Delivery;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where calls to Gemini, Vertex AI and Cohere go, and with which credential. */
class GoogleFactoriesTest {
    private static final Moment MOMENT =
            new Moment(Instant.parse("2026-11-25T12:00:00Z"), "call_1");

    private static ChatCall call(@Nullable String model, boolean stream) {
        ChatCall call = ChatCall.of(model == null ? "" : model, List.of(Message.User.says("hi")));
        var delivery = new Delivery(stream, null, Extras.NONE);
        return call.withOutput(new Output(delivery, null, null, null, null));
    }

    private static Words words(String text) {
        var map = new HashMap<String, String>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return map::get;
    }

    private static VendorRequest request(Vendor vendor, @Nullable String model, boolean stream) {
        Session session = vendor.protocol().open(call(model, stream), MOMENT);
        VendorRequest request = ((Step.Send) session.first()).request();
        return vendor.auth() instanceof Auth.OAuth
                ? request
                : Signer.sign(request, vendor.auth(), MOMENT);
    }

    private static @Nullable BaseUrl base(@Nullable String text) {
        return text == null ? null : BaseUrl.parse(text);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,api_key=k,gemini-3-pro,false,https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:generateContent",
                "-,api_key=k,-,true,https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
                "-,api_key=k"
                    + " model=gemini-pro,-,false,https://generativelanguage.googleapis.com/v1beta/models/gemini-pro:generateContent",
                "-,api_key=k"
                    + " api_version=v1,models/x,false,https://generativelanguage.googleapis.com/v1/models/x:generateContent",
                "-,api_key=k,tunedModels/mine,false,https://generativelanguage.googleapis.com/v1beta/tunedModels/mine:generateContent",
                "http://127.0.0.1:8080,api_key=k,x,false,http://127.0.0.1:8080/v1beta/models/x:generateContent",
                "http://127.0.0.1:8080/v1beta/,api_key=k,x,false,http://127.0.0.1:8080/v1beta/models/x:generateContent",
                "http://127.0.0.1:8080/google,api_key=k,x,true,http://127.0.0.1:8080/google/v1beta/models/x:streamGenerateContent?alt=sse",
            })
    void geminiCallsGoToTheModelsPath(
            @Nullable String base,
            String words,
            @Nullable String model,
            boolean stream,
            String url) {
        Vendor vendor = new GeminiFactory().vendor(base(base), words(words));
        VendorRequest request = request(vendor, model, stream);
        assertEquals(url, url(request));
        assertEquals("k", request.header("x-goog-api-key"));
        assertFalse(new String(request.body(), UTF_8).contains("model\":\"gem"));
    }

    private static String url(VendorRequest request) {
        String scheme = request.origin().tls() ? "https://" : "http://";
        return scheme + request.origin().authority() + request.target();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,project=p location=us-east5"
                    + " access_token=t,gemini-x,false,https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/google/models/gemini-x:generateContent",
                "-,project=p"
                    + " access_token=t,google/gemini-x,true,https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-x:streamGenerateContent?alt=sse",
                "-,project=p location=eu"
                    + " access_token=t,endpoints/77,false,https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/endpoints/77:generateContent",
                "http://localhost:9,project=p access_token=t"
                    + " api_version=v1beta1,x,false,http://localhost:9/v1beta1/projects/p/locations/global/publishers/google/models/x:generateContent",
                "-,api_key=k,gemini-x,false,https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-x:generateContent",
            })
    void vertexCallsGoToTheProjectsPath(
            @Nullable String base, String words, String model, boolean stream, String url) {
        Vendor vendor = new VertexFactory().vendor(base(base), words(words + " user_project=u"));
        VendorRequest request = request(vendor, model, stream);
        assertEquals(url, url(request));
        boolean express = words.startsWith("api_key");
        assertEquals(express ? null : "Bearer t", request.header("authorization"));
        assertEquals(express ? "k" : null, request.header("x-goog-api-key"));
        assertEquals("u", request.header("x-goog-user-project"));
    }

    @Test
    void otherPublishersAreNotServed() {
        Vendor vendor = new VertexFactory().vendor(null, words("project=p access_token=t"));
        for (String model : List.of("claude-sonnet-4@1", "meta/llama", "publishers/x/models/y")) {
            var thrown = assertThrows(ApiException.class, () -> request(vendor, model, false));
            assertEquals(501, thrown.error().status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "project=p,credentials",
                "access_token=t,project",
                "credentials=nothing,credentials",
                "credentials={},credentials",
                "credentials={\"client_email\":\"e\";\"private_key\":\"SECRET\"},credentials",
            })
    void whatIsMissingIsNamedAndSecretsAreNot(String words, String word) {
        Words given = words(words.replace(';', ','));
        var thrown =
                assertThrows(Words.BadWord.class, () -> new VertexFactory().vendor(null, given));
        assertEquals(word, thrown.word());
        assertFalse(String.valueOf(thrown.getMessage()).contains("SECRET"));
        assertThrows(Words.BadWord.class, () -> new GeminiFactory().vendor(null, words("")));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String account(KeyPair keys) {
        String base64 = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        return "{\"type\":\"service_account\",\"project_id\":\"mine\",\"private_key_id\":\"k1\","
                + "\"client_email\":\"a@mine.iam\",\"universe\":{\"a\":1},\"private_key\":\""
                + pem.replace("\r", "").replace("\n", "\\n")
                + "\"}";
    }

    @Test
    void aServiceAccountSignsForItsToken() throws GeneralSecurityException {
        KeyPair keys = keys();
        Map<String, String> words =
                Map.of("credentials", account(keys), "oauth_url", "http://127.0.0.1:7/token");
        Vendor vendor = new VertexFactory().vendor(null, words::get);
        assertTrue(url(request(vendor, "m", false)).contains("/projects/mine/locations/global/"));
        Grant grant = ((Auth.OAuth) vendor.auth()).grant();
        VendorRequest asked = grant.request(MOMENT);
        assertEquals("http://127.0.0.1:7/token", url(asked));
        assertEquals("application/x-www-form-urlencoded", asked.header("content-type"));
        String form = URLDecoder.decode(new String(asked.body(), UTF_8), UTF_8);
        String start = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=";
        assertTrue(form.startsWith(start), form);
        String[] jwt = form.substring(start.length()).split("\\.", -1);
        assertEquals("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}", decoded(jwt[0]));
        assertEquals(
                "{\"iss\":\"a@mine.iam\",\"scope\":\"https://www.googleapis.com/auth/cloud-platform\","
                    + "\"aud\":\"https://oauth2.googleapis.com/token\",\"iat\":1795608000,"
                    + "\"exp\":1795611600}",
                decoded(jwt[1]));
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(keys.getPublic());
        check.update((jwt[0] + '.' + jwt[1]).getBytes(UTF_8));
        assertTrue(check.verify(Base64.getUrlDecoder().decode(jwt[2])));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    @Test
    void tokensAreReadAndPutOnRequests() throws GeneralSecurityException {
        Grant grant = GoogleGrant.of(account(keys()), null);
        assertEquals("https://oauth2.googleapis.com/token", url(grant.request(MOMENT)));
        Grant.Token token =
                grant.read(answer(200, "{\"access_token\":\"ya29\",\"expires_in\":3599}"));
        assertEquals(3299, token.seconds());
        assertEquals(
                30,
                grant.read(answer(200, "{\"access_token\":\"t\",\"expires_in\":60}")).seconds());
        VendorRequest request = VendorRequest.of(new Origin(true, "h", 443), "GET", "/");
        assertEquals("Bearer ya29", grant.authorize(request, token).header("authorization"));
        for (String body : List.of("{\"error\":\"invalid_grant\"}", "<html>", "")) {
            var thrown = assertThrows(ApiException.class, () -> grant.read(answer(400, body)));
            assertEquals(502, thrown.error().status());
            assertEquals("upstream_auth", Objects.requireNonNull(thrown.error().code()));
        }
    }

    private static Received answer(int status, String body) {
        return new Received(status, List.of(), body.getBytes(UTF_8));
    }

    @Test
    void anAuthorizedUserRefreshes() {
        Grant grant =
                GoogleGrant.of(
                        "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s&\","
                            + "\"refresh_token\":\"r\"}",
                        null);
        assertEquals(
                "grant_type=refresh_token&client_id=c&client_secret=s%26&refresh_token=r",
                new String(grant.request(MOMENT).body(), UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,https://api.cohere.com/v2/chat",
                "http://127.0.0.1:8080,http://127.0.0.1:8080/v2/chat",
                "http://127.0.0.1:8080/v2/,http://127.0.0.1:8080/v2/chat"
            })
    void cohereCallsGoToItsChat(@Nullable String base, String url) {
        Vendor vendor = new CohereFactory().vendor(base(base), words("api_key=k"));
        VendorRequest request = request(vendor, "command-a", true);
        assertEquals(url, url(request));
        assertEquals("Bearer k", request.header("authorization"));
        assertTrue(
                new String(request.body(), UTF_8)
                        .startsWith("{\"model\":\"command-a\",\"stream\":true"));
    }
}
