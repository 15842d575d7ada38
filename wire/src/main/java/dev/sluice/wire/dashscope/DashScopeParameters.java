package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@code parameters}: DashScope ignores silently what stands outside. */
final class DashScopeParameters {
    private static final BigDecimal HOTTEST = new BigDecimal("1.99");
    private static final BigDecimal LOWEST_TOP_P = new BigDecimal("0.0001");
    private static final BigDecimal HIGHEST_TOP_P = new BigDecimal("0.9999");
    private static final BigInteger SEEDS = BigInteger.valueOf(Integer.MAX_VALUE);

    // DashScope's own words, which callers of its OpenAI-compatible API give at top level.
    private static final Set<String> OWN =
            Set.of(
                    "enable_thinking",
                    "thinking_budget",
                    "repetition_penalty",
                    "top_k",
                    "enable_search",
                    "search_options",
                    "translation_options",
                    "asr_options",
                    "enable_code_interpreter",
                    "max_input_tokens");

    private final ChatCall call;
    private final JsonWriter out;
    private final Foreign foreign;
    private final Extras own;

    DashScopeParameters(ChatCall call, JsonWriter out, Foreign foreign) {
        this.call = call;
        this.out = out;
        this.foreign = foreign;
        own =
                new Extras(
                        call.extras().members().stream()
                                .filter(m -> isOwn(m.name()) && !m.value().isNull())
                                .toList());
    }

    private static boolean isOwn(String name) {
        return OWN.contains(name) || name.startsWith("vl_");
    }

    void write() {
        out.object("parameters").put("result_format", "message");
        if (call.output().delivery().streams()) {
            out.put("incremental_output", true);
        }
        sampling(call.sampling());
        output(call.output());
        tools(call.toolUse());
        search();
        thinking();
        for (String name : new LinkedHashSet<>(own.names())) {
            out.put(name, own.get(name));
        }
        out.endObject();
        var understood = new HashSet<>(WebSearch.MEMBERS);
        understood.addAll(own.names());
        understood.add("thinking");
        foreign.dropAllBut(call.extras(), understood);
    }

    private void sampling(Sampling s) {
        out.put("temperature", s.temperature() == null ? null : s.temperature().min(HOTTEST));
        out.put("top_p", s.topP() == null ? null : s.topP().max(LOWEST_TOP_P).min(HIGHEST_TOP_P));
        if (own.get("top_k") == null) {
            out.put("top_k", s.topK());
        }
        out.put("presence_penalty", s.presencePenalty());
        drop("frequency_penalty", s.frequencyPenalty());
        // Other seeds than 0..2^31-1 are refused; the same one still gives the same answer.
        out.put("seed", s.seed() == null ? null : s.seed().and(SEEDS));
        out.put("max_tokens", s.limit() == null ? null : s.limit().tokens());
        if (!s.stop().isEmpty()) {
            out.array("stop");
            s.stop().forEach(out::value);
            out.endArray();
        }
        drop("logit_bias", s.logitBias());
        out.put("logprobs", s.logprobs().wanted()).put("top_logprobs", s.logprobs().top());
    }

    private void drop(String name, @Nullable Object value) {
        if (value != null) {
            foreign.at(name).drop();
        }
    }

    private void output(Output output) {
        out.put("n", output.choices());
        drop("user", output.user());
        foreign.at("stream_options").dropAllBut(output.delivery().extras(), Set.of());
        switch (output.format()) {
            case null -> {}
            case ResponseFormat.Simple.TEXT -> format("text");
            case ResponseFormat.Simple.JSON_OBJECT -> format("json_object");
            case ResponseFormat.JsonSchema _ -> {
                // Without the word "json" among the messages, JSON is refused.
                boolean asked =
                        call.messages().stream()
                                .anyMatch(m -> m.text().toLowerCase(Locale.ROOT).contains("json"));
                if (asked) {
                    format("json_object");
                }
                foreign.at(asked ? "response_format.json_schema" : "response_format").drop();
            }
            case ResponseFormat.Opaque _ -> foreign.at("response_format").drop();
        }
    }

    private void format(String type) {
        out.object("response_format").put("type", type).endObject();
    }

    private void tools(ToolUse use) {
        List<Tool> tools = use.tools();
        if (tools.stream().anyMatch(Tool.Function.class::isInstance)) {
            out.array("tools");
            for (int i = 0; i < tools.size(); i++) {
                tool(tools.get(i), foreign.at("tools[" + i + "]"));
            }
            out.endArray();
            choice(use.choice(), tools);
            out.put("parallel_tool_calls", use.parallel());
        } else {
            for (int i = 0; i < tools.size(); i++) {
                foreign.at("tools[" + i + "]").drop();
            }
        }
    }

    private void tool(Tool tool, Foreign here) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                here.dropAllBut(extras, Set.of());
                here.at("function").dropAllBut(d.extras(), Set.of());
                if (d.strict() != null) {
                    here.at("function.strict").drop();
                }
                out.object().put("type", "function").object("function").put("name", d.name());
                out.put("description", d.description()).put("parameters", d.parameters());
                out.endObject().endObject();
            }
            case Tool.Opaque _ -> here.drop();
        }
    }

    private void choice(@Nullable ToolChoice choice, List<Tool> tools) {
        switch (choice) {
            case null -> {}
            case ToolChoice.Mode.NONE -> out.put("tool_choice", "none");
            case ToolChoice.Mode.AUTO -> out.put("tool_choice", "auto");
            // Any of one is that one.
            case ToolChoice.Mode.REQUIRED -> {
                if (tools.size() == 1 && tools.getFirst() instanceof Tool.Function only) {
                    named(only.definition().name());
                } else {
                    foreign.at("tool_choice").drop();
                }
            }
            case ToolChoice.Named(String name) -> named(name);
            case ToolChoice.Opaque _ -> foreign.at("tool_choice").drop();
        }
    }

    private void named(String name) {
        out.object("tool_choice").put("type", "function");
        out.object("function").put("name", name).endObject().endObject();
    }

    private void search() {
        WebSearch search = WebSearch.of(call);
        if (search.wanted() != null && own.get("enable_search") == null) {
            out.put("enable_search", search.wanted());
        }
        if (search.isWanted() && own.get("search_options") == null) {
            out.object("search_options").put("forced_search", true).put("enable_source", true);
            out.endObject();
        }
        drop("web_search_options.search_context_size", search.contextSize());
        drop("web_search_options.user_location", search.userLocation());
    }

    // OpenAI's reasoning_effort and Anthropic's and Zhipu's {"thinking": {"type",
    // "budget_tokens"}}.
    private void thinking() {
        Raw thinking = call.extras().get("thinking");
        String effort = call.output().reasoningEffort();
        @Nullable Boolean on = effort == null ? null : !effort.equals("none");
        var budget = new @Nullable BigInteger[1];
        if (thinking != null && thinking.json().startsWith("{")) {
            var type = new String[] {""};
            JsonReader.read(
                    thinking.json().getBytes(StandardCharsets.UTF_8),
                    in -> {
                        in.members(name -> {
                            if (name.equals("type")) {
                                type[0] = in.anyText();
                            } else if (name.equals("budget_tokens") && in.is(Kind.NUMBER)) {
                                budget[0] = BigInteger.valueOf(in.anyCount());
                            }
                        });
                        return type;
                    });
            on = !type[0].equals("disabled");
        }
        if (own.get("enable_thinking") == null) {
            out.put("enable_thinking", on);
        }
        if (own.get("thinking_budget") == null) {
            out.put("thinking_budget", budget[0]);
        }
    }
}
