package dev.sluice.testkit;

import static dev.sluice.testkit.AnthropicRules.known;
import static dev.sluice.testkit.AnthropicRules.need;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's API as far as a client can tell, and as strict as the vendor: a script for {@link
 * FakeUpstream#start(Function)}. Messages and the older text completions, token counts and models.
 *
 * <p>It checks the key, the version, every parameter and the order of the conversation. The same
 * request gets the same answer: a text model repeats the last message, a model that was offered
 * tools calls the first of them once, one that thinks signs its thought and insists on having it
 * back. Models named {@code fake-429}, {@code fake-500}, {@code fake-529}, {@code
 * fake-error-midstream}, {@code fake-error-in-200}, {@code fake-cut}, {@code fake-stall}, {@code
 * fake-slow} and {@code fake-sensitive} behave as they are called.
 *
 * <p>Source: Anthropic's API reference and the recordings, November 2026.
 */
public final class FakeAnthropic implements Function<Request, Answer> {
    private static final Set<String> VERSIONS = Set.of("2023-06-01", "2026-10-21");

    private final String key;
    private final AtomicInteger answered = new AtomicInteger();

    /** Takes this key only. */
    public FakeAnthropic(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        String id = "req_fake" + answered.incrementAndGet();
        try {
            authorize(request);
            return switch (request.method() + " " + request.path()) {
                case "POST /v1/messages" -> messages(request, id);
                case "POST /v1/complete" -> complete(request);
                case "POST /v1/messages/count_tokens" ->
                        Answer.json(200, "{\"input_tokens\":" + request.body().length / 4 + "}");
                case "GET /v1/models" -> models();
                default -> throw new AnthropicRefusal(404, "not_found_error", "Not found");
            };
        } catch (AnthropicRefusal refused) {
            return refused(refused, id);
        }
    }

    private static Answer refused(AnthropicRefusal refusal, String id) {
        Answer.Fixed plain = Answer.json(refusal.status(), refusal.document(id).toString());
        Headers headers = plain.headers().with("request-id", id);
        return new Answer.Fixed(
                refusal.status(),
                refusal.status() == 429 ? headers.with("retry-after", "1") : headers,
                plain.body());
    }

    private void authorize(Request request) {
        String given = request.headers().text("x-api-key");
        if (given.isEmpty()) {
            given = request.headers().text("authorization").replaceFirst("^Bearer ", "");
        }
        if (!given.equals(key)) {
            throw new AnthropicRefusal(401, "authentication_error", "invalid x-api-key");
        }
        String version = request.headers().text("anthropic-version");
        need(!version.isEmpty(), "anthropic-version: header is required");
        need(VERSIONS.contains(version), "anthropic-version: \"" + version + "\" is not valid");
    }

    private static JsonNode body(Request request) {
        String type = request.headers().text("content-type").toLowerCase(Locale.ROOT);
        need(type.startsWith("application/json"), "content-type: must be application/json");
        try {
            JsonNode body = Json.read(request.body());
            need(body.isObject(), "Input should be an object");
            return body;
        } catch (JacksonException malformed) {
            throw AnthropicRefusal.bad("The request body is not valid JSON");
        }
    }

    private static void requireModel(JsonNode body) {
        String model = body.path("model").asString("");
        if (!model.startsWith("claude-") && !model.startsWith("fake-")) {
            throw new AnthropicRefusal(404, "not_found_error", "model: " + model);
        }
    }

    private Answer messages(Request request, String id) {
        JsonNode body = body(request);
        new AnthropicRules(body, request.headers().text("anthropic-version")).check();
        requireModel(body);
        AnthropicAnswers answers = new AnthropicAnswers(body, "msg_fake" + answered.get());
        boolean stream = body.path("stream").asBoolean(false);
        return switch (body.path("model").asString("")) {
            case "fake-429" ->
                    throw new AnthropicRefusal(429, "rate_limit_error", "Too many requests.");
            case "fake-500" ->
                    throw new AnthropicRefusal(500, "api_error", "Internal server error");
            case "fake-529" -> throw overloaded();
            case "fake-error-in-200" -> Answer.json(200, overloaded().document(id).toString());
            case "fake-error-midstream" -> broken(answers.events(), id);
            case "fake-cut" -> cut(answers.events());
            case "fake-stall" -> new Answer.Stall();
            case "fake-slow" -> AnthropicAnswers.stream(answers.events(), Duration.ofMillis(100));
            default ->
                    stream
                            ? AnthropicAnswers.stream(answers.events(), Duration.ZERO)
                            : Answer.json(200, answers.message().toString());
        };
    }

    private static AnthropicRefusal overloaded() {
        return new AnthropicRefusal(529, "overloaded_error", "Overloaded");
    }

    private static Answer broken(List<String> events, String id) {
        List<String> broken = new ArrayList<>(events.subList(0, Math.min(4, events.size())));
        broken.add(AnthropicAnswers.event(overloaded().document(id)));
        return AnthropicAnswers.stream(broken, Duration.ZERO);
    }

    private static Answer cut(List<String> events) {
        int bytes = 160; // the head and some of the fifth event, which is torn
        for (String event : events.subList(0, 4)) {
            bytes += event.length();
        }
        return new Answer.CutAfter(
                AnthropicAnswers.stream(events, Duration.ZERO), bytes, Ending.CLOSE);
    }

    private static Answer complete(Request request) {
        JsonNode body = body(request);
        known(
                body,
                Set.of(
                        "model",
                        "prompt",
                        "max_tokens_to_sample",
                        "stop_sequences",
                        "temperature",
                        "top_p",
                        "top_k",
                        "metadata",
                        "stream"),
                "");
        need(body.path("model").isString(), "model: Field required");
        need(
                body.path("max_tokens_to_sample").asLong(0) > 0,
                "max_tokens_to_sample: Field required");
        double temperature = body.path("temperature").asDouble(1);
        need(temperature >= 0 && temperature <= 1, "temperature: range: 0..1");
        String prompt = body.path("prompt").asString("");
        need(
                prompt.startsWith("\n\nHuman:"),
                "prompt must start with \"\n\nHuman:\" turn after an optional system prompt");
        need(prompt.endsWith("\n\nAssistant:"), "prompt must end with \"\n\nAssistant:\" turn");
        requireModel(body);
        String model = body.path("model").asString("");
        need(
                model.matches("claude-(2|instant).*|fake-.*"),
                "\"" + model + "\" is not supported on this API. Please use the Messages API.");
        if (model.equals("fake-500")) {
            throw new AnthropicRefusal(500, "api_error", "Internal server error");
        }
        int from = prompt.lastIndexOf("\n\nHuman:") + 8;
        String said = prompt.substring(from, prompt.indexOf("\n\nAssistant:", from)).strip();
        String text = " You said: " + said;
        return body.path("stream").asBoolean(false)
                ? AnthropicAnswers.stream(completions(text, model), Duration.ZERO)
                : Answer.json(200, completion(text, "stop_sequence", model).toString());
    }

    private static List<String> completions(String text, String model) {
        List<String> events = new ArrayList<>();
        for (int at = 0; at < text.length(); at += 4) {
            String piece = text.substring(at, Math.min(at + 4, text.length()));
            events.add(AnthropicAnswers.event(completion(piece, "", model)));
            if (at == 0) {
                events.add(AnthropicAnswers.event(Json.object().put("type", "ping")));
            }
        }
        events.add(AnthropicAnswers.event(completion("", "stop_sequence", model)));
        return events;
    }

    private static ObjectNode completion(String text, String stop, String model) {
        ObjectNode completion = Json.object().put("type", "completion");
        completion.put("id", "compl_fake").put("completion", text);
        if (stop.isEmpty()) {
            completion.putNull("stop_reason");
        } else {
            completion.put("stop_reason", stop);
        }
        return completion.put("model", model).put("log_id", "compl_fake");
    }

    private static Answer models() {
        return Answer.json(
                200,
                "{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-4-5\",\"display_name\":"
                        + "\"Claude Sonnet 4.5\",\"created_at\":\"2025-09-29T00:00:00Z\"}],"
                        + "\"has_more\":false,\"first_id\":\"claude-sonnet-4-5\","
                        + "\"last_id\":\"claude-sonnet-4-5\"}");
    }
}
