package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of OpenAI chat chunks as vendors really send them.
 *
 * <p>The finish of a choice is held back until the end of the stream: vendors send text, tool calls
 * and usage behind it, or say it twice, or say {@code stop} where calls were made.
 *
 * <pre>
 *   before ─(a choice or an id)→ started ─([DONE] | end of body)→ over
 *      └──────────────(error, no JSON, break)──────────────────────┘
 * </pre>
 */
final class OpenAiStreamReader implements StreamReader {
    // Padding against guessing by length (OpenAI, Mistral), and what Perplexity and Writer repeat.
    private static final Set<String> NOISE = Set.of("obfuscation", "p", "object", "stream_options");

    private final Map<Integer, OpenAiChoice> choices = new TreeMap<>();
    private final Map<String, String> seen = new HashMap<>();
    private final List<Extras.Member> waiting = new ArrayList<>();
    private List<Extras.Member> extras = new ArrayList<>();
    private List<ChatEvent> events = new ArrayList<>();
    private String id = "";
    private long created;
    private String model = "";
    private @Nullable Usage usage;
    private boolean metered;
    private boolean started;
    private boolean over;
    private boolean isError;

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (over) {
            return List.of();
        }
        String start = new String(data, 0, Math.min(data.length, 16), StandardCharsets.UTF_8);
        if (start.isBlank() && new String(data, StandardCharsets.UTF_8).isBlank()) {
            return List.of();
        }
        if (start.strip().startsWith("[DONE]")) {
            return done();
        }
        events = new ArrayList<>();
        try {
            if (name.equals("error")) {
                return failed(OpenAiErrors.read(200, data));
            }
            if (!JsonReader.read(data, this::chunk)) {
                return failed(OpenAiErrors.read(200, data));
            }
        } catch (ApiException e) {
            return failed(e.error());
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that is no chat chunk: " + e.getMessage()));
        }
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        return choices.values().stream().anyMatch(OpenAiChoice::isFinished)
                        && choices.values().stream().allMatch(OpenAiChoice::isFinished)
                ? finished()
                : failed(
                        ErrorMapping.badUpstream(
                                "The upstream's stream ended before the answer was complete."));
    }

    // OpenAI's own audio models end with usage and [DONE] but no finish_reason. Without usage, a
    // bare
    // [DONE] proves nothing.
    private List<ChatEvent> done() {
        if (metered) {
            choices.values().forEach(c -> c.finish(Standard.STOP));
        }
        return end();
    }

    private List<ChatEvent> finished() {
        over = true;
        var all = new ArrayList<ChatEvent>();
        choices.values().forEach(c -> all.add(c.finished()));
        return all;
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    /** Reads a chunk; false when it is an error. */
    private boolean chunk(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        extras = new ArrayList<>();
        usage = null;
        var said = new ArrayList<ChatEvent>();
        var isChunk = new boolean[1];
        in.members(name -> isChunk[0] |= member(in, name, said));
        // {"error"} in or {"code", "message"} in place of a chunk; the whole text says what it
        // means.
        if (isError || !isChunk[0]) {
            return false;
        }
        begin();
        events.addAll(said);
        if (usage != null) {
            metered = true;
            events.add(new ChatEvent.Metered(usage));
        }
        return true;
    }

    /** Says whether the member belongs to a chunk. */
    private boolean member(JsonReader in, String name, List<ChatEvent> said) {
        switch (name) {
            case "id" -> id = id.isEmpty() ? in.anyText() : id;
            case "created" ->
                    created = created == 0 ? OpenAiReplies.seconds(in.anyCount()) : created;
            case "model" -> model = model.isEmpty() ? in.anyText() : model;
            case "choices" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(position -> choice(in, position, said));
                }
                return true;
            }
            case "usage" -> {
                metered(OpenAiUsage.read(in));
                return true;
            }
            case "error" -> isError |= !in.is(Kind.NULL);
            case "x_groq" -> groq(in);
            default -> {
                if (!NOISE.contains(name) && !in.is(Kind.NULL)) {
                    in.keep(name, extras);
                }
            }
        }
        return false;
    }

    private void groq(JsonReader in) {
        int mark = in.mark();
        if (in.is(Kind.OBJECT)) {
            in.members(inner -> {
                if (inner.equals("usage")) {
                    metered(OpenAiUsage.read(in));
                }
            });
        }
        extras.add(new Extras.Member("x_groq", in.since(mark)));
    }

    private void metered(@Nullable Usage found) {
        if (found != null) {
            usage = found;
        }
    }

    // Azure's first chunk has no id, no model and no choices; what it has waits for the next.
    private void begin() {
        var changed = new ArrayList<Extras.Member>();
        for (Extras.Member member : extras) {
            if (!member.value().json().equals(seen.put(member.name(), member.value().json()))) {
                changed.add(member);
            }
        }
        if (!started) {
            waiting.addAll(changed);
            if (!choices.isEmpty() || !id.isEmpty()) {
                started = true;
                var all = new Extras(waiting);
                events.add(new ChatEvent.Started(OpenAiDialect.NAME, id, created, model, all));
            }
        } else if (!changed.isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHUNK, new Extras(changed)));
        }
    }

    private void choice(JsonReader in, int position, List<ChatEvent> said) {
        var piece = new Piece(in, position);
        in.members(piece::member);
        metered(piece.usage);
        OpenAiChoice choice = choices.computeIfAbsent(piece.index, OpenAiChoice::new);
        if (!piece.extras.isEmpty()) {
            var rest = new Extras(piece.extras);
            said.add(new ChatEvent.Opaque(piece.index, Place.CHOICE, rest));
        }
        OpenAiDelta delta = piece.delta;
        if (delta == null || delta.isEmpty()) {
            delta = piece.stands(choice);
        }
        if (delta != null) {
            choice.say(delta, said);
        }
        ApiError failure = OpenAiReplies.failure(piece.finish);
        if (failure != null) {
            throw new ApiException(failure);
        }
        FinishReason reason = OpenAiReplies.finishReason(piece.finish);
        if (reason != null) {
            choice.finish(reason);
        }
    }

    /** The members of one element of {@code choices}. */
    private static final class Piece {
        private final JsonReader in;
        private final List<Extras.Member> extras = new ArrayList<>();
        private int index;
        private @Nullable OpenAiDelta delta;
        private @Nullable OpenAiDelta message;
        private String text = "";
        private String finish = "";
        private @Nullable Usage usage;

        Piece(JsonReader in, int position) {
            this.in = in;
            index = position;
        }

        void member(String name) {
            switch (name) {
                case "index" -> index = in.is(Kind.NUMBER) ? (int) in.anyCount() : index;
                case "delta" -> delta = in.is(Kind.OBJECT) ? OpenAiDelta.read(in) : null;
                case "message" -> message = in.is(Kind.OBJECT) ? OpenAiDelta.read(in) : null;
                case "text" -> text = in.anyText();
                case "finish_reason" -> finish = in.anyText();
                case "usage" -> usage = OpenAiUsage.read(in);
                case "error" -> {
                    if (!in.is(Kind.NULL)) {
                        throw new ApiException(OpenAiErrors.inside(in));
                    }
                }
                default -> {
                    if (!in.is(Kind.NULL)) {
                        in.keep(name, extras);
                    }
                }
            }
        }

        // A vendor that sends the whole message at once, or legacy "text", and no delta. Where
        // deltas
        // came before, "message" repeats them.
        @Nullable OpenAiDelta stands(OpenAiChoice choice) {
            if (choice.hasSpoken() || delta != null) {
                return delta;
            }
            if (message != null) {
                return message;
            }
            return text.isEmpty() ? null : OpenAiDelta.ofText(text);
        }
    }
}
