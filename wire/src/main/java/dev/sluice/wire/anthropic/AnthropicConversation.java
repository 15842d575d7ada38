package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a call before they are sorted into turns: what Anthropic has no word for is taken
 * out and named, so that no turn is left without content.
 */
final class AnthropicConversation {
    static final String CACHE = "cache_control";
    private static final Part NOTHING = Part.Text.of("");
    private static final Set<String> OF_MESSAGES = Set.of(CACHE);
    private static final Set<String> OF_ASSISTANT =
            Set.of(CACHE, "reasoning_details", "thinking_blocks", "reasoning", "reasoning_content");
    // Blocks of Anthropic's that callers of OpenAI's API send as they are.
    private static final Set<String> OF_USER_BLOCKS =
            Set.of("document", "image", "search_result", "container_upload", "tool_reference");

    private final Foreign foreign;

    private AnthropicConversation(Foreign foreign) {
        this.foreign = foreign;
    }

    /** Sorts the messages of a call. */
    static Turns of(ChatCall call, Foreign foreign) {
        var prepare = new AnthropicConversation(foreign);
        var all = new ArrayList<Message>();
        for (int i = 0; i < call.messages().size(); i++) {
            all.add(prepare.message(call.messages().get(i), foreign.at("messages[" + i + "]")));
        }
        Turns turns = Turns.of(all);
        turns.dropped().forEach(path -> foreign.at(path).drop());
        return turns;
    }

    private Message message(Message message, Foreign at) {
        return switch (message) {
            case Message.Instructions m -> {
                named(m.extras(), at);
                yield new Message.Instructions(
                        m.role(), said(m.content(), m.extras(), at), m.name(), Extras.NONE);
            }
            case Message.User m -> {
                named(m.extras(), at);
                yield new Message.User(said(m.content(), m.extras(), at), m.name(), Extras.NONE);
            }
            case Message.Assistant m -> assistant(m, at);
            case Message.ToolResult m ->
                    new Message.ToolResult(
                            m.callId(), said(m.content(), Extras.NONE, at), m.name(), m.extras());
            case Message.FunctionResult m ->
                    new Message.FunctionResult(
                            m.name(), said(m.content(), Extras.NONE, at), m.extras());
        };
    }

    private void named(Extras extras, Foreign at) {
        if (foreign.isForeign()) {
            at.dropAllBut(extras, OF_MESSAGES);
        }
    }

    /** What is said; a mark for the cache that stands beside it belongs to its last part. */
    private List<Part> said(List<Part> content, Extras beside, Foreign at) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < content.size(); i++) {
            Part part = content.get(i);
            boolean lost =
                    foreign.isForeign()
                            && part instanceof Part.Opaque(String type, Raw _)
                            && !OF_USER_BLOCKS.contains(type);
            if (lost) {
                at.at("content[" + i + "]").drop();
            }
            parts.add(lost ? NOTHING : part);
        }
        Raw mark = beside.get(CACHE);
        if (mark != null
                && !parts.isEmpty()
                && parts.getLast() instanceof Part.Text(String text, Extras extras)) {
            parts.set(parts.size() - 1, new Part.Text(text, extras.plus(Extras.of(CACHE, mark))));
        }
        return parts;
    }

    private Message assistant(Message.Assistant m, Foreign at) {
        if (foreign.isForeign()) {
            at.dropAllBut(m.extras(), OF_ASSISTANT);
        }
        var parts = new ArrayList<Part>();
        boolean proven = m.content().stream().anyMatch(AnthropicConversation::isProven);
        if (!proven) {
            for (Raw block : Raws.elements(m.extras().get("thinking_blocks"))) {
                parts.add(new Part.Opaque("thinking", block));
                proven = true;
            }
        }
        for (int i = 0; i < m.content().size(); i++) {
            Part part = spoken(m.content().get(i));
            if (part == null) {
                // A thought without its proof is refused; with a proven one beside it, it is the
                // same thought once more.
                if (!proven || !(m.content().get(i) instanceof Part.Reasoning)) {
                    at.at("content[" + i + "]").drop();
                }
                part = NOTHING;
            }
            parts.add(part);
        }
        return new Message.Assistant(
                marked(parts, m.extras()), m.toolCalls(), List.of(), m.name(), m.extras());
    }

    private static List<Part> marked(List<Part> parts, Extras beside) {
        Raw mark = beside.get(CACHE);
        if (mark == null
                || parts.isEmpty()
                || !(parts.getLast() instanceof Part.Text(String text, Extras extras))) {
            return parts;
        }
        var all = new ArrayList<>(parts);
        all.set(parts.size() - 1, new Part.Text(text, extras.plus(Extras.of(CACHE, mark))));
        return all;
    }

    /** Returns the part as an assistant may say it, or null when it cannot. */
    private @Nullable Part spoken(Part part) {
        return switch (part) {
            case Part.Text _ -> part;
            case Part.Refusal(String text, Extras _) -> Part.Text.of(text);
            case Part.Speech s -> s.transcript().isBlank() ? null : Part.Text.of(s.transcript());
            case Part.Reasoning r -> isProven(r) ? r : null;
            case Part.Opaque _ -> foreign.isForeign() ? null : part;
            case Part.Image _, Part.Audio _, Part.File _ -> null;
        };
    }

    /** Says whether a thought carries the proof that it is Anthropic's own. */
    static boolean isProven(Part part) {
        if (!(part instanceof Part.Reasoning r)) {
            return false;
        }
        String format = Raws.string(r.extras().get("format"));
        boolean ours = format == null || format.startsWith("anthropic");
        boolean signed = r.signature() != null && !r.signature().isEmpty();
        return ours && (signed || r.extras().get("data") != null);
    }

    /** Says whether a turn of the assistant begins with a thought, or has called no tool. */
    static boolean keepsThought(Turns.Assistant turn) {
        if (turn.calls().isEmpty() || turn.parts().isEmpty()) {
            return turn.calls().isEmpty();
        }
        Part first = turn.parts().getFirst().part();
        return first instanceof Part.Reasoning
                || (first instanceof Part.Opaque(String type, Raw _) && type.contains("thinking"));
    }
}
