package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a whole reply as a message. */
final class AnthropicReplyWriter {
    private final JsonWriter out = new JsonWriter();
    private final ChatReply reply;
    private final Foreign foreign;

    private AnthropicReplyWriter(ChatReply reply) {
        this.reply = reply;
        foreign = Foreign.from(reply.origin(), AnthropicDialect.NAME);
    }

    static Written write(ChatReply reply) {
        return new AnthropicReplyWriter(reply).write();
    }

    private Written write() {
        out.object().put("id", messageId(reply.id())).put("type", "message");
        out.put("role", "assistant").put("model", reply.model()).array("content");
        ChatReply.@Nullable Choice first =
                reply.choices().isEmpty() ? null : reply.choices().getFirst();
        for (int i = 1; i < reply.choices().size(); i++) {
            foreign.at("choices[" + i + "]").drop();
        }
        Message.Assistant said = first == null ? Message.Assistant.says("") : first.message();
        content(said);
        out.endArray();
        FinishReason finish = first == null ? FinishReason.Standard.STOP : first.finish();
        if (!said.toolCalls().isEmpty()) {
            finish = finish.afterCalls(ToolUse.Style.TOOLS);
        }
        Extras beside = first == null ? Extras.NONE : first.extras();
        stop(finish, foreign.at("choices[0]").keep(beside), said);
        foreign.at("choices[0]").at("message").keep(said.extras());
        AnthropicUsage.write(out, reply.usage(), foreign);
        byte[] body = out.put(foreign.keep(reply.extras())).endObject().bytes();
        return new Written(body, foreign.dropped());
    }

    /** Returns an id that begins as a message's id does. */
    static String messageId(String id) {
        return id.startsWith("msg_") ? id : "msg_" + id.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private void content(Message.Assistant said) {
        Foreign at = foreign.at("choices[0].message");
        boolean empty = true;
        long length = 0;
        int left = said.annotations().size();
        for (Part part : said.content()) {
            switch (part) {
                case Part.Text(String text, Extras _) -> {
                    if (text.isEmpty() && said.content().size() > 1) {
                        continue;
                    }
                    empty = false;
                    out.object().put("type", "text").put("text", text);
                    length += text.length();
                    left -= citations(said, left, length);
                    out.endObject();
                }
                case Part.Reasoning thought -> {
                    empty = false;
                    thought(out, thought);
                }
                case Part.Speech s -> {
                    empty = false;
                    out.object().put("type", "text").put("text", s.transcript()).endObject();
                    at.at("audio").drop();
                }
                case Part.Opaque(String _, Raw raw) -> {
                    if (foreign.isForeign()) {
                        at.at("content").drop();
                    } else {
                        empty = false;
                        out.value(raw);
                    }
                }
                // Told as the details of the stop.
                case Part.Refusal _ -> {}
                case Part.Image _, Part.Audio _, Part.File _ -> at.at("content").drop();
            }
        }
        for (int i = 0; i < said.toolCalls().size(); i++) {
            call(said.toolCalls().get(i), i);
        }
        if (empty && said.toolCalls().isEmpty()) {
            out.object().put("type", "text").put("text", "").endObject();
        }
    }

    /** Writes the sources of the text written so far, those not written yet; says how many. */
    private int citations(Message.Assistant said, int left, long length) {
        int written = 0;
        boolean open = false;
        int from = said.annotations().size() - left;
        for (Annotation mark : said.annotations().subList(from, said.annotations().size())) {
            if (mark instanceof Annotation.UrlCitation c && c.end() > length) {
                break;
            }
            if (mark instanceof Annotation.Opaque && foreign.isForeign()) {
                foreign.at("annotations").drop();
                written++;
                continue;
            }
            if (!open) {
                out.array("citations");
                open = true;
            }
            Extras kept =
                    mark instanceof Annotation.UrlCitation c
                            ? foreign.at("annotations").keep(c.extras())
                            : Extras.NONE;
            AnthropicCitations.write(out, mark, kept);
            written++;
        }
        if (open) {
            out.endArray();
        }
        return written;
    }

    static void thought(JsonWriter out, Part.Reasoning thought) {
        Raw data = thought.extras().get("data");
        if (data != null && thought.signature() == null) {
            out.object().put("type", "redacted_thinking").put("data", data).endObject();
            return;
        }
        out.object().put("type", "thinking").put("thinking", thought.text());
        out.put("signature", thought.signature() == null ? "" : thought.signature());
        out.endObject();
    }

    private void call(ToolCall call, int number) {
        out.object().put("type", "tool_use").put("id", callId(call.id(), reply.id(), number));
        out.put("name", call.name()).put("input", input(call.arguments()));
        out.put(foreign.at("choices[0].message.tool_calls[" + number + "]").keep(call.extras()));
        out.endObject();
    }

    /** Returns an id that a client may send back; the same whenever it is asked for. */
    static String callId(String id, String reply, int number) {
        return id.isEmpty()
                ? "toolu_" + Integer.toHexString(reply.hashCode()) + '_' + number
                : AnthropicIds.fitting(id);
    }

    private static Raw input(String arguments) {
        try {
            byte[] text = arguments.strip().getBytes(StandardCharsets.UTF_8);
            boolean object =
                    text.length > 0 && JsonReader.read(text, JsonReader::kind) == Kind.OBJECT;
            return new Raw(object ? arguments.strip() : "{}");
        } catch (UnreadableJson e) {
            return new Raw("{}");
        }
    }

    private void stop(FinishReason finish, Extras kept, Message.Assistant said) {
        var refusal = new StringBuilder();
        for (Part part : said.content()) {
            if (part instanceof Part.Refusal r) {
                refusal.append(r.text());
            }
        }
        Raw word = kept.get("stop_reason");
        if (!refusal.isEmpty()) {
            out.put("stop_reason", "refusal");
        } else if (word != null) {
            out.put("stop_reason", word);
        } else {
            out.put("stop_reason", AnthropicStops.word(finish));
        }
        Raw sequence = kept.get("stop_sequence");
        out.put("stop_sequence", sequence == null ? Raw.NULL : sequence);
        if (!refusal.isEmpty()) {
            out.object("stop_details").put("type", "refusal").putNull("category");
            out.put("explanation", refusal.toString()).endObject();
        }
    }
}
