package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Skylark on Volcengine's first platform, its signature checked: a script for {@link
 * FakeUpstream#start(Function)}.
 *
 * <p>The models {@code fake-429}, {@code fake-500}, {@code fake-cut} and {@code fake-sensitive}
 * behave as they are called. Source: Volcengine's MaaS reference and its V4 signature, read
 * 2026-11.
 */
public final class FakeSkylark implements Function<Request, Answer> {
    private static final String TYPE = "application/json; charset=utf-8";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/request,"
                            + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

    private final String accessKey;
    private final String secretKey;

    /** Takes a pair of keys. */
    public FakeSkylark(String accessKey, String secretKey) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    @Override
    public Answer apply(Request request) {
        try {
            if (!request.method().equals("POST") || !request.path().equals("/api/v1/chat")) {
                throw VendorError.notFound("no such path", "NotFound");
            }
            VendorRules.contentType(request, TYPE);
            authorize(request);
            return answer(JsonBody.of(request));
        } catch (VendorError e) {
            ObjectNode body = Json.object();
            String code = e.code() == null ? "InvalidParameter" : e.code();
            body.putObject("error")
                    .put("code", code)
                    .put("code_n", 1_709_000 + e.status())
                    .put("message", e.getMessage());
            return Answer.json(e.status(), body.toString());
        }
    }

    private void authorize(Request request) {
        Matcher given = AUTHORIZATION.matcher(request.headers().text("authorization"));
        if (!given.matches() || !given.group(1).equals(accessKey)) {
            throw refused("no signature of this key");
        }
        String hash = Sha256.hash(request.body());
        String date = request.headers().text("x-date");
        boolean scoped =
                date.startsWith(given.group(2))
                        && given.group(3).equals("cn-beijing")
                        && given.group(4).equals("ml_maas");
        if (!scoped || !request.headers().text("x-content-sha256").equals(hash)) {
            throw refused("wrong date, region, service or hash of the body");
        }
        List<String> signed = List.of(given.group(5).split(";", -1));
        if (!signed.containsAll(List.of("host", "x-date", "x-content-sha256"))) {
            throw refused("too little is signed");
        }
        StringBuilder canonical = new StringBuilder("POST\n" + request.path() + "\n\n");
        for (String name : signed) {
            canonical.append(name).append(':').append(request.headers().text(name)).append('\n');
        }
        canonical.append('\n').append(given.group(5)).append('\n').append(hash);
        String scope = given.group(2) + "/cn-beijing/ml_maas/request";
        String text =
                "HMAC-SHA256\n"
                        + date
                        + '\n'
                        + scope
                        + '\n'
                        + Sha256.hash(canonical.toString().getBytes(UTF_8));
        byte[] key = secretKey.getBytes(UTF_8);
        for (String step : scope.split("/", -1)) {
            key = Sha256.hmac(key, step);
        }
        if (!HexFormat.of().formatHex(Sha256.hmac(key, text)).equals(given.group(6))) {
            throw refused("the signature does not match");
        }
    }

    private static VendorError refused(String message) {
        return new VendorError(401, "", message, null, "AuthenticationError");
    }

    private static Answer answer(JsonNode body) {
        VendorRules.members(body, "model messages", "parameters stream", "InvalidParameter");
        VendorRules.members(body.path("model"), "name", "endpoint_id", "InvalidParameter");
        JsonNode parameters = body.path("parameters");
        if (body.has("parameters")) {
            VendorRules.members(parameters, "", "max_new_tokens temperature", "InvalidParameter");
        }
        VendorRules.range(parameters, "temperature", 0, 2);
        VendorRules.range(parameters, "max_new_tokens", 1, 1e6);
        String model = body.path("model").path("name").asString("");
        JsonNode messages = body.path("messages");
        for (JsonNode message : messages) {
            VendorRules.members(message, "role content", "", "InvalidParameter");
        }
        if (messages.isEmpty()
                || !messages.get(messages.size() - 1).path("role").asString("").equals("user")) {
            throw VendorError.badRequest(
                    "the last word is the user's", "messages", "InvalidParameter");
        }
        switch (model) {
            case "fake-429" ->
                    throw new VendorError(
                            429, "", "slow", null, "ModelAccountRpmRateLimitExceeded");
            case "fake-500" -> throw new VendorError(500, "", "x", null, "InternalServiceError");
            case "fake-sensitive" ->
                    throw VendorError.badRequest(
                            "risky", null, "InputTextSensitiveContentDetected");
            default -> {}
        }
        String last = messages.get(messages.size() - 1).path("content").asString("");
        ChatScript script = VendorRules.script(last, messages.size() - 1);
        if (body.path("stream").asBoolean(false)) {
            return stream(script, model);
        }
        ObjectNode reply = frame(script.text() == null ? "" : script.text(), "stop");
        reply.set("usage", VendorRules.usage(script));
        return Answer.json(200, reply.toString());
    }

    private static ObjectNode frame(String text, String finish) {
        ObjectNode frame = Json.object().put("req_id", "20231114221320");
        ObjectNode choice = frame.putObject("choice");
        choice.putObject("message").put("role", "assistant").put("content", text);
        if (!finish.isEmpty()) {
            choice.put("finish_reason", finish);
        }
        return frame;
    }

    private static Answer stream(ChatScript script, String model) {
        List<String> payloads = new ArrayList<>();
        for (String piece : script.pieces()) {
            payloads.add(frame(piece, "").toString());
        }
        ObjectNode last = frame("", "stop");
        last.set("usage", VendorRules.usage(script));
        payloads.add(last.toString());
        payloads.add("[DONE]");
        Answer.Sse whole = Answer.events(Duration.ZERO, payloads);
        int bytes = 160 + whole.events().getFirst().length();
        return model.equals("fake-cut") ? new Answer.CutAfter(whole, bytes, Ending.CLOSE) : whole;
    }
}
