package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.openai.OpenAiDialect;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads GenerateContentResponses: the chunks of a stream, or the one of a whole reply. A stream has
 * no end of its own but that of the body, so every finish is held back until then.
 *
 * <p>What the hub has no word for is said in OpenAI's words ({@code extra_content}, {@code images},
 * {@code logprobs}), so the events are of that language's origin.
 */
final class GeminiStreamReader extends JsonStreamReader {
    private final TreeMap<Integer, GeminiCandidate> candidates = new TreeMap<>();
    private String id = "";
    private String model = "";
    private long created;
    private ChatEvent.@Nullable Metered pending;
    private @Nullable ApiError error;

    GeminiStreamReader() {
        super("generateContent answer");
    }

    /**
     * Reads a whole reply.
     *
     * @throws ApiException when it is an error, or no reply
     */
    static ChatReply whole(byte[] body) {
        var reader = new GeminiStreamReader();
        var builder = new ReplyBuilder();
        reader.read("", body).forEach(builder::take);
        reader.candidates
                .values()
                .forEach(c -> {
                    if (!c.isFinished()) {
                        c.finish("STOP", "");
                    }
                });
        reader.end().forEach(builder::take);
        return builder.reply();
    }

    @Override
    protected void frame(String name, byte[] data) {
        JsonReader.read(
                data,
                in -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> chunk(in));
                    } else {
                        chunk(in);
                    }
                    return null;
                });
        if (error != null) {
            fail(error);
        }
    }

    @Override
    protected void complete() {
        if (candidates.isEmpty()) {
            fail(ErrorMapping.badUpstream("The upstream answered without a candidate."));
        }
        for (GeminiCandidate candidate : candidates.values()) {
            if (!candidate.isFinished()) {
                cutOff();
            }
        }
        for (GeminiCandidate candidate : candidates.values()) {
            ApiError failure = candidate.failure();
            if (failure != null) {
                fail(failure);
            }
        }
        if (isOver()) {
            return;
        }
        over();
        begin();
        meter();
        candidates.values().forEach(c -> c.end(events()));
    }

    private void chunk(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var said = new ArrayList<ChatEvent>();
        var usage = new @Nullable Usage[1];
        in.members(name -> {
            switch (name) {
                case "candidates" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(position -> candidate(in, position, said));
                    }
                }
                case "usageMetadata" -> usage[0] = GeminiUsage.read(in);
                case "responseId" -> id = id.isEmpty() ? in.anyText() : id;
                case "modelVersion" -> model = model.isEmpty() ? in.anyText() : model;
                case "createTime" -> created = seconds(in.anyText());
                case "promptFeedback" -> feedback(in);
                case "error" -> error = GeminiErrors.inside(in);
                default -> {}
            }
        });
        if (usage[0] != null) {
            pending = new ChatEvent.Metered(usage[0]);
        }
        if (isStarted() || !said.isEmpty()) {
            begin();
            said.forEach(this::tell);
            meter();
        }
    }

    // Not before something is said: what fails with nothing said can be tried elsewhere.
    private void begin() {
        start(OpenAiDialect.NAME, id, created, model);
    }

    private void meter() {
        ChatEvent.Metered counted = pending;
        if (counted != null) {
            tell(counted);
            pending = null;
        }
    }

    private long seconds(String time) {
        try {
            return created != 0 || time.isEmpty() ? created : Instant.parse(time).getEpochSecond();
        } catch (DateTimeException e) {
            return created;
        }
    }

    private void feedback(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var texts = new String[] {"", ""};
        in.members(name -> {
            switch (name) {
                case "blockReason" -> texts[0] = in.anyText();
                case "blockReasonMessage" -> texts[1] = in.anyText();
                default -> {}
            }
        });
        if (!texts[0].isEmpty() && !texts[0].contains("UNSPECIFIED") && !texts[0].equals("0")) {
            error = GeminiErrors.blocked(texts[0], texts[1]);
        }
    }

    // The number of the candidate may stand behind its parts.
    private void candidate(JsonReader in, int position, List<ChatEvent> said) {
        var index = new int[] {position};
        var parts = new ArrayList<GeminiPart>();
        var finish = new String[] {"", ""};
        var grounding = new @Nullable GeminiGrounding[1];
        var logprobs = new @Nullable Raw[1];
        in.members(name -> {
            switch (name) {
                case "index" -> index[0] = (int) in.anyCount();
                case "content" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> {
                            if (inner.equals("parts")) {
                                parts.addAll(GeminiPart.readAll(in));
                            }
                        });
                    }
                }
                case "finishReason" -> finish[0] = in.anyText();
                case "finishMessage" -> finish[1] = in.anyText();
                case "groundingMetadata" ->
                        grounding[0] = in.is(Kind.OBJECT) ? GeminiGrounding.read(in) : null;
                case "logprobsResult" -> logprobs[0] = in.is(Kind.OBJECT) ? logprobs(in) : null;
                default -> {}
            }
        });
        var candidate = candidates.computeIfAbsent(index[0], GeminiCandidate::new);
        if (logprobs[0] != null) {
            candidate.logprobs(logprobs[0], said);
        }
        candidate.say(parts, said);
        if (grounding[0] != null) {
            candidate.ground(grounding[0]);
        }
        candidate.finish(finish[0], finish[1]);
    }

    private record Token(String text, String logprob) {}

    private static Raw logprobs(JsonReader in) {
        var chosen = new ArrayList<Token>();
        var tops = new ArrayList<List<Token>>();
        in.members(name -> {
            if (name.equals("chosenCandidates") && in.is(Kind.ARRAY)) {
                in.elements(_ -> chosen.add(token(in)));
            } else if (name.equals("topCandidates") && in.is(Kind.ARRAY)) {
                in.elements(_ -> {
                    var top = new ArrayList<Token>();
                    in.members(inner -> {
                        if (inner.equals("candidates") && in.is(Kind.ARRAY)) {
                            in.elements(_ -> top.add(token(in)));
                        }
                    });
                    tops.add(top);
                });
            }
        });
        var out = new JsonWriter().array();
        for (int i = 0; i < chosen.size(); i++) {
            put(out.object(), chosen.get(i)).array("top_logprobs");
            for (Token token : i < tops.size() ? tops.get(i) : List.<Token>of()) {
                put(out.object(), token).endObject();
            }
            out.endArray().endObject();
        }
        return new Raw(GeminiPart.text(out.endArray()));
    }

    private static JsonWriter put(JsonWriter out, Token token) {
        out.put("token", token.text()).put("logprob", new Raw(token.logprob()));
        return out.putNull("bytes");
    }

    private static Token token(JsonReader in) {
        var texts = new String[] {"", "0"};
        in.members(name -> {
            switch (name) {
                case "token" -> texts[0] = in.anyText();
                case "logProbability" -> texts[1] = in.is(Kind.NUMBER) ? in.anyText() : "0";
                default -> {}
            }
        });
        return new Token(texts[0], texts[1]);
    }
}
