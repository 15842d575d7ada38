package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's API as far as a client library can tell, and as strict as the vendor: a script for
 * {@link FakeUpstream#start(Function)}.
 *
 * <p>It checks the key, the content type, the JSON, the required members, the known parameters and
 * their ranges, and answers the same request always in the same way: a text model repeats the last
 * message, a model that was offered tools calls every one of them once. Models named {@code
 * fake-429}, {@code fake-500}, {@code fake-503}, {@code fake-error-midstream}, {@code
 * fake-error-in-200}, {@code fake-cut}, {@code fake-stall}, {@code fake-slow}, {@code
 * fake-sensitive} and {@code fake-zhipu} behave as they are called.
 *
 * <p>Source: OpenAI's API reference and the recordings, November 2026.
 */
public final class FakeOpenAi implements Function<Request, Answer> {
    private static final Set<String> MODELS =
            Set.of(
                    "gpt-3.5-turbo",
                    "gpt-4o",
                    "gpt-4o-mini",
                    "gpt-3.5-turbo-instruct",
                    "gpt-image-1",
                    "gpt-realtime",
                    "dall-e-3",
                    "sora-2",
                    "text-embedding-3-small",
                    "text-embedding-ada-002",
                    "omni-moderation-latest",
                    "tts-1",
                    "whisper-1");

    private final String key;
    private final Strictness strictness;
    private final Stubs stubs = new Stubs();
    private final AtomicInteger answered = new AtomicInteger();

    /** OpenAI itself: unknown parameters and unknown models are refused. */
    public FakeOpenAi(String key) {
        this(key, Strictness.VENDOR);
    }

    /** OpenAI, or a compatible server that takes any parameter and any model name. */
    public FakeOpenAi(String key, Strictness strictness) {
        this.key = key;
        this.strictness = strictness;
    }

    /** The one key that it accepts. */
    public String key() {
        return key;
    }

    @Override
    public Answer apply(Request request) {
        String id = "req_fake" + answered.incrementAndGet();
        try {
            authorize(request);
            if (!request.path().startsWith("/v1/")) {
                throw unknownUrl(request);
            }
            return marked(answer(request, request.path().substring(3)), id);
        } catch (VendorError error) {
            return marked(Answer.json(error.status(), error.document()), id);
        }
    }

    /** The answer to an authorized request; {@code path} begins after the version. */
    Answer answer(Request request, String path) {
        return switch (request.method() + " " + path) {
            case "POST /chat/completions" -> chat(request);
            case "POST /completions" ->
                    Generations.completion(checked(request, Parameters.COMPLETIONS));
            case "POST /embeddings" -> Embeddings.answer(checked(request, Parameters.EMBEDDINGS));
            case "POST /images/generations" ->
                    Generations.images(checked(request, Parameters.IMAGES));
            case "POST /images/edits", "POST /images/variations" -> Generations.edited(request);
            case "POST /audio/speech" -> Generations.speech(checked(request, Parameters.SPEECH));
            case "POST /audio/transcriptions", "POST /audio/translations" ->
                    Generations.transcript(request);
            case "POST /moderations" -> Generations.moderation(JsonBody.of(request));
            case "POST /responses" ->
                    new ResponsesWriter(checked(request, Parameters.RESPONSES)).answer();
            case "POST /files" -> Generations.file(request);
            case "POST /videos" -> Generations.video(request);
            case "GET /models" -> models();
            case "GET /realtime" ->
                    new Answer.WebSocketEcho(Headers.of("sec-websocket-protocol", "realtime"));
            default -> other(request, path);
        };
    }

    Answer chat(Request request) {
        JsonNode body = checked(request, Parameters.CHAT);
        String id = "chatcmpl-fake" + answered.get();
        ChatScript script = ChatScript.of(body);
        ChatWriter writer = new ChatWriter(body, script, id);
        return Misbehaviour.of(body, writer)
                .orElseGet(() ->
                        body.path("stream").asBoolean(false)
                                ? Answer.events(java.time.Duration.ZERO, writer.payloads())
                                : Answer.json(200, writer.document().toString()));
    }

    private Answer other(Request request, String path) {
        if (request.method().equals("GET") && path.startsWith("/models/")) {
            requireModel(path.substring("/models/".length()));
        }
        if (request.method().equals("GET") && path.matches("/(files|videos)/[^/]+/content")) {
            return Answer.bytes(200, "application/octet-stream", "bytes\u0000\r\n".getBytes(UTF_8));
        }
        if (request.method().equals("POST") && path.matches("/uploads/[^/]+/parts")) {
            return Generations.part(request, path.split("/", -1)[2]);
        }
        return stubs.answer(request, path).orElseThrow(() -> unknownUrl(request));
    }

    private JsonNode checked(Request request, Parameters parameters) {
        JsonNode body = JsonBody.of(request);
        parameters.check(body, strictness);
        requireModel(body.path("model").asString(""));
        return body;
    }

    private void requireModel(String model) {
        boolean known = model.isEmpty() || MODELS.contains(model) || model.startsWith("fake-");
        if (!known && strictness == Strictness.VENDOR) {
            throw VendorError.notFound(
                    "The model `" + model + "` does not exist or you do not have access to it.",
                    "model_not_found");
        }
    }

    private void authorize(Request request) {
        String header = request.headers().text("authorization");
        if (header.isEmpty()) {
            throw new VendorError(
                    401, "invalid_request_error", "You didn't provide an API key.", null, null);
        }
        if (!header.equals("Bearer " + key)) {
            throw new VendorError(
                    401,
                    "invalid_request_error",
                    "Incorrect API key provided: sk-***.",
                    null,
                    "invalid_api_key");
        }
    }

    private static Answer models() {
        StringBuilder list = new StringBuilder("{\"object\":\"list\",\"data\":[");
        String comma = "";
        for (String model : MODELS.stream().sorted().toList()) {
            list.append(comma)
                    .append("{\"id\":")
                    .append(Json.quoted(model))
                    .append(",\"object\":\"model\",\"created\":1763683200,")
                    .append("\"owned_by\":\"openai\"}");
            comma = ",";
        }
        return Answer.json(200, list.append("]}").toString());
    }

    private static Answer marked(Answer answer, String id) {
        return answer instanceof Answer.Fixed fixed
                ? new Answer.Fixed(fixed.status(), marked(fixed.headers(), id), fixed.body())
                : answer instanceof Answer.Sse sse
                        ? new Answer.Sse(
                                sse.status(),
                                marked(sse.headers(), id),
                                sse.events(),
                                sse.interval())
                        : answer;
    }

    private static Headers marked(Headers headers, String id) {
        return headers.with("x-request-id", id)
                .with("openai-version", "2020-10-01")
                .with("openai-processing-ms", "7");
    }

    private static VendorError unknownUrl(Request request) {
        return VendorError.notFound(
                "Invalid URL (" + request.method() + " " + request.path() + ")", null);
    }
}
