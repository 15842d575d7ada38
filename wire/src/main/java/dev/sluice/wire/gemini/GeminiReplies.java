package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes replies as Google does. */
final class GeminiReplies {
    private GeminiReplies() {}

    /** Writes a body. */
    static Written write(ChatReply reply) {
        Foreign foreign = Foreign.from(reply.origin(), GeminiDialect.NAME);
        var out = new JsonWriter().object().array("candidates");
        for (ChatReply.Choice choice : reply.choices()) {
            writeChoice(out, choice, foreign.at("choices[" + choice.index() + "]"));
        }
        out.endArray();
        if (reply.usage() != null) {
            GeminiUsage.write(out, reply.usage());
        }
        out.put("modelVersion", reply.model()).put("responseId", reply.id());
        foreign.dropAllBut(reply.extras(), Set.of("system_fingerprint", "service_tier"));
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private static void writeChoice(JsonWriter out, ChatReply.Choice choice, Foreign foreign) {
        Message.Assistant said = choice.message();
        foreign.dropAllBut(choice.extras(), Set.of());
        foreign.at("message").dropAllBut(said.extras(), Set.of("extra_content", "images"));
        out.object().put("index", choice.index());
        out.object("content").put("role", "model").array("parts");
        boolean any = writeParts(out, said, foreign);
        for (GeminiPart.Blob picture : images(said.extras())) {
            writeBlob(out, picture.mimeType(), picture.base64());
        }
        for (ToolCall call : said.toolCalls()) {
            writeCall(out, call);
        }
        // The official clients take an answer without parts for a broken one.
        if (!any && said.toolCalls().isEmpty() && said.extras().get("images") == null) {
            out.object().put("text", "").endObject();
        }
        out.endArray().endObject().put("finishReason", word(choice.finish()));
        GeminiGrounding.write(out, said.text(), said.annotations());
        out.endObject();
    }

    private static boolean writeParts(JsonWriter out, Message.Assistant said, Foreign foreign) {
        String signature = GeminiPart.signature(said.extras());
        boolean any = false;
        for (Part part : said.content()) {
            switch (part) {
                case Part.Text(String text, Extras _) -> {
                    out.object().put("text", text).put("thoughtSignature", signature).endObject();
                    signature = null;
                    any = true;
                }
                case Part.Reasoning thought -> {
                    out.object().put("text", thought.text()).put("thought", Boolean.TRUE);
                    out.endObject();
                }
                case Part.Refusal(String text, Extras _) -> {
                    out.object().put("text", text).endObject();
                    any = true;
                }
                case Part.Speech speech -> {
                    writeBlob(out, "audio/wav", speech.base64());
                    any = true;
                }
                case Part.Image(Media source, String _, Extras _) -> {
                    if (source instanceof Media.Inline(String type, String base64)) {
                        writeBlob(out, type, base64);
                    } else {
                        foreign.at("message.content").drop();
                    }
                }
                case Part.Audio _, Part.File _, Part.Opaque _ ->
                        foreign.at("message.content").drop();
            }
        }
        return any;
    }

    /** Writes a part that holds bytes. */
    static void writeBlob(JsonWriter out, String type, String base64) {
        out.object().object("inlineData").put("mimeType", type).put("data", base64);
        out.endObject().endObject();
    }

    /** Writes a part that is a whole call; Google's clients know no fragments. */
    static void writeCall(JsonWriter out, ToolCall call) {
        out.object().object("functionCall").put("id", call.id().isEmpty() ? null : call.id());
        out.put("name", call.name()).put("args", arguments(call.arguments())).endObject();
        out.put("thoughtSignature", GeminiPart.signature(call.extras())).endObject();
    }

    private static Raw arguments(String json) {
        var raw = new Raw(json.strip());
        try {
            if (JsonReader.read(GeminiPart.bytes(raw), in -> in.is(Kind.OBJECT))) {
                return raw;
            }
        } catch (UnreadableJson e) {
            // What the model wrote is no JSON; the caller sees it as it is.
        }
        if (json.isBlank()) {
            return new Raw("{}");
        }
        return new Raw(GeminiPart.text(new JsonWriter().object().put("_raw", json).endObject()));
    }

    /** Reads pictures in OpenRouter's form, as {@link GeminiCandidate} leaves them. */
    static List<GeminiPart.Blob> images(Extras extras) {
        var all = new ArrayList<GeminiPart.Blob>();
        Raw images = extras.get("images");
        if (images == null) {
            return all;
        }
        JsonReader.read(
                GeminiPart.bytes(images),
                in -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> image(in, all));
                    }
                    return null;
                });
        return all;
    }

    private static void image(JsonReader in, List<GeminiPart.Blob> all) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        in.members(name -> {
            if (name.equals("image_url") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    if (inner.equals("url")
                            && Media.ofUrl(in.anyText())
                                    instanceof Media.Inline(String type, String base64)) {
                        all.add(new GeminiPart.Blob(type, base64));
                    }
                });
            }
        });
    }

    /** Returns Google's word for why a model stopped. */
    static String word(@Nullable FinishReason reason) {
        return switch (reason) {
            case null -> "FINISH_REASON_UNSPECIFIED";
            case Standard standard ->
                    switch (standard) {
                        case STOP, TOOL_CALLS, FUNCTION_CALL -> "STOP";
                        case LENGTH -> "MAX_TOKENS";
                        case CONTENT_FILTER, SENSITIVE -> "SAFETY";
                    };
            case FinishReason.Other _ -> "OTHER";
        };
    }
}
