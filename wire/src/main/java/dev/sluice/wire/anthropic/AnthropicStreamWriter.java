package dev.sluice.wire.anthropic;

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
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.sse.SseEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes Anthropic's events: one block open at a time, numbered from 0 without gaps. Only the first
 * answer is told.
 *
 * <p>The first tool call is told as it comes. What comes after it waits for the end: vendors mix
 * the fragments of parallel calls, and a block that is closed cannot be opened again.
 */
final class AnthropicStreamWriter implements StreamWriter {
    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Integer, Call> waiting = new TreeMap<>();
    private final StringBuilder refusal = new StringBuilder();
    private final List<ChatEvent> later = new ArrayList<>();
    private Foreign foreign = Foreign.from("", AnthropicDialect.NAME);
    private Extras beside = Extras.NONE;
    private String id;
    private String model;
    private @Nullable Usage usage;
    private Open open = Open.NOTHING;
    private int blocks;
    private int firstCall = -1;
    private boolean called;
    private boolean started;
    private @Nullable FinishReason finish;
    private boolean over;

    /** The block that is open. */
    private enum Open {
        NOTHING,
        TEXT,
        THINKING,
        CALL
    }

    /** A tool call that waits for its turn. */
    private static final class Call {
        private final ChatEvent.ToolCallStarted started;
        private final StringBuilder arguments = new StringBuilder();

        Call(ChatEvent.ToolCallStarted started) {
            this.started = started;
        }
    }

    AnthropicStreamWriter(ReplyTerms terms) {
        id = terms.id();
        model = terms.model();
    }

    @Override
    public byte[] write(ChatEvent event) {
        if (over) {
            return NOTHING;
        }
        out.reset();
        switch (event) {
            case ChatEvent.Started s -> {
                foreign = Foreign.from(s.origin(), AnthropicDialect.NAME);
                id = s.id().isEmpty() ? id : s.id();
                model = s.model().isEmpty() ? model : s.model();
                begin();
            }
            case ChatEvent.Metered(Usage counted) -> usage = counted;
            case ChatEvent.Failed(ApiError error) -> fail(error);
            case ChatEvent.TextDelta(int i, String _) -> inTurn(i, event);
            case ChatEvent.ReasoningDelta(int i, String _) -> inTurn(i, event);
            case ChatEvent.ReasoningSigned(int i, String _) -> inTurn(i, event);
            case ChatEvent.Annotated(int i, Annotation _) -> inTurn(i, event);
            case ChatEvent.AudioDelta(int i, Part.Speech sound) -> {
                if (!sound.transcript().isEmpty()) {
                    inTurn(i, new ChatEvent.TextDelta(i, sound.transcript()));
                }
            }
            case ChatEvent.Opaque(int i, ChatEvent.Opaque.Place _, Extras _) -> inTurn(i, event);
            case ChatEvent.RefusalDelta(int i, String text) -> {
                if (i == 0) {
                    refusal.append(text);
                }
            }
            case ChatEvent.ToolCallStarted call -> startCall(call);
            case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                    argue(i, call, arguments);
            case ChatEvent.Finished(int i, FinishReason reason) -> {
                if (i == 0 && finish == null) {
                    finish = reason;
                }
            }
        }
        return out.toByteArray();
    }

    /** Says an event now, or behind the first call where one has begun. */
    private void inTurn(int choice, ChatEvent event) {
        if (choice != 0 || finish != null) {
            return;
        }
        if (called) {
            later.add(event);
        } else {
            say(event);
        }
    }

    private void say(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta(int _, String text) -> {
                open(Open.TEXT, b -> b.put("type", "text").put("text", ""));
                delta(d -> d.put("type", "text_delta").put("text", text));
            }
            case ChatEvent.ReasoningDelta(int _, String text) -> {
                openThought();
                delta(d -> d.put("type", "thinking_delta").put("thinking", text));
            }
            case ChatEvent.ReasoningSigned(int _, String signature) -> {
                openThought();
                delta(d -> d.put("type", "signature_delta").put("signature", signature));
                close();
            }
            case ChatEvent.Annotated(int _, Annotation mark) -> cite(mark);
            case ChatEvent.Opaque(int _, ChatEvent.Opaque.Place place, Extras extras) -> {
                switch (place) {
                    case CHOICE -> beside = beside.plus(foreign.keep(extras));
                    case DELTA -> redacted(extras.get("reasoning_details"));
                    case CHUNK -> {}
                }
            }
            case ChatEvent.Started _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.ToolCallDelta _,
                    ChatEvent.AudioDelta _,
                    ChatEvent.Finished _,
                    ChatEvent.Metered _,
                    ChatEvent.Failed _ -> {}
        }
    }

    private void openThought() {
        open(
                Open.THINKING,
                b -> b.put("type", "thinking").put("thinking", "").put("signature", ""));
    }

    private void cite(Annotation mark) {
        if (open != Open.TEXT || (mark instanceof Annotation.Opaque && foreign.isForeign())) {
            return;
        }
        Extras kept =
                mark instanceof Annotation.UrlCitation c ? foreign.keep(c.extras()) : Extras.NONE;
        delta(d -> {
            d.put("type", "citations_delta").name("citation");
            AnthropicCitations.write(d, mark, kept);
        });
    }

    private void redacted(@Nullable Raw details) {
        if (foreign.isForeign()) {
            return;
        }
        for (Raw detail : Raws.elements(details)) {
            Raw data = Raws.member(detail, "data");
            if (data != null) {
                close();
                start(b -> b.put("type", "redacted_thinking").put("data", data));
                open = Open.THINKING;
                close();
            }
        }
    }

    private void startCall(ChatEvent.ToolCallStarted call) {
        if (call.choice() != 0) {
            return;
        }
        if (called) {
            waiting.put(call.call(), new Call(call));
            return;
        }
        called = true;
        firstCall = call.call();
        openCall(call);
    }

    private void openCall(ChatEvent.ToolCallStarted call) {
        close();
        String made = AnthropicReplyWriter.callId(call.id(), id, call.call());
        start(b -> {
            b.put("type", "tool_use").put("id", made).put("name", call.name());
            b.object("input").endObject();
        });
        open = Open.CALL;
    }

    private void argue(int choice, int call, String arguments) {
        if (choice != 0) {
            return;
        }
        Call held = waiting.get(call);
        if (held != null) {
            held.arguments.append(arguments);
        } else if (call == firstCall && open == Open.CALL) {
            delta(d -> d.put("type", "input_json_delta").put("partial_json", arguments));
        }
    }

    private void begin() {
        if (started) {
            return;
        }
        started = true;
        event(
                "message_start",
                e -> {
                    e.object("message").put("id", AnthropicReplyWriter.messageId(id));
                    e.put("type", "message").put("role", "assistant").put("model", model);
                    e.array("content").endArray().putNull("stop_reason").putNull("stop_sequence");
                    AnthropicUsage.write(e, usage, foreign);
                    e.endObject();
                });
        event("ping", _ -> {});
    }

    private interface Body {
        void put(JsonWriter out);
    }

    private void event(String type, Body body) {
        var json = new JsonWriter().object().put("type", type);
        body.put(json);
        out.writeBytes(SseEncoder.event(type, json.endObject().bytes()));
    }

    private void open(Open wanted, Body block) {
        if (open != wanted) {
            close();
            start(block);
            open = wanted;
        }
    }

    private void start(Body block) {
        begin();
        event(
                "content_block_start",
                e -> {
                    e.put("index", blocks).object("content_block");
                    block.put(e);
                    e.endObject();
                });
    }

    private void delta(Body delta) {
        event(
                "content_block_delta",
                e -> {
                    e.put("index", blocks).object("delta");
                    delta.put(e);
                    e.endObject();
                });
    }

    private void close() {
        if (open != Open.NOTHING) {
            event("content_block_stop", e -> e.put("index", blocks));
            blocks++;
            open = Open.NOTHING;
        }
    }

    private void fail(ApiError error) {
        over = true;
        out.writeBytes(SseEncoder.event("error", AnthropicErrors.write(error)));
    }

    @Override
    public byte[] end() {
        if (over) {
            return NOTHING;
        }
        out.reset();
        FinishReason last = finish;
        if (last == null) {
            fail(ErrorMapping.cutOff());
            return out.toByteArray();
        }
        over = true;
        begin();
        for (Call call : waiting.values()) {
            openCall(call.started);
            String arguments = call.arguments.toString();
            delta(d -> d.put("type", "input_json_delta").put("partial_json", arguments));
        }
        later.forEach(this::say);
        close();
        FinishReason reason = called ? last.afterCalls(ToolUse.Style.TOOLS) : last;
        event("message_delta", e -> stop(e, reason));
        event("message_stop", _ -> {});
        return out.toByteArray();
    }

    private void stop(JsonWriter e, FinishReason reason) {
        Raw word = beside.get("stop_reason");
        Raw sequence = beside.get("stop_sequence");
        Raw told =
                !refusal.isEmpty()
                        ? Raws.quote("refusal")
                        : word == null ? Raws.quote(AnthropicStops.word(reason)) : word;
        e.object("delta").put("stop_reason", told);
        e.put("stop_sequence", sequence == null ? Raw.NULL : sequence);
        if (!refusal.isEmpty()) {
            e.object("stop_details").put("type", "refusal").putNull("category");
            e.put("explanation", refusal.toString()).endObject();
        }
        e.endObject();
        AnthropicUsage.write(e, usage, foreign);
    }
}
