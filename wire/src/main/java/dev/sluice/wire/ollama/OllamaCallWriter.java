package dev.sluice.wire.ollama;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.CallArguments;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of one chat call. */
final class OllamaCallWriter {
    private static final Raw NO_ARGUMENTS = new Raw("{\"type\":\"object\",\"properties\":{}}");

    // Ollama's own members and options: a caller that knows them may give them among the extras.
    private static final Set<String> OWN = Set.of("think", "format", "keep_alive", "options");
    private static final Set<String> OPTIONS =
            Set.of(
                    "num_ctx",
                    "num_keep",
                    "min_p",
                    "typical_p",
                    "repeat_last_n",
                    "repeat_penalty",
                    "num_gpu",
                    "num_thread",
                    "num_batch",
                    "use_mmap",
                    "main_gpu");

    private final ChatCall call;
    private final @Nullable BigInteger context;
    private final @Nullable Raw keepAlive;
    private final Foreign foreign;
    private final JsonWriter out = new JsonWriter();
    private final Map<String, String> toolNames = new HashMap<>();

    OllamaCallWriter(ChatCall call, @Nullable BigInteger context, @Nullable Raw keepAlive) {
        this.call = call;
        this.context = context;
        this.keepAlive = keepAlive;
        foreign = Foreign.from(call.origin(), OllamaDialect.NAME);
    }

    /** Writes the body. */
    Written write() {
        out.object().put("model", call.model()).array("messages");
        for (int i = 0; i < call.messages().size(); i++) {
            message(call.messages().get(i), "messages[" + i + "]");
        }
        out.endArray();
        tools();
        // Ollama streams unless it is told not to.
        out.put("stream", call.output().delivery().streams());
        format();
        out.put("think", think());
        Raw asked = call.extras().get("keep_alive");
        out.put("keep_alive", asked == null ? keepAlive : asked);
        out.put("logprobs", call.sampling().logprobs().wanted());
        out.put("top_logprobs", call.sampling().logprobs().top());
        options();
        dropTheRest();
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private void message(Message message, String path) {
        out.object();
        switch (message) {
            case Message.Instructions m -> said("system", m, path);
            case Message.User m -> said("user", m, path);
            case Message.Assistant m -> {
                said("assistant", m, path);
                String thought = m.reasoning();
                out.put("thinking", thought.isEmpty() ? null : thought);
                calls(m.toolCalls());
            }
            case Message.ToolResult m -> {
                said("tool", m, path);
                String name = m.name() == null ? toolNames.get(m.callId()) : m.name();
                out.put("tool_name", name);
                out.put("tool_call_id", m.callId().isEmpty() ? null : m.callId());
            }
            case Message.FunctionResult m -> {
                said("tool", m, path);
                out.put("tool_name", m.name());
            }
        }
        out.endObject();
        foreign.at(path).dropAllBut(message.extras(), Set.of("reasoning", "reasoning_details"));
    }

    private void said(String role, Message message, String path) {
        var texts = new ArrayList<String>();
        var pictures = new ArrayList<String>();
        for (int i = 0; i < message.content().size(); i++) {
            part(message.content().get(i), path + ".content[" + i + "]", texts, pictures);
        }
        out.put("role", role).put("content", String.join("\n", texts));
        if (!pictures.isEmpty()) {
            out.array("images");
            pictures.forEach(out::value);
            out.endArray();
        }
    }

    private void part(Part part, String path, List<String> texts, List<String> pictures) {
        Foreign here = foreign.at(path);
        switch (part) {
            case Part.Text(String text, Extras extras) -> {
                texts.add(text);
                here.dropAllBut(extras, Set.of());
            }
            case Part.Image(Media source, String detail, Extras extras) -> {
                if (!(source instanceof Media.Inline(String _, String base64))) {
                    throw refused(path, "is at an address, expected its bytes in the message");
                }
                pictures.add(base64);
                if (detail != null && !detail.equals("auto")) {
                    here.at("image_url.detail").drop();
                }
                here.dropAllBut(extras, Set.of());
            }
            case Part.Refusal(String text, Extras _) -> texts.add(text);
            case Part.Speech speech -> texts.add(speech.transcript());
            case Part.Audio _ -> throw refused(path, "is sound, which Ollama's chat does not take");
            case Part.File _ -> throw refused(path, "is a file, which Ollama's chat does not take");
            // Said in a member of its own.
            case Part.Reasoning _ -> {}
            case Part.Opaque _ -> here.drop();
        }
    }

    private static ApiException refused(String path, String why) {
        return new ApiException(
                ApiError.badRequest("'" + path + "' " + why + ".", path, "unsupported_content"));
    }

    private void calls(List<ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        out.array("tool_calls");
        for (ToolCall call : calls) {
            toolNames.put(call.id(), call.name());
            out.object().put("id", call.id().isEmpty() ? null : call.id()).object("function");
            out.put("name", call.name()).put("arguments", CallArguments.asObject(call));
            out.endObject().endObject();
        }
        out.endArray();
    }

    private void tools() {
        ToolUse use = call.toolUse();
        if (Boolean.FALSE.equals(use.parallel())) {
            foreign.at("parallel_tool_calls").drop();
        }
        @Nullable String only = null;
        switch (use.choice()) {
            case null -> {}
            case ToolChoice.Mode mode -> {
                switch (mode) {
                    case NONE -> {
                        return;
                    }
                    case AUTO -> {}
                    case REQUIRED -> foreign.at("tool_choice").drop();
                }
            }
            case ToolChoice.Named(String name) -> {
                // The one tool is all that is offered; that it must be called cannot be said.
                only = name;
                foreign.at("tool_choice").drop();
            }
            case ToolChoice.Opaque _ -> foreign.at("tool_choice").drop();
        }
        var offered = new ArrayList<Tool.Definition>();
        for (int i = 0; i < use.tools().size(); i++) {
            Foreign here = foreign.at("tools[" + i + "]");
            switch (use.tools().get(i)) {
                case Tool.Function(Tool.Definition d, Extras extras) -> {
                    if (only == null || only.equals(d.name())) {
                        offered.add(d);
                        here.dropAllBut(extras.plus(d.extras()), Set.of());
                        if (Boolean.TRUE.equals(d.strict())) {
                            here.at("function.strict").drop();
                        }
                    }
                }
                case Tool.Opaque _ -> here.drop();
            }
        }
        offer(offered);
    }

    private void offer(List<Tool.Definition> tools) {
        if (tools.isEmpty()) {
            return;
        }
        out.array("tools");
        for (Tool.Definition d : tools) {
            out.object().put("type", "function").object("function").put("name", d.name());
            out.put("description", d.description());
            out.put("parameters", d.parameters() == null ? NO_ARGUMENTS : d.parameters());
            out.endObject().endObject();
        }
        out.endArray();
    }

    private void format() {
        Raw own = call.extras().get("format");
        if (own != null) {
            out.put("format", own);
            return;
        }
        switch (call.output().format()) {
            case null -> {}
            case ResponseFormat.Simple simple ->
                    out.put(
                            "format",
                            switch (simple) {
                                case TEXT -> (String) null;
                                case JSON_OBJECT -> "json";
                            });
            case ResponseFormat.JsonSchema s ->
                    out.put("format", s.schema() == null ? new Raw("\"json\"") : s.schema());
            case ResponseFormat.Opaque _ -> foreign.at("response_format").drop();
        }
    }

    private @Nullable Raw think() {
        Raw own = call.extras().get("think");
        if (own != null) {
            return own;
        }
        Raw type = membersOf(call.extras().get("thinking")).get("type");
        String effort = call.output().reasoningEffort();
        if (effort == null) {
            return type == null
                    ? null
                    : new Raw(type.json().equals("\"disabled\"") ? "false" : "true");
        }
        if (effort.equals("none")) {
            return new Raw("false");
        }
        String model = call.model() == null ? "" : call.model().toLowerCase(Locale.ROOT);
        if (!model.contains("gpt-oss")) {
            return new Raw("true");
        }
        return new Raw(
                switch (effort) {
                    case "minimal", "low" -> "\"low\"";
                    case "high", "xhigh", "max" -> "\"high\"";
                    default -> "\"medium\"";
                });
    }

    private void options() {
        var options = new JsonWriter().object();
        var taken = new HashSet<String>();
        // What the caller says in Ollama's words wins.
        for (Extras.Member m : membersOf(call.extras().get("options")).members()) {
            if (taken.add(m.name())) {
                options.put(m.name(), m.value());
            }
        }
        for (Extras.Member m : call.extras().members()) {
            if (OPTIONS.contains(m.name()) && !m.value().isNull() && taken.add(m.name())) {
                options.put(m.name(), m.value());
            }
        }
        Sampling s = call.sampling();
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("num_ctx", context);
        said.put("num_predict", s.limit() == null ? null : s.limit().tokens());
        said.put("temperature", s.temperature());
        said.put("top_p", s.topP());
        said.put("top_k", s.topK());
        said.put("seed", s.seed());
        said.put("presence_penalty", s.presencePenalty());
        said.put("frequency_penalty", s.frequencyPenalty());
        said.forEach((name, value) -> {
            if (value != null && taken.add(name)) {
                options.put(name, new Raw(value.toString()));
            }
        });
        if (!s.stop().isEmpty() && taken.add("stop")) {
            options.array("stop");
            s.stop().forEach(options::value);
            options.endArray();
        }
        if (!taken.isEmpty()) {
            byte[] json = options.endObject().bytes();
            out.put("options", new Raw(new String(json, StandardCharsets.UTF_8)));
        }
    }

    private static Extras membersOf(@Nullable Raw raw) {
        var members = new ArrayList<Extras.Member>();
        if (raw != null) {
            try {
                JsonReader.read(
                        raw.json().getBytes(StandardCharsets.UTF_8),
                        in -> {
                            if (in.is(Kind.OBJECT)) {
                                in.members(name -> in.keep(name, members));
                            }
                            return raw;
                        });
            } catch (UnreadableJson e) {
                throw new IllegalStateException("raw JSON is well formed", e);
            }
        }
        return new Extras(members);
    }

    private void dropTheRest() {
        var understood = new HashSet<>(OWN);
        understood.addAll(OPTIONS);
        understood.add("thinking");
        if (!WebSearch.of(call).isWanted()) {
            understood.addAll(WebSearch.MEMBERS);
        }
        foreign.dropAllBut(call.extras(), understood);
        Output o = call.output();
        if (call.sampling().logitBias() != null) {
            foreign.at("logit_bias").drop();
        }
        if (o.choices() != null && !BigInteger.ONE.equals(o.choices())) {
            foreign.at("n").drop();
        }
        if (o.user() != null) {
            foreign.at("user").drop();
        }
        foreign.at("stream_options").dropAllBut(o.delivery().extras(), Set.of());
    }
}
