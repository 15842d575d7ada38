package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a fake vendor does wrong when it is asked for by model name, so that clients in any language
 * can bring it about: {@code fake-429}, {@code fake-cut} and so on.
 */
final class Misbehaviour {
    private static final Duration NEVER = Duration.ZERO;

    private Misbehaviour() {}

    /** The answer that a chat request's model name asks for, or empty for an ordinary model. */
    static Optional<Answer> of(JsonNode body, ChatWriter writer) {
        boolean stream = body.path("stream").asBoolean(false);
        return switch (body.path("model").asString("")) {
            case "fake-429" -> Optional.of(limited());
            case "fake-500" -> Optional.of(failed(500, "The server had an error."));
            case "fake-503" -> Optional.of(failed(503, "The engine is overloaded."));
            case "fake-error-midstream" -> Optional.of(errorAfter(writer.payloads()));
            case "fake-error-in-200" -> Optional.of(Answer.json(200, overloaded()));
            case "fake-cut" -> Optional.of(cut(writer.payloads()));
            case "fake-stall" -> Optional.of(new Answer.Stall());
            case "fake-slow" ->
                    Optional.of(Answer.events(Duration.ofMillis(100), writer.payloads()));
            case "fake-sensitive" -> Optional.of(sensitive(writer, stream));
            case "fake-zhipu" -> Optional.of(zhipu(writer, stream));
            default -> Optional.empty();
        };
    }

    private static Answer limited() {
        VendorError error =
                new VendorError(
                        429, "requests", "Rate limit reached.", null, "rate_limit_exceeded");
        Answer.Fixed plain = Answer.json(429, error.document());
        Headers headers =
                plain.headers()
                        .with("retry-after", "1")
                        .with("x-ratelimit-limit-requests", "60")
                        .with("x-ratelimit-remaining-requests", "0")
                        .with("x-ratelimit-reset-requests", "1s");
        return new Answer.Fixed(429, headers, plain.body());
    }

    private static Answer failed(int status, String message) {
        VendorError error = new VendorError(status, "server_error", message, null, null);
        return Answer.json(status, error.document());
    }

    private static Answer errorAfter(List<String> payloads) {
        List<String> broken = new ArrayList<>(payloads.subList(0, Math.min(3, payloads.size())));
        broken.add(overloaded());
        return Answer.events(NEVER, broken);
    }

    private static Answer cut(List<String> payloads) {
        Answer.Sse whole = Answer.events(NEVER, payloads);
        int bytes = 160; // the head and some of the fourth event, which is torn
        for (String event : whole.events().subList(0, 3)) {
            bytes += event.length();
        }
        return new Answer.CutAfter(whole, bytes, Ending.CLOSE);
    }

    private static Answer sensitive(ChatWriter writer, boolean stream) {
        if (!stream) {
            ObjectNode document = writer.document();
            ObjectNode choice = (ObjectNode) document.path("choices").get(0);
            choice.put("finish_reason", "sensitive");
            ((ObjectNode) choice.path("message")).put("content", "");
            return Answer.json(200, document.toString());
        }
        List<String> payloads = writer.payloads();
        List<String> kept = new ArrayList<>(payloads.subList(0, 1));
        for (String payload : payloads.subList(1, payloads.size())) {
            boolean text = payload.contains("\"delta\":{\"content\"");
            if (!text) {
                kept.add(payload.replace("\"stop\"", "\"sensitive\""));
            }
        }
        return Answer.events(NEVER, kept);
    }

    /** Zhipu's v4 answers lack {@code object} and carry {@code request_id}. */
    private static Answer zhipu(ChatWriter writer, boolean stream) {
        if (!stream) {
            return Answer.json(200, withoutObject(writer.document()));
        }
        List<String> payloads = new ArrayList<>();
        for (String payload : writer.payloads()) {
            payloads.add(
                    payload.startsWith("{")
                            ? withoutObject((ObjectNode) Json.read(payload))
                            : payload);
        }
        return Answer.events(NEVER, payloads);
    }

    private static String withoutObject(ObjectNode document) {
        document.remove("object");
        document.remove("system_fingerprint");
        document.put("request_id", document.path("id").asString(""));
        return document.toString();
    }

    private static String overloaded() {
        return new VendorError(500, "server_error", "The model is overloaded.", null, null)
                .document();
    }
}
