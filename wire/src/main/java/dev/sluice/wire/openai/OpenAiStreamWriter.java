package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes OpenAI chat chunks that the strictest client there is can read: one id, time and model;
 * first the role with {@code content: ""}; a string content in every delta that is no tool call;
 * {@code finish_reason} null until the last chunk of a choice; usage only when asked for; {@code
 * [DONE]} at the end, also after an error.
 */
final class OpenAiStreamWriter implements StreamWriter {
    private static final byte[] NOTHING = {};
    private static final String DATA = "data: ";
    private static final String END = "\n\n";
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private final ReplyTerms terms;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Extras.Member> pending = new ArrayList<>();
    private Foreign foreign = Foreign.from("", OpenAiDialect.NAME);
    private String id;
    private long created;
    private String model;
    private @Nullable Usage usage;
    private boolean over;

    OpenAiStreamWriter(ReplyTerms terms) {
        this.terms = terms;
        id = terms.id();
        created = terms.created();
        model = terms.model();
    }

    /** What has been written of one choice. */
    private static final class Choice {
        private final List<Extras.Member> beside = new ArrayList<>();
        private final List<Extras.Member> inDelta = new ArrayList<>();
        private final Map<Integer, ToolCall.Kind> silentCalls = new TreeMap<>();
        private ToolCall.@Nullable Kind kind;
        private final StringBuilder thought = new StringBuilder();
        private boolean open;
        private boolean finished;
    }

    @Override
    public byte[] write(ChatEvent event) {
        if (over) {
            return NOTHING;
        }
        out.reset();
        switch (event) {
            case ChatEvent.Started started -> start(started);
            case ChatEvent.TextDelta(int i, String text) ->
                    say(i, delta -> delta.put("content", text));
            case ChatEvent.ReasoningDelta(int i, String text) -> {
                say(i, delta -> delta.put("reasoning_content", text).put("content", ""));
                opened(i).thought.append(text);
            }
            case ChatEvent.RefusalDelta(int i, String text) ->
                    say(i, delta -> delta.put("content", "").put("refusal", text));
            case ChatEvent.AudioDelta(int i, Part.Speech sound) ->
                    say(i, delta -> writeSound(delta, sound));
            case ChatEvent.Annotated(int i, Annotation mark) ->
                    say(
                            i,
                            delta -> {
                                delta.put("content", "");
                                OpenAiAnnotations.write(delta, List.of(mark), foreign);
                            });
            case ChatEvent.ToolCallStarted call -> startCall(call);
            case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                    argue(i, call, arguments);
            case ChatEvent.Opaque(int i, ChatEvent.Opaque.Place place, Extras extras) ->
                    hold(i, place, Carriers.keep(foreign, extras));
            case ChatEvent.Finished(int i, FinishReason reason) -> finish(i, reason);
            case ChatEvent.Metered(Usage counted) -> usage = counted;
            case ChatEvent.Failed(ApiError error) -> fail(error);
            case ChatEvent.ReasoningSigned(int i, String signature) -> sign(i, signature);
        }
        return out.toByteArray();
    }

    @Override
    public byte[] end() {
        if (over) {
            return NOTHING;
        }
        out.reset();
        if (choices.isEmpty() || choices.values().stream().anyMatch(c -> !c.finished)) {
            fail(
                    ErrorMapping.badUpstream(
                            "The upstream's stream ended before the answer was complete."));
            return out.toByteArray();
        }
        over = true;
        Usage last = usage;
        if (last != null && terms.usage() == ReplyTerms.UsageReport.WANTED) {
            JsonWriter chunk = head().array("choices").endArray();
            OpenAiUsage.write(chunk, last, foreign);
            put(chunk);
        }
        out.writeBytes(DONE);
        return out.toByteArray();
    }

    private void start(ChatEvent.Started started) {
        foreign = Foreign.from(started.origin(), OpenAiDialect.NAME);
        id = started.id().isEmpty() ? id : started.id();
        created = started.created() == 0 ? created : started.created();
        model = started.model().isEmpty() ? model : started.model();
        pending.addAll(foreign.keep(started.extras()).members());
    }

    private void fail(ApiError error) {
        over = true;
        var event = new JsonWriter(DATA);
        OpenAiErrors.write(event, error);
        out.writeBytes(event.bytes(END));
        out.writeBytes(DONE);
    }

    private void say(int index, Consumer<JsonWriter> what) {
        Choice choice = opened(index);
        if (!choice.finished) {
            chunk(index, choice, what, null);
        }
    }

    private Choice opened(int index) {
        Choice choice = choices.computeIfAbsent(index, _ -> new Choice());
        if (!choice.open) {
            choice.open = true;
            var later = new ArrayList<>(choice.beside);
            var laterInDelta = new ArrayList<>(choice.inDelta);
            choice.beside.clear();
            choice.inDelta.clear();
            chunk(index, choice, d -> d.put("role", "assistant").put("content", ""), null);
            choice.beside.addAll(later);
            choice.inDelta.addAll(laterInDelta);
        }
        return choice;
    }

    private void startCall(ChatEvent.ToolCallStarted call) {
        Choice choice = opened(call.choice());
        choice.kind = choice.kind == null ? call.kind() : choice.kind;
        choice.silentCalls.put(call.call(), call.kind());
        if (call.kind() == ToolCall.Kind.LEGACY_FUNCTION) {
            say(
                    call.choice(),
                    delta -> {
                        delta.object("function_call").put("name", call.name());
                        delta.put("arguments", "").endObject();
                    });
            return;
        }
        String made = OpenAiReplies.callId(call.id(), id, call.choice(), call.call());
        boolean custom = call.kind() == ToolCall.Kind.CUSTOM;
        Extras kept = Carriers.keep(foreign, call.extras());
        say(
                call.choice(),
                delta -> {
                    delta.array("tool_calls").object().put("index", call.call()).put("id", made);
                    if (kept.get("type") == null) {
                        delta.put("type", custom ? "custom" : "function");
                    }
                    delta.object(custom ? "custom" : "function").put("name", call.name());
                    delta.put(custom ? "input" : "arguments", "").endObject();
                    delta.put(kept).endObject().endArray();
                });
    }

    private void argue(int index, int call, String arguments) {
        Choice choice = opened(index);
        ToolCall.Kind kind = choice.silentCalls.remove(call);
        if (kind == null) {
            kind = choice.kind == null ? ToolCall.Kind.FUNCTION : choice.kind;
        }
        boolean custom = kind == ToolCall.Kind.CUSTOM;
        boolean legacy = kind == ToolCall.Kind.LEGACY_FUNCTION;
        say(
                index,
                delta -> {
                    if (legacy) {
                        delta.object("function_call").put("arguments", arguments).endObject();
                        return;
                    }
                    delta.array("tool_calls").object().put("index", call);
                    delta.object(custom ? "custom" : "function");
                    delta.put(custom ? "input" : "arguments", arguments);
                    delta.endObject().endObject().endArray();
                });
    }

    // The whole thought with its proof: a client sends it back as it is. The empty member says that
    // the text is no news.
    private void sign(int index, String signature) {
        Choice choice = opened(index);
        Raw item = Carriers.signed(choice.thought.toString(), signature);
        choice.thought.setLength(0);
        holdIn(index, Extras.of(Carriers.DETAILS, Carriers.list(List.of(item))), choice.inDelta);
        say(index, delta -> delta.put("content", "").put("reasoning_content", ""));
    }

    private void writeSound(JsonWriter delta, Part.Speech sound) {
        delta.put("content", "").object("audio").put("id", sound.id());
        delta.put("data", sound.base64().isEmpty() ? null : sound.base64());
        delta.put("transcript", sound.transcript().isEmpty() ? null : sound.transcript());
        delta.put(foreign.keep(sound.extras())).endObject();
    }

    // What stood beside a step is written beside it; where nothing follows, beside the finish.
    private void hold(int index, ChatEvent.Opaque.Place place, Extras extras) {
        switch (place) {
            case CHUNK -> pending.addAll(extras.members());
            case CHOICE -> holdIn(index, extras, opened(index).beside);
            case DELTA -> holdIn(index, extras, opened(index).inDelta);
        }
    }

    private void holdIn(int index, Extras extras, List<Extras.Member> held) {
        var already = new Extras(held);
        if (extras.names().stream().anyMatch(name -> already.get(name) != null)) {
            say(index, delta -> delta.put("content", ""));
        }
        held.addAll(extras.members());
    }

    private void finish(int index, FinishReason reason) {
        Choice choice = opened(index);
        if (choice.finished) {
            return;
        }
        FinishReason last = reason;
        if (choice.kind != null) {
            last = reason.afterCalls(OpenAiReplies.style(choice.kind));
            var silent = new TreeMap<>(choice.silentCalls);
            silent.values().removeIf(kind -> kind == ToolCall.Kind.CUSTOM);
            silent.keySet().forEach(call -> argue(index, call, "{}"));
        }
        chunk(index, choice, d -> d.put("content", ""), OpenAiReplies.word(last));
        choice.finished = true;
    }

    private JsonWriter head() {
        var chunk = new JsonWriter(DATA).object().put("id", id);
        chunk.put("object", "chat.completion.chunk").put("created", created);
        chunk.put("model", model);
        if (!pending.isEmpty()) {
            pending.stream().map(Extras.Member::name).distinct().forEach(n -> putLast(chunk, n));
            pending.clear();
        }
        return chunk;
    }

    private void putLast(JsonWriter chunk, String name) {
        chunk.put(name, new Extras(pending).get(name));
    }

    private void chunk(
            int index, Choice choice, Consumer<JsonWriter> what, @Nullable String finish) {
        var beside = new Extras(choice.beside);
        var inDelta = new Extras(choice.inDelta);
        choice.beside.clear();
        choice.inDelta.clear();
        JsonWriter chunk = head().array("choices").object().put("index", index).object("delta");
        what.accept(chunk);
        chunk.put(inDelta).endObject();
        if (beside.get("logprobs") == null) {
            chunk.putNull("logprobs");
        }
        chunk.put(beside);
        if (finish == null) {
            chunk.putNull("finish_reason");
        } else {
            chunk.put("finish_reason", finish);
        }
        chunk.endObject().endArray();
        if (terms.usage() == ReplyTerms.UsageReport.WANTED) {
            chunk.putNull("usage");
        }
        put(chunk);
    }

    private void put(JsonWriter chunk) {
        out.writeBytes(chunk.endObject().bytes(END));
    }
}
