package dev.sluice.wire.responses;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a conversation as {@code instructions} and the items of {@code input}. */
final class ResponsesInput {
    // How OpenAI's encrypted thoughts begin (seen in recordings, 2026).
    private static final String OWN_PROOF = "gAAAA";

    private final JsonWriter out;
    private final List<String> dropped = new ArrayList<>();
    private final Map<String, ToolCall.Kind> kinds = new HashMap<>();

    ResponsesInput(JsonWriter out) {
        this.out = out;
    }

    List<String> dropped() {
        return dropped;
    }

    void write(List<Message> messages) {
        int first = 0;
        var leading = new ArrayList<String>();
        while (first < messages.size() - 1
                && messages.get(first) instanceof Message.Instructions said
                && said.content().stream().allMatch(Part.Text.class::isInstance)) {
            rest(said.extras(), said.name(), first);
            for (int p = 0; p < said.content().size(); p++) {
                if (said.content().get(p) instanceof Part.Text(String _, Extras extras)) {
                    lose(extras, path(first, p));
                }
            }
            leading.add(said.text());
            first++;
        }
        out.put("instructions", leading.isEmpty() ? null : String.join("\n\n", leading));
        out.array("input");
        for (int i = first; i < messages.size(); i++) {
            message(messages.get(i), i);
        }
        out.endArray();
    }

    private void rest(Extras extras, @Nullable String name, int message) {
        String here = "messages[" + message + "]";
        extras.names().forEach(each -> dropped.add(here + '.' + each));
        if (name != null) {
            dropped.add(here + ".name");
        }
    }

    private void message(Message message, int i) {
        switch (message) {
            case Message.Instructions m -> {
                rest(m.extras(), m.name(), i);
                said(
                        switch (m.role()) {
                            case SYSTEM -> "system";
                            case DEVELOPER -> "developer";
                        },
                        m.content(),
                        i);
            }
            case Message.User m -> {
                rest(m.extras(), m.name(), i);
                said("user", m.content(), i);
            }
            case Message.Assistant m -> {
                rest(m.extras(), m.name(), i);
                assistant(m, i);
            }
            case Message.ToolResult m -> {
                rest(m.extras(), null, i);
                boolean custom = kinds.get(m.callId()) == ToolCall.Kind.CUSTOM;
                String type = custom ? "custom_tool_call_output" : "function_call_output";
                out.object().put("type", type).put("call_id", m.callId());
                content("output", m.content(), i);
                out.endObject();
            }
            case Message.FunctionResult m -> {
                rest(m.extras(), null, i);
                out.object().put("type", "function_call_output").put("call_id", m.name());
                content("output", m.content(), i);
                out.endObject();
            }
        }
    }

    private void said(String role, List<Part> content, int message) {
        out.object().put("role", role);
        content("content", content, message);
        out.endObject();
    }

    private void content(String member, List<Part> content, int message) {
        if (content.isEmpty()) {
            out.put(member, "");
            return;
        }
        if (content.size() == 1 && content.getFirst() instanceof Part.Text(String t, Extras e)) {
            lose(e, path(message, 0));
            out.put(member, t);
            return;
        }
        out.array(member);
        for (int i = 0; i < content.size(); i++) {
            part(content.get(i), path(message, i));
        }
        out.endArray();
    }

    private static String path(int message, int part) {
        return "messages[" + message + "].content[" + part + "]";
    }

    private void lose(Extras extras, String path) {
        extras.names().forEach(name -> dropped.add(path + '.' + name));
    }

    private void part(Part part, String path) {
        switch (part) {
            case Part.Text(String text, Extras extras) -> {
                lose(extras, path);
                out.object().put("type", "input_text").put("text", text).endObject();
            }
            case Part.Image(Media source, String detail, Extras extras) -> {
                lose(extras, path);
                out.object().put("type", "input_image");
                out.put(source instanceof Media.Stored ? "file_id" : "image_url", source.asUrl());
                out.put("detail", detail).endObject();
            }
            case Part.File(Media source, String filename, Extras extras) -> {
                lose(extras, path);
                out.object().put("type", "input_file");
                out.put(
                        switch (source) {
                            case Media.Stored _ -> "file_id";
                            case Media.Inline _ -> "file_data";
                            case Media.Url _ -> "file_url";
                        },
                        source.asUrl());
                out.put("filename", filename).endObject();
            }
            case Part.Audio _ ->
                    throw new ApiException(
                            ApiError.badRequest(
                                    "The provider of this model takes no sound on the interface"
                                            + " that this call needs; '"
                                            + path
                                            + "' is a sound.",
                                    path,
                                    "unsupported_content"));
            case Part.Refusal(String text, Extras _) ->
                    out.object().put("type", "input_text").put("text", text).endObject();
            case Part.Speech speech ->
                    out.object()
                            .put("type", "input_text")
                            .put("text", speech.transcript())
                            .endObject();
            case Part.Reasoning _, Part.Opaque _ -> dropped.add(path);
        }
    }

    private void assistant(Message.Assistant message, int i) {
        var spoken = new ArrayList<Part>();
        for (int p = 0; p < message.content().size(); p++) {
            Part part = message.content().get(p);
            switch (part) {
                case Part.Text(String text, Extras extras) -> {
                    lose(extras, path(i, p));
                    if (!text.isEmpty()) {
                        spoken.add(part);
                    }
                }
                case Part.Refusal _ -> spoken.add(part);
                case Part.Speech speech -> spoken.add(Part.Text.of(speech.transcript()));
                case Part.Reasoning thought -> thought(thought, i);
                case Part.Image _, Part.Audio _, Part.File _, Part.Opaque _ ->
                        dropped.add(path(i, p));
            }
        }
        if (spoken.size() == 1 && spoken.getFirst() instanceof Part.Text(String text, Extras _)) {
            out.object().put("role", "assistant").put("content", text).endObject();
        } else if (!spoken.isEmpty()) {
            out.object().put("role", "assistant").array("content");
            spoken.forEach(this::spoken);
            out.endArray().endObject();
        }
        message.toolCalls().forEach(this::call);
    }

    // Without its proof, which chat completions do not carry, a thought is refused; and so is one
    // with another vendor's proof.
    private void thought(Part.Reasoning thought, int message) {
        String proof = thought.signature();
        if (proof == null || !proof.startsWith(OWN_PROOF)) {
            dropped.add("messages[" + message + "].reasoning_content");
            return;
        }
        out.object().put("type", "reasoning").array("summary");
        if (!thought.text().isEmpty()) {
            out.object().put("type", "summary_text").put("text", thought.text()).endObject();
        }
        out.endArray().put("encrypted_content", proof).endObject();
    }

    private void spoken(Part part) {
        if (part instanceof Part.Refusal(String text, Extras _)) {
            out.object().put("type", "refusal").put("refusal", text).endObject();
        } else if (part instanceof Part.Text(String text, Extras _)) {
            out.object().put("type", "output_text").put("text", text);
            out.array("annotations").endArray().endObject();
        }
    }

    private void call(ToolCall call) {
        kinds.put(call.id(), call.kind());
        switch (call.kind()) {
            case FUNCTION, LEGACY_FUNCTION ->
                    out.object()
                            .put("type", "function_call")
                            .put("call_id", call.id().isEmpty() ? call.name() : call.id())
                            .put("name", call.name())
                            .put("arguments", call.arguments().isEmpty() ? "{}" : call.arguments())
                            .endObject();
            case CUSTOM ->
                    out.object()
                            .put("type", "custom_tool_call")
                            .put("call_id", call.id())
                            .put("name", call.name())
                            .put("input", call.arguments())
                            .endObject();
        }
    }
}
