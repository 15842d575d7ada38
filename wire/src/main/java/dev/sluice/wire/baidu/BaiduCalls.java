package dev.sluice.wire.baidu;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
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
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes an ERNIE call. The vendor insists on an odd number of messages, user (or function) and
 * assistant by turns, the user first and last.
 */
final class BaiduCalls {
    private static final BigDecimal COLDEST = new BigDecimal("0.01");
    private static final BigInteger FEWEST_TOKENS = BigInteger.TWO;
    private static final int MOST_STOPS = 4;
    private static final Set<String> OWN =
            Set.of(
                    "penalty_score",
                    "disable_search",
                    "enable_citation",
                    "enable_trace",
                    "enable_system_memory",
                    "system_memory_id",
                    "user_id");

    private final ChatCall call;
    private final JsonWriter out = new JsonWriter();
    private final Foreign foreign;

    BaiduCalls(ChatCall call) {
        this.call = call;
        foreign = Foreign.from(call.origin(), BaiduDialect.NAME);
    }

    Written write() {
        Turns turns = Turns.of(call.messages());
        turns.dropped().forEach(this::drop);
        for (int i = 0; i < call.messages().size(); i++) {
            Extras extras = call.messages().get(i).extras();
            foreign.at("messages[" + i + "]").dropAllBut(extras, Set.of());
        }
        out.object();
        messages(turns.turns());
        turns.instructions().forEach(this::words);
        String system = turns.instructionText();
        out.put("system", system.isBlank() ? null : system);
        functions(call.toolUse());
        sampling(call.sampling());
        output(call.output());
        rest();
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private void drop(String path) {
        foreign.at(path).drop();
    }

    private void messages(List<Turns.Turn> turns) {
        out.array("messages");
        if (turns.isEmpty() || turns.getFirst() instanceof Turns.Assistant) {
            message("user", "hi");
        }
        for (int i = 0; i < turns.size(); i++) {
            switch (turns.get(i)) {
                case Turns.User user -> {
                    if (user.results().isEmpty()) {
                        String text = text(user.parts());
                        message("user", text.isEmpty() ? "." : text);
                    } else if (!user.parts().isEmpty()) {
                        message("assistant", "ok");
                        message("user", text(user.parts()));
                    }
                }
                case Turns.Assistant assistant -> {
                    Turns.Turn next = i + 1 < turns.size() ? turns.get(i + 1) : null;
                    assistant(assistant, next instanceof Turns.User user ? user : null);
                }
            }
        }
        if (!turns.isEmpty() && turns.getLast() instanceof Turns.Assistant last) {
            if (last.calls().isEmpty()) {
                message("user", "continue");
            }
        }
        out.endArray();
    }

    // A message has one call at most: several are told one after the other, each with its answer.
    private void assistant(Turns.Assistant turn, Turns.@Nullable User next) {
        String text = text(turn.parts());
        if (turn.calls().isEmpty()) {
            message("assistant", text.isEmpty() ? "." : text);
            return;
        }
        for (int i = 0; i < turn.calls().size(); i++) {
            ToolCall each = turn.calls().get(i);
            out.object().put("role", "assistant").put("content", i == 0 ? text : "");
            out.object("function_call").put("name", each.name());
            out.put("arguments", each.arguments().isBlank() ? "{}" : each.arguments());
            out.endObject().endObject();
            List<Turns.Result> results = next == null ? List.of() : next.results();
            String answer = i < results.size() ? text(results.get(i).parts()) : "(no result)";
            out.object().put("role", "function").put("name", each.name());
            out.put("content", answer.isEmpty() ? "." : answer).endObject();
        }
    }

    private void message(String role, String content) {
        out.object().put("role", role).put("content", content).endObject();
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
            case Part.Image _, Part.Audio _, Part.File _ ->
                    throw new ApiException(
                            ApiError.badRequest(
                                    "'"
                                            + said.path()
                                            + "' is no text; this ERNIE API takes text only.",
                                    said.path(),
                                    "unsupported_content"));
        };
    }

    private void functions(ToolUse use) {
        List<Tool> tools = use.tools();
        boolean none = use.choice() == ToolChoice.Mode.NONE;
        boolean any = !none && tools.stream().anyMatch(Tool.Function.class::isInstance);
        if (any) {
            out.array("functions");
        }
        for (int i = 0; i < tools.size() && !none; i++) {
            function(tools.get(i), "tools[" + i + "]");
        }
        if (any) {
            out.endArray();
        }
        if (use.choice() != null && !none && use.choice() != ToolChoice.Mode.AUTO) {
            drop("tool_choice");
        }
        if (Boolean.TRUE.equals(use.parallel())) {
            drop("parallel_tool_calls");
        }
    }

    private void function(Tool tool, String here) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                foreign.at(here).dropAllBut(extras, Set.of());
                foreign.at(here + ".function").dropAllBut(d.extras(), Set.of());
                if (d.strict() != null) {
                    drop(here + ".function.strict");
                }
                // Both are required.
                String description = d.description() == null ? d.name() : d.description();
                Raw none = new Raw("{\"type\":\"object\",\"properties\":{}}");
                out.object().put("name", d.name()).put("description", description);
                out.put("parameters", d.parameters() == null ? none : d.parameters());
                out.endObject();
            }
            case Tool.Opaque _ -> drop(here);
        }
    }

    private void sampling(Sampling s) {
        BigDecimal one = BigDecimal.ONE;
        out.put(
                "temperature",
                s.temperature() == null ? null : s.temperature().max(COLDEST).min(one));
        out.put("top_p", s.topP() == null ? null : s.topP().max(BigDecimal.ZERO).min(one));
        out.put(
                "max_output_tokens",
                s.limit() == null ? null : s.limit().tokens().max(FEWEST_TOKENS));
        if (!s.stop().isEmpty()) {
            out.array("stop");
            s.stop().stream().limit(MOST_STOPS).forEach(out::value);
            out.endArray();
        }
        for (int i = MOST_STOPS; i < s.stop().size(); i++) {
            drop("stop[" + i + "]");
        }
        drop("top_k", s.topK());
        drop("presence_penalty", s.presencePenalty());
        drop("frequency_penalty", s.frequencyPenalty());
        drop("seed", s.seed());
        drop("logit_bias", s.logitBias());
        drop("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()) ? s.logprobs() : null);
        drop("top_logprobs", s.logprobs().top());
    }

    private void drop(String name, @Nullable Object value) {
        if (value != null) {
            drop(name);
        }
    }

    private void output(Output output) {
        if (output.delivery().streams()) {
            out.put("stream", true);
        }
        foreign.at("stream_options").dropAllBut(output.delivery().extras(), Set.of());
        if (output.choices() != null && !output.choices().equals(BigInteger.ONE)) {
            drop("n");
        }
        drop("reasoning_effort", output.reasoningEffort());
        if (call.extras().get("user_id") == null) {
            out.put("user_id", output.user());
        }
        switch (output.format()) {
            case null -> {}
            case ResponseFormat.Simple simple ->
                    out.put("response_format", simple.name().toLowerCase(Locale.ROOT));
            case ResponseFormat.JsonSchema _ -> {
                out.put("response_format", "json_object");
                drop("response_format.json_schema");
            }
            case ResponseFormat.Opaque _ -> drop("response_format");
        }
    }

    private void rest() {
        WebSearch search = WebSearch.of(call);
        Extras extras = call.extras();
        if (search.wanted() != null && extras.get("disable_search") == null) {
            out.put("disable_search", search.isUnwanted());
        }
        if (search.isWanted() && extras.get("enable_trace") == null) {
            out.put("enable_trace", true);
        }
        drop("web_search_options.search_context_size", search.contextSize());
        drop("web_search_options.user_location", search.userLocation());
        for (String name : OWN.stream().sorted().toList()) {
            Raw value = extras.get(name);
            out.put(name, value == null || value.isNull() ? null : value);
        }
        var understood = new HashSet<>(OWN);
        understood.addAll(WebSearch.MEMBERS);
        foreign.dropAllBut(extras, understood);
    }
}
