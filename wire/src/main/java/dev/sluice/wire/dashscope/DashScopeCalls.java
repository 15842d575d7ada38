package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.dashscope.DashScopeDialect.Surface;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the messages of a DashScope call; {@link DashScopeParameters} writes the rest. */
final class DashScopeCalls {
    private final ChatCall call;
    private final Surface surface;
    private final JsonWriter out = new JsonWriter();
    private final Foreign foreign;

    DashScopeCalls(ChatCall call, Surface surface) {
        this.call = call;
        this.surface = surface;
        foreign = Foreign.from(call.origin(), DashScopeDialect.NAME);
    }

    Written write() {
        out.object().put("model", call.model()).object("input").array("messages");
        for (int i = 0; i < call.messages().size(); i++) {
            message(call.messages().get(i), "messages[" + i + "]");
        }
        out.endArray().endObject();
        new DashScopeParameters(call, out, foreign).write();
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private void message(Message message, String here) {
        out.object();
        @Nullable String name = null;
        switch (message) {
            case Message.Instructions m -> {
                out.put("role", "system");
                name = m.name();
            }
            case Message.User m -> {
                out.put("role", "user");
                name = m.name();
            }
            case Message.Assistant m -> {
                out.put("role", "assistant");
                calls(m.toolCalls(), here);
                name = m.name();
            }
            // DashScope takes the name of the tool beside its answer.
            case Message.ToolResult m -> {
                out.put("role", "tool").put("tool_call_id", m.callId());
                out.put("name", m.name());
            }
            case Message.FunctionResult m -> out.put("role", "tool").put("name", m.name());
        }
        if (name != null) {
            drop(here + ".name");
        }
        foreign.at(here).dropAllBut(message.extras(), Set.of());
        switch (surface) {
            case TEXT -> text(message.content(), here);
            case MULTIMODAL -> parts(message.content(), here);
        }
        out.endObject();
    }

    private void calls(List<ToolCall> calls, String here) {
        if (calls.isEmpty()) {
            return;
        }
        out.array("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            ToolCall each = calls.get(i);
            foreign.at(here + ".tool_calls[" + i + "]").dropAllBut(each.extras(), Set.of("index"));
            out.object().put("id", each.id()).put("type", "function").put("index", i);
            out.object("function").put("name", each.name());
            out.put("arguments", each.arguments().isBlank() ? "{}" : each.arguments());
            out.endObject().endObject();
        }
        out.endArray();
    }

    private void text(List<Part> content, String here) {
        var text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            @Nullable String words = words(content.get(i), here + ".content[" + i + "]", here);
            if (words != null && !words.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(words);
            }
        }
        out.put("content", text.toString());
    }

    private void parts(List<Part> content, String here) {
        out.array("content");
        for (int i = 0; i < content.size(); i++) {
            String at = here + ".content[" + i + "]";
            Part part = content.get(i);
            switch (part) {
                case Part.Image(Media source, String detail, Extras extras) -> {
                    if (detail != null && !detail.equals("auto")) {
                        drop(at + ".image_url.detail");
                    }
                    foreign.at(at).dropAllBut(extras, Set.of());
                    medium("image", source, at);
                }
                case Part.Audio(String base64, String format, Extras extras) -> {
                    foreign.at(at).dropAllBut(extras, Set.of());
                    String type = format.isEmpty() ? "wav" : format;
                    medium("audio", new Media.Inline("audio/" + type, base64), at);
                }
                case Part.File(Media source, String _, Extras _) -> {
                    if (!(source instanceof Media.Inline(String type, String _))
                            || !type.startsWith("video/")) {
                        throw unsaid(at, "a file; DashScope takes pictures, sound and video");
                    }
                    medium("video", source, at);
                }
                case Part.Opaque opaque when opaque.type().startsWith("video") -> video(opaque, at);
                case Part.Text _,
                        Part.Reasoning _,
                        Part.Refusal _,
                        Part.Speech _,
                        Part.Opaque _ -> {
                    @Nullable String words = words(part, at, here);
                    if (words != null) {
                        out.object().put("text", words).endObject();
                    }
                }
            }
        }
        out.endArray();
    }

    private void medium(String kind, Media source, String at) {
        if (source instanceof Media.Stored) {
            throw unsaid(at, "a file of another vendor's store; send its bytes or an address");
        }
        out.object().put(kind, source.asUrl()).endObject();
    }

    // {type: video_url, video_url: {url}} and {type: video, video: [frames]} of Alibaba's own
    // OpenAI-compatible API.
    private void video(Part.Opaque part, String at) {
        boolean known =
                JsonReader.read(
                        part.raw().json().getBytes(StandardCharsets.UTF_8),
                        in -> {
                            var found = new boolean[1];
                            in.members(name -> found[0] |= video(in, name));
                            return found[0];
                        });
        if (!known) {
            throw unsaid(at, "a video without an address");
        }
    }

    private boolean video(JsonReader in, String name) {
        if (name.equals("video") && !in.is(Kind.NULL)) {
            out.object().put("video", in.raw()).endObject();
            return true;
        }
        if (!name.equals("video_url") || !in.is(Kind.OBJECT)) {
            return false;
        }
        var found = new boolean[1];
        in.members(inner -> {
            if (inner.equals("url") && in.is(Kind.STRING)) {
                out.object().put("video", in.string()).endObject();
                found[0] = true;
            }
        });
        return found[0];
    }

    /** Returns the words of a part, or null when it has none and was named. */
    private @Nullable String words(Part part, String at, String message) {
        return switch (part) {
            case Part.Text(String text, Extras extras) -> {
                foreign.at(at).dropAllBut(extras, Set.of());
                yield text;
            }
            case Part.Refusal(String text, Extras _) -> text;
            case Part.Reasoning _ -> {
                drop(message + ".reasoning_content");
                yield null;
            }
            case Part.Speech _ -> {
                drop(message + ".audio");
                yield null;
            }
            case Part.Opaque _ -> {
                drop(at);
                yield null;
            }
            case Part.Image _, Part.Audio _, Part.File _ ->
                    throw unsaid(at, "no text; this API takes text only");
        };
    }

    private void drop(String path) {
        foreign.at(path).drop();
    }

    private static ApiException unsaid(String path, String what) {
        return new ApiException(
                ApiError.badRequest(
                        "'" + path + "' is " + what + ".", path, "unsupported_content"));
    }
}
