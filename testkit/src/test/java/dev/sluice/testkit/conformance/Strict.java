package dev.sluice.testkit.conformance;

import dev.sluice.providers.Auth;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Signer;
import dev.sluice.providers.VendorRequest;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Request;
import dev.sluice.testkit.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A fake vendor as a judge of requests.
 *
 * @param vendor the fake
 * @param whole path and query for whole answers; <code>{model}</code> stands for the model
 * @param stream the same for streams
 * @param headers beside those of the credential
 * @param auth with which it lets a caller in
 */
record Strict(
        Function<Request, Answer> vendor,
        String whole,
        String stream,
        Map<String, String> headers,
        Auth auth) {
    private static final Origin ORIGIN = new Origin(true, "vendor.example", 443);

    /** Returns what the vendor has against a request, or nothing. */
    Optional<String> objection(byte[] body, String model, boolean streams) {
        String target = (streams ? stream : whole).replace("{model}", model.replace(":", "%3A"));
        VendorRequest request = VendorRequest.post(ORIGIN, target, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        if (streams) {
            request = request.with("accept", "text/event-stream");
            request = request.with("x-dashscope-sse", "enable");
        }
        VendorRequest signed = Signer.sign(request, auth, new Moment(Instant.now(), "c1"));
        var sent = new LinkedHashMap<String, String>();
        sent.put("host", ORIGIN.authority());
        signed.headers().forEach(header -> sent.put(header.name(), header.value()));
        return vendor.apply(Requests.post(signed.target(), sent, body)) instanceof Answer.Fixed f
                        && (f.status() >= 400 || isDisguised(f))
                ? Optional.of(f.status() + " " + text(f))
                : Optional.empty();
    }

    /** Some vendors refuse with success: ERNIE, Hunyuan and Zhipu v3. */
    private static boolean isDisguised(Answer.Fixed answer) {
        byte[] bytes = answer.body().bytes();
        if (bytes.length == 0 || bytes[0] != '{') {
            return false;
        }
        JsonNode body = Trees.read(bytes);
        return body.has("error_code")
                || body.path("Response").has("Error")
                || !body.path("success").asBoolean(true);
    }

    private static String text(Answer.Fixed fixed) {
        String text = new String(fixed.body().bytes(), StandardCharsets.UTF_8);
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
