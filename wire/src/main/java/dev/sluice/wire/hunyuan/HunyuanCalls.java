package dev.sluice.wire.hunyuan;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Hunyuan call. The vendor wants a system message first if at all, then user (or tool) and
 * assistant by turns, and a user or tool last.
 */
final class HunyuanCalls {
    private static final BigInteger SEEDS = BigInteger.valueOf(10_000);

    // The words of Tencent's OpenAI-like API, which callers know, and what they are here.
    private static final Map<String, String> OWN =
            new TreeMap<>(
                    Map.of(
                            "enable_enhancement", "EnableEnhancement",
                            "force_search_enhancement", "ForceSearchEnhancement",
                            "search_info", "SearchInfo",
                            "citation", "Citation",
                            "enable_speed_search", "EnableSpeedSearch",
                            "enable_thinking", "EnableThinking",
                            "stream_moderation", "StreamModeration"));

    private final ChatCall call;
    private final JsonWriter out = new JsonWriter();
    private final Foreign foreign;

    HunyuanCalls(ChatCall call) {
        this.call = call;
        foreign = Foreign.from(call.origin(), HunyuanDialect.NAME);
    }

    Written write() {
        Turns turns = Turns.of(call.messages());
        turns.dropped().forEach(this::drop);
        for (int i = 0; i < call.messages().size(); i++) {
            Extras extras = call.messages().get(i).extras();
            foreign.at("messages[" + i + "]").dropAllBut(extras, Set.of());
        }
        out.object().put("Model", call.model()).array("Messages");
        turns.instructions().forEach(this::words);
        if (!turns.instructionText().isBlank()) {
            message("system", turns.instructionText());
        }
        messages(turns.turns());
        out.endArray();
        if (call.output().delivery().streams()) {
            out.put("Stream", true);
        }
        sampling(call.sampling());
        output(call.output());
        tools(call.toolUse());
        rest();
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private void drop(String path) {
        foreign.at(path).drop();
    }

    private void drop(String path, @Nullable Object value) {
        if (value != null) {
            drop(path);
        }
    }

    private void messages(List<Turns.Turn> turns) {
        if (turns.isEmpty() || turns.getFirst() instanceof Turns.Assistant) {
            message("user", "hi");
        }
        for (Turns.Turn turn : turns) {
            switch (turn) {
                case Turns.User user -> user(user);
                case Turns.Assistant assistant -> assistant(assistant);
            }
        }
        if (!turns.isEmpty() && turns.getLast() instanceof Turns.Assistant last) {
            if (last.calls().isEmpty()) {
                message("user", "continue");
            }
            last.calls().forEach(each -> result(each, "(no result)"));
        }
    }

    private void user(Turns.User turn) {
        for (Turns.Result each : turn.results()) {
            result(each.call(), text(each.parts()));
        }
        if (!turn.results().isEmpty()) {
            if (turn.parts().isEmpty()) {
                return;
            }
            message("assistant", "ok");
        }
        if (turn.parts().stream().noneMatch(said -> said.part() instanceof Part.Image)) {
            String text = text(turn.parts());
            message("user", text.isEmpty() ? "." : text);
            return;
        }
        out.object().put("Role", "user").array("Contents");
        for (Turns.Said said : turn.parts()) {
            if (said.part() instanceof Part.Image(Media source, String detail, Extras extras)) {
                drop(said.path() + ".image_url.detail", "auto".equals(detail) ? null : detail);
                foreign.at(said.path()).dropAllBut(extras, Set.of());
                out.object().put("Type", "image_url");
                out.object("ImageUrl").put("Url", address(source, said.path())).endObject();
                out.endObject();
            } else {
                String words = words(said);
                if (words != null) {
                    out.object().put("Type", "text").put("Text", words).endObject();
                }
            }
        }
        out.endArray().endObject();
    }

    private static String address(Media source, String path) {
        if (source instanceof Media.Stored) {
            throw unsaid(path, "a file of another vendor's store; send its bytes or an address");
        }
        return source.asUrl();
    }

    private void result(ToolCall call, String text) {
        out.object().put("Role", "tool").put("ToolCallId", call.id());
        out.put("Content", text.isEmpty() ? "." : text).endObject();
    }

    private void assistant(Turns.Assistant turn) {
        String text = text(turn.parts());
        out.object().put("Role", "assistant");
        out.put("Content", text.isEmpty() && turn.calls().isEmpty() ? "." : text);
        if (!turn.calls().isEmpty()) {
            out.array("ToolCalls");
            for (ToolCall each : turn.calls()) {
                out.object().put("Id", each.id()).put("Type", "function");
                out.object("Function").put("Name", each.name());
                out.put("Arguments", each.arguments().isBlank() ? "{}" : each.arguments());
                out.endObject().endObject();
            }
            out.endArray();
        }
        out.endObject();
    }

    private void message(String role, String content) {
        out.object().put("Role", role).put("Content", content).endObject();
    }

    private String text(List<Turns.Said> parts) {
        return Turns.text(parts, this::words);
    }

    private @Nullable String words(Turns.Said said) {
        return switch (said.part()) {
            case Part.Text(String text, Extras extras) -> {
                foreign.at(said.path()).dropAllBut(extras, Set.of());
                yield text;
            }
            case Part.Refusal(String text, Extras _) -> text;
            case Part.Reasoning _, Part.Speech _, Part.Opaque _ -> {
                drop(said.path());
                yield null;
            }
            case Part.Image _ -> throw unsaid(said.path(), "a picture where only text can be");
            case Part.Audio _, Part.File _ ->
                    throw unsaid(said.path(), "neither text nor a picture");
        };
    }

    private static ApiException unsaid(String path, String what) {
        return new ApiException(
                ApiError.badRequest(
                        "'" + path + "' is " + what + ".", path, "unsupported_content"));
    }

    private void sampling(Sampling s) {
        BigDecimal zero = BigDecimal.ZERO;
        BigDecimal hottest = BigDecimal.TWO;
        out.put(
                "Temperature",
                s.temperature() == null ? null : s.temperature().max(zero).min(hottest));
        out.put("TopP", s.topP() == null ? null : s.topP().max(zero).min(BigDecimal.ONE));
        // 1 to 10000; the same seed still gives the same answer.
        out.put(
                "Seed",
                s.seed() == null
                        ? null
                        : s.seed().subtract(BigInteger.ONE).mod(SEEDS).add(BigInteger.ONE));
        if (!s.stop().isEmpty()) {
            out.array("Stop");
            s.stop().forEach(out::value);
            out.endArray();
        }
        if (s.limit() != null) {
            drop(
                    switch (s.limit().word()) {
                        case MAX_COMPLETION_TOKENS -> "max_completion_tokens";
                        case MAX_TOKENS -> "max_tokens";
                        case MAX_LENGTH -> "max_length";
                    });
        }
        drop("top_k", s.topK());
        drop("presence_penalty", s.presencePenalty());
        drop("frequency_penalty", s.frequencyPenalty());
        drop("logit_bias", s.logitBias());
        drop("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()) ? s.logprobs() : null);
        drop("top_logprobs", s.logprobs().top());
    }

    private void output(Output output) {
        foreign.at("stream_options").dropAllBut(output.delivery().extras(), Set.of());
        drop("n", BigInteger.ONE.equals(output.choices()) ? null : output.choices());
        drop("user", output.user());
        if (call.extras().get("enable_thinking") == null && output.reasoningEffort() != null) {
            out.put("EnableThinking", !output.reasoningEffort().equals("none"));
        }
        boolean plain = output.format() == ResponseFormat.Simple.TEXT;
        drop("response_format", plain ? null : output.format());
    }

    private void tools(ToolUse use) {
        List<Tool> tools = use.tools();
        boolean any = tools.stream().anyMatch(Tool.Function.class::isInstance);
        if (any) {
            out.array("Tools");
        }
        for (int i = 0; i < tools.size(); i++) {
            String here = "tools[" + i + "]";
            switch (tools.get(i)) {
                case Tool.Function(Tool.Definition d, Extras extras) -> {
                    foreign.at(here).dropAllBut(extras, Set.of());
                    foreign.at(here + ".function").dropAllBut(d.extras(), Set.of());
                    drop(here + ".function.strict", d.strict());
                    definition(d);
                }
                case Tool.Opaque _ -> drop(here);
            }
        }
        if (any) {
            out.endArray();
            choice(use.choice(), tools);
        }
        drop("parallel_tool_calls", use.parallel());
    }

    private void definition(Tool.Definition d) {
        Raw none = new Raw("{\"type\":\"object\",\"properties\":{}}");
        out.object().put("Type", "function").object("Function").put("Name", d.name());
        out.put("Description", d.description());
        out.put("Parameters", (d.parameters() == null ? none : d.parameters()).json());
        out.endObject().endObject();
    }

    private void choice(@Nullable ToolChoice choice, List<Tool> tools) {
        switch (choice) {
            case null -> {}
            case ToolChoice.Mode.NONE -> out.put("ToolChoice", "none");
            case ToolChoice.Mode.AUTO -> out.put("ToolChoice", "auto");
            // Any of one is that one.
            case ToolChoice.Mode.REQUIRED -> {
                if (tools.size() == 1 && tools.getFirst() instanceof Tool.Function only) {
                    custom(only.definition());
                } else {
                    drop("tool_choice");
                }
            }
            case ToolChoice.Named(String name) -> {
                for (Tool tool : tools) {
                    if (tool instanceof Tool.Function(Tool.Definition d, Extras _)
                            && d.name().equals(name)) {
                        custom(d);
                        return;
                    }
                }
                drop("tool_choice");
            }
            case ToolChoice.Opaque _ -> drop("tool_choice");
        }
    }

    private void custom(Tool.Definition d) {
        out.put("ToolChoice", "custom").name("CustomTool");
        definition(d);
    }

    private void rest() {
        WebSearch search = WebSearch.of(call);
        Extras extras = call.extras();
        for (Map.Entry<String, String> word : OWN.entrySet()) {
            Raw value = extras.get(word.getKey());
            if (value != null && !value.isNull()) {
                out.put(word.getValue(), value);
            } else {
                out.put(word.getValue(), searching(word.getKey(), search));
            }
        }
        drop("web_search_options.search_context_size", search.contextSize());
        drop("web_search_options.user_location", search.userLocation());
        var understood = new HashSet<>(OWN.keySet());
        understood.addAll(WebSearch.MEMBERS);
        foreign.dropAllBut(extras, understood);
    }

    private static @Nullable Boolean searching(String word, WebSearch search) {
        return switch (word) {
            case "enable_enhancement" -> search.wanted();
            case "force_search_enhancement", "search_info", "citation" ->
                    search.isWanted() ? true : null;
            default -> null;
        };
    }
}
