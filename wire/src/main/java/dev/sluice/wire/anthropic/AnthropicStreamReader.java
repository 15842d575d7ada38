package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
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
public final class AnthropicStreamReader extends JsonStreamReader {
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Long, Block> blocks = new HashMap<>();
    private long length;
    private int calls;
    private boolean answered;
    private @Nullable String stop;
    private Extras rest = Extras.NONE;

    /** Creates a reader for one stream. */
    public AnthropicStreamReader() {
        super("event");
    }

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
    protected void frame(String name, byte[] data) {
        var event = new Event();
        JsonReader.read(
                data,
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(member -> member(in, member, event));
                    }
                    return "";
                });
        if (event.isError || event.type.equals("error") || name.equals("error")) {
            fail(AnthropicErrors.read(200, data));
            return;
        }
        act(event);
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
            case "message_start" -> begin(event.message);
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

    private void begin(@Nullable AnthropicBlock message) {
        if (isStarted()) {
            return;
        }
        String id = message == null ? "" : message.string("id");
        String model = message == null ? "" : message.string("model");
        start(AnthropicDialect.NAME, id, 0, model);
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
            tell(new ChatEvent.Metered(sofar));
        }
    }

    private void open(Event event) {
        if (event.block == null) {
            return;
        }
        begin(null);
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
            tell(
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
        tell(
                new ChatEvent.ToolCallStarted(
                        0, block.call, call.kind(), call.id(), call.name(), call.extras()));
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            length += text.length();
            tell(new ChatEvent.TextDelta(0, text));
        }
    }

    private void think(String text) {
        if (!text.isEmpty()) {
            tell(new ChatEvent.ReasoningDelta(0, text));
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
                begin(null);
                say(delta.text());
            }
            case "thinking_delta" -> {
                begin(null);
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
            tell(new ChatEvent.ToolCallDelta(0, block.call, arguments));
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
            tell(new ChatEvent.ReasoningSigned(0, block.signature.toString()));
        }
        for (Raw citation : block.citations) {
            tell(
                    new ChatEvent.Annotated(
                            0, AnthropicCitations.read(citation, block.start, length)));
        }
    }

    private void stopped(Event event) {
        begin(null);
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
                tell(new ChatEvent.RefusalDelta(0, explanation));
            }
        }
        metered(event.usage);
    }

    private void completion(Event event, String text) {
        start(AnthropicDialect.NAME, "", 0, event.model);
        say(text);
        if (event.stop != null && !event.stop.isEmpty()) {
            stop = event.stop;
            finish();
        }
    }

    private void finish() {
        begin(null);
        List.copyOf(blocks.keySet()).forEach(this::close);
        over();
        if (!rest.isEmpty()) {
            tell(new ChatEvent.Opaque(0, Place.CHOICE, rest));
        }
        FinishReason reason = AnthropicStops.read(stop == null ? "" : stop);
        if (calls > 0) {
            reason = reason.afterCalls(ToolUse.Style.TOOLS);
        } else if (answered && reason == FinishReason.Standard.TOOL_CALLS) {
            reason = FinishReason.Standard.STOP;
        }
        tell(new ChatEvent.Finished(0, reason));
    }

    @Override
    protected void complete() {
        if (stop != null) {
            finish();
        }
    }
}
