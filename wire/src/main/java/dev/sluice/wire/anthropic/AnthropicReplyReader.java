package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole reply: a message, or an older text completion. */
final class AnthropicReplyReader {
    private final JsonReader in;
    private final AnthropicUsage usage = new AnthropicUsage();
    private final List<Extras.Member> extras = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<Annotation> annotations = new ArrayList<>();
    private boolean isReply;
    private boolean isError;
    private boolean answered;
    private String id = "";
    private String model = "";
    private String stop = "";
    private @Nullable Raw sequence;
    private @Nullable Raw details;
    private long length;

    private AnthropicReplyReader(JsonReader in) {
        this.in = in;
    }

    /** Reads a body; null when it is no reply, which its caller reports as an error. */
    static @Nullable ChatReply read(JsonReader in) {
        return new AnthropicReplyReader(in).read();
    }

    private @Nullable ChatReply read() {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        in.members(this::member);
        if (isError || !isReply) {
            return null;
        }
        String explanation = Raws.string(Raws.member(details, "explanation"));
        if (explanation != null && !explanation.isEmpty()) {
            parts.add(new Part.Refusal(explanation, Extras.NONE));
        }
        FinishReason finish = AnthropicStops.read(stop);
        if (!calls.isEmpty()) {
            finish = finish.afterCalls(ToolUse.Style.TOOLS);
        } else if (answered && finish == FinishReason.Standard.TOOL_CALLS) {
            finish = FinishReason.Standard.STOP;
        }
        var said = new Message.Assistant(parts, calls, annotations, null, Extras.NONE);
        Extras rest = AnthropicStops.rest(stop, sequence);
        return new ChatReply(
                AnthropicDialect.NAME,
                id,
                0,
                model,
                List.of(new ChatReply.Choice(0, said, finish, rest)),
                usage.usage(),
                new Extras(extras));
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = in.anyText();
            case "type" -> isError |= in.anyText().equals("error");
            case "error" -> isError |= !in.is(Kind.NULL);
            case "role" -> {}
            case "model" -> model = in.anyText();
            case "usage" -> usage.read(in);
            case "stop_reason" -> stop = in.anyText();
            case "stop_sequence" -> sequence = in.raw();
            case "stop_details" -> details = in.raw();
            case "content" -> {
                if (in.is(Kind.ARRAY)) {
                    isReply = true;
                    in.elements(_ -> block());
                }
            }
            case "completion" -> {
                isReply = true;
                text(in.anyText(), List.of());
            }
            default -> {
                if (!in.is(Kind.NULL)) {
                    in.keep(name, extras);
                }
            }
        }
    }

    private void block() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        AnthropicBlock block = AnthropicBlock.read(in);
        switch (block.type()) {
            case "text" -> text(block.text(), Raws.elements(block.citations()));
            case "thinking", "redacted_thinking" -> parts.add(block.thought());
            case "tool_use" -> {
                if (block.name().equals(AnthropicTools.ANSWER)) {
                    answered = true;
                    text(block.input(), List.of());
                } else {
                    calls.add(block.call());
                }
            }
            // What the vendor's own tools did; not for the client to call.
            default -> parts.add(new Part.Opaque(block.type(), block.raw()));
        }
    }

    private void text(String text, List<Raw> citations) {
        parts.add(Part.Text.of(text));
        long start = length;
        length += text.length();
        for (Raw citation : citations) {
            annotations.add(AnthropicCitations.read(citation, start, length));
        }
    }
}
