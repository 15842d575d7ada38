package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of Anthropic's events. What the vendor's own tools do is passed over.
 *
 * <pre>
 *   before ─(message_start)→ blocks ─(message_delta)→ stopped ─(message_stop | end of body)→ over
 *      └────────(error, no JSON, break)─────┘
 * </pre>
 *
 * The older completions are one step: each event carries text, the last one a reason to stop.
 */
public final class AnthropicStreamReader implements StreamReader {
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Long, Block> blocks = new HashMap<>();
    private List<ChatEvent> events = new ArrayList<>();
    private long length;
    private int calls;
    private boolean answered;
    private boolean started;
    private @Nullable String stop;
    private Extras rest = Extras.NONE;
    private boolean over;

    /** Creates a reader for one stream. */
    public AnthropicStreamReader() {}

    /** A block that is being told. */
    private static final class Block {
        private final String type;
        private final boolean isAnswer;
        private final long start;
        private final StringBuilder signature = new StringBuilder();
        private final List<Raw> citations = new ArrayList<>();
        private String input = "{}";
        private int call;
        private boolean argued;

        Block(AnthropicBlock first, long start) {
            type = first.type();
            isAnswer = type.equals("tool_use") && first.name().equals(AnthropicTools.ANSWER);
            this.start = start;
        }
    }

    /** The members of one event; its type may stand behind them. */
    private static final class Event {
        private String type = "";
        private long index;
        private @Nullable AnthropicBlock block;
        private @Nullable AnthropicBlock delta;
        private @Nullable AnthropicBlock message;
        private @Nullable Raw usage;
        private @Nullable String completion;
        private @Nullable String stop;
        private String model = "";
        private boolean isError;
    }

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (over || isBlank(data)) {
            return List.of();
        }
        var event = new Event();
        try {
            JsonReader.read(
                    data,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(member -> member(in, member, event));
                        }
                        return "";
                    });
        } catch (UnreadableJson e) {
            String text = new String(data, StandardCharsets.UTF_8);
            return text.strip().equals("[DONE]")
                    ? end()
                    : failed(
                            ErrorMapping.badUpstream(
                                    "The upstream sent an event that is no JSON: "
                                            + e.getMessage()));
        }
        if (event.isError || event.type.equals("error") || name.equals("error")) {
            return failed(AnthropicErrors.read(200, data));
        }
        events = new ArrayList<>();
        act(event);
        return events;
    }

    private static boolean isBlank(byte[] data) {
        for (byte b : data) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private static void member(JsonReader in, String name, Event event) {
        switch (name) {
            case "type" -> event.type = in.anyText();
            case "index" -> event.index = in.anyCount();
            case "content_block" -> event.block = block(in);
            case "delta" -> event.delta = block(in);
            case "message" -> event.message = block(in);
            case "usage" -> event.usage = in.raw();
            case "completion" -> event.completion = in.anyText();
            case "stop_reason" -> event.stop = in.anyText();
            case "model" -> event.model = in.anyText();
            case "error" -> event.isError |= !in.is(Kind.NULL);
            default -> {}
        }
    }

    private static @Nullable AnthropicBlock block(JsonReader in) {
        return in.is(Kind.OBJECT) ? AnthropicBlock.read(in) : null;
    }

    private void act(Event event) {
        switch (event.type) {
            case "message_start" -> start(event.message);
            case "content_block_start" -> open(event);
            case "content_block_delta" -> delta(event);
            case "content_block_stop" -> close(event.index);
            case "message_delta" -> stopped(event);
            case "message_stop" -> finish();
            // The type of a completion is missing in the oldest ones; others are to be ignored.
            default -> {
                if (event.completion != null) {
                    completion(event, event.completion);
                }
            }
        }
    }

    private void start(@Nullable AnthropicBlock message) {
        if (started) {
            return;
        }
        started = true;
        String id = message == null ? "" : message.string("id");
        String model = message == null ? "" : message.string("model");
        events.add(new ChatEvent.Started(AnthropicDialect.NAME, id, 0, model, Extras.NONE));
        if (message != null) {
            metered(message.members().get("usage"));
        }
    }

    private void metered(@Nullable Raw stated) {
        if (stated == null) {
            return;
        }
        Raws.<@Nullable Void>read(
                stated,
                in -> {
                    usage.read(in);
                    return null;
                });
        Usage sofar = usage.usage();
        if (sofar != null) {
            events.add(new ChatEvent.Metered(sofar));
        }
    }

    private void open(Event event) {
        if (event.block == null) {
            return;
        }
        start(null);
        AnthropicBlock first = event.block;
        var block = new Block(first, length);
        blocks.put(event.index, block);
        switch (block.type) {
            case "text" -> {
                say(first.text());
                block.citations.addAll(Raws.elements(first.citations()));
            }
            case "thinking" -> {
                think(first.string("thinking"));
                block.signature.append(first.string("signature"));
            }
            case "redacted_thinking" -> redacted(first);
            case "tool_use" -> call(first, block);
            // What the vendor's own tools do.
            default -> {}
        }
    }

    private void redacted(AnthropicBlock block) {
        Raw data = block.members().get("data");
        if (data != null) {
            events.add(
                    new ChatEvent.Opaque(
                            0,
                            Place.DELTA,
                            Extras.of(
                                    "reasoning_details",
                                    new Raw(
                                            "[{\"type\":\"reasoning.encrypted\",\"data\":"
                                                    + data.json()
                                                    + "}]"))));
        }
    }

    private void call(AnthropicBlock first, Block block) {
        block.input = first.input();
        if (block.isAnswer) {
            answered = true;
            return;
        }
        block.call = calls++;
        ToolCall call = first.call();
        events.add(
                new ChatEvent.ToolCallStarted(
                        0, block.call, call.kind(), call.id(), call.name(), call.extras()));
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            length += text.length();
            events.add(new ChatEvent.TextDelta(0, text));
        }
    }

    private void think(String text) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.ReasoningDelta(0, text));
        }
    }

    private void delta(Event event) {
        Block block = blocks.get(event.index);
        AnthropicBlock delta = event.delta;
        if (delta == null) {
            return;
        }
        switch (delta.type()) {
            case "text_delta" -> {
                start(null);
                say(delta.text());
            }
            case "thinking_delta" -> {
                start(null);
                think(delta.string("thinking"));
            }
            case "signature_delta" -> {
                if (block != null) {
                    block.signature.append(delta.string("signature"));
                }
            }
            case "input_json_delta" -> {
                if (block != null && block.type.equals("tool_use")) {
                    argue(block, delta.string("partial_json"));
                }
            }
            case "citations_delta" -> {
                Raw citation = delta.members().get("citation");
                if (block != null && citation != null) {
                    block.citations.add(citation);
                }
            }
            default -> {}
        }
    }

    private void argue(Block block, String arguments) {
        if (arguments.isEmpty()) {
            return;
        }
        block.argued = true;
        if (block.isAnswer) {
            say(arguments);
        } else {
            events.add(new ChatEvent.ToolCallDelta(0, block.call, arguments));
        }
    }

    private void close(long index) {
        Block block = blocks.remove(index);
        if (block == null) {
            return;
        }
        if (block.type.equals("tool_use") && !block.argued) {
            argue(block, block.input);
        }
        if (!block.signature.isEmpty()) {
            events.add(new ChatEvent.ReasoningSigned(0, block.signature.toString()));
        }
        for (Raw citation : block.citations) {
            events.add(
                    new ChatEvent.Annotated(
                            0, AnthropicCitations.read(citation, block.start, length)));
        }
    }

    private void stopped(Event event) {
        start(null);
        AnthropicBlock delta = event.delta;
        if (delta != null) {
            String word = delta.string("stop_reason");
            if (!word.isEmpty()) {
                stop = word;
                rest = AnthropicStops.rest(word, delta.members().get("stop_sequence"));
            }
            String explanation =
                    Raws.string(Raws.member(delta.members().get("stop_details"), "explanation"));
            if (explanation != null && !explanation.isEmpty()) {
                events.add(new ChatEvent.RefusalDelta(0, explanation));
            }
        }
        metered(event.usage);
    }

    private void completion(Event event, String text) {
        if (!started) {
            started = true;
            events.add(
                    new ChatEvent.Started(AnthropicDialect.NAME, "", 0, event.model, Extras.NONE));
        }
        say(text);
        if (event.stop != null && !event.stop.isEmpty()) {
            stop = event.stop;
            finish();
        }
    }

    private void finish() {
        start(null);
        List.copyOf(blocks.keySet()).forEach(this::close);
        over = true;
        if (!rest.isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHOICE, rest));
        }
        FinishReason reason = AnthropicStops.read(stop == null ? "" : stop);
        if (calls > 0) {
            reason = reason.afterCalls(ToolUse.Style.TOOLS);
        } else if (answered && reason == FinishReason.Standard.TOOL_CALLS) {
            reason = FinishReason.Standard.STOP;
        }
        events.add(new ChatEvent.Finished(0, reason));
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        if (stop == null) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream's stream ended before the answer was complete."));
        }
        events = new ArrayList<>();
        finish();
        return events;
    }
}
