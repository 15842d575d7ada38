package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Asked;
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
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.openai.VendorSearch.Whose;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a chat call as a request for a response. */
final class ResponsesCallWriter {
    private static final BigInteger FEWEST_TOKENS = BigInteger.valueOf(16);

    /** Members of a chat call that are called the same here and mean the same. */
    private static final List<String> SHARED =
            List.of(
                    "metadata",
                    "service_tier",
                    "safety_identifier",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "prompt_cache_options",
                    "previous_response_id",
                    "conversation",
                    "prompt",
                    "truncation",
                    "context_management",
                    "max_tool_calls",
                    "moderation");

    private static final Set<String> WRITTEN =
            Set.of(
                    "temperature",
                    "top_p",
                    "max_tokens",
                    "logprobs",
                    "top_logprobs",
                    "response_format",
                    "reasoning_effort",
                    "user",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "stream_options.include_obfuscation",
                    "internet",
                    "web_search_options",
                    "reasoning",
                    "verbosity",
                    "include",
                    "store");

    private final ChatCall call;
    private final Whose search;
    private final Foreign foreign;
    private final JsonWriter out = new JsonWriter();

    ResponsesCallWriter(ChatCall call, Whose search) {
        this.call = call;
        this.search = search;
        // A chat call's own tools and choices have their counterparts here.
        String target =
                call.origin().equals(OpenAiDialect.NAME) ? call.origin() : ResponsesDialect.NAME;
        this.foreign = Foreign.from(call.origin(), target);
    }

    Written write() {
        out.object().put("model", call.model());
        var input = new ResponsesInput(out);
        input.write(call.messages());
        sampling();
        output();
        tools(call.toolUse());
        include();
        SHARED.forEach(name -> out.put(name, given(name)));
        Raw store = given("store");
        if (store == null) {
            out.put("store", false);
        } else {
            out.put("store", store);
        }
        var dropped = new ArrayList<>(input.dropped());
        var understood = new LinkedHashSet<>(WRITTEN);
        understood.addAll(SHARED);
        if (isPlainText(given("modalities"))) {
            understood.add("modalities");
        }
        dropped.addAll(Asked.beyond(understood, call));
        dropped.addAll(foreign.dropped());
        return new Written(out.endObject().bytes(), dropped);
    }

    private @Nullable Raw given(String name) {
        Raw value = call.extras().get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static boolean isPlainText(@Nullable Raw modalities) {
        return modalities != null && modalities.json().replaceAll("\\s", "").equals("[\"text\"]");
    }

    private void sampling() {
        Sampling s = call.sampling();
        if (s.limit() != null) {
            BigInteger tokens = s.limit().tokens();
            // OpenAI refuses less than 16 here, which chat completions take.
            out.put(
                    "max_output_tokens",
                    search == Whose.OPENAI ? tokens.max(FEWEST_TOKENS) : tokens);
        }
        out.put("temperature", s.temperature()).put("top_p", s.topP());
        out.put("top_logprobs", s.logprobs().top());
    }

    private void output() {
        Output output = call.output();
        out.put("stream", output.delivery().stream()).put("user", output.user());
        Raw obfuscation = output.delivery().extras().get("include_obfuscation");
        if (obfuscation != null) {
            out.object("stream_options").put("include_obfuscation", obfuscation).endObject();
        }
        Raw reasoning = given("reasoning");
        if (reasoning != null && !foreign.isForeign()) {
            out.put("reasoning", reasoning);
        } else if (output.reasoningEffort() != null) {
            out.object("reasoning").put("effort", output.reasoningEffort()).endObject();
        }
        Raw verbosity = given("verbosity");
        if (output.format() != null || verbosity != null) {
            out.object("text");
            format(output.format());
            out.put("verbosity", verbosity).endObject();
        }
    }

    private void format(@Nullable ResponseFormat format) {
        switch (format) {
            case null -> {}
            case ResponseFormat.Simple simple ->
                    out.object("format")
                            .put(
                                    "type",
                                    switch (simple) {
                                        case TEXT -> "text";
                                        case JSON_OBJECT -> "json_object";
                                    })
                            .endObject();
            case ResponseFormat.JsonSchema schema -> {
                out.object("format").put("type", "json_schema");
                out.put("name", schema.name() == null ? "response" : schema.name());
                out.put("description", schema.description()).put("schema", schema.schema());
                out.put("strict", schema.strict()).endObject();
            }
            case ResponseFormat.Opaque _ -> foreign.at("response_format").drop();
        }
    }

    private void tools(ToolUse use) {
        WebSearch web = WebSearch.of(call);
        if (!use.tools().isEmpty() || web.isWanted()) {
            out.array("tools");
            for (int i = 0; i < use.tools().size(); i++) {
                tool(use.tools().get(i), foreign.at("tools[" + i + "]"));
            }
            if (web.isWanted()) {
                search(web);
            }
            out.endArray();
        }
        if (use.tools().isEmpty()) {
            return;
        }
        out.put("parallel_tool_calls", use.parallel());
        switch (use.choice()) {
            case null -> {}
            case ToolChoice.Mode mode ->
                    out.put(
                            "tool_choice",
                            switch (mode) {
                                case NONE -> "none";
                                case AUTO -> "auto";
                                case REQUIRED -> "required";
                            });
            case ToolChoice.Named(String name) ->
                    out.object("tool_choice").put("type", "function").put("name", name).endObject();
            case ToolChoice.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at("tool_choice").drop();
                } else {
                    out.name("tool_choice");
                    Flat.write(out, raw);
                }
            }
        }
    }

    private void tool(Tool tool, Foreign here) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                out.object().put("type", "function").put("name", d.name());
                out.put("description", d.description());
                out.put("parameters", d.parameters() == null ? Raw.NULL : d.parameters());
                // Strict is the default here, and not in chat completions.
                out.put("strict", Boolean.TRUE.equals(d.strict())).endObject();
                here.dropAllBut(d.extras(), Set.of());
                here.dropAllBut(extras, Set.of());
            }
            case Tool.Opaque(String _, Raw raw) -> {
                if (here.isForeign()) {
                    here.drop();
                } else {
                    Flat.write(out, raw);
                }
            }
        }
    }

    private void search(WebSearch web) {
        out.object().put("type", "web_search");
        switch (search) {
            case OPENAI -> out.put("search_context_size", web.contextSize());
            case XAI -> out.endObject().object().put("type", "x_search");
            case ARK ->
                    out.put(
                            "limit",
                            switch (web.contextSize() == null ? "" : web.contextSize()) {
                                case "low" -> 5L;
                                case "high" -> 20L;
                                default -> 10L;
                            });
        }
        if (web.userLocation() != null && search != Whose.XAI) {
            out.name("user_location");
            Flat.write(out, web.userLocation());
        }
        out.endObject();
    }

    private void include() {
        var wanted = new ArrayList<String>();
        if (WebSearch.of(call).isWanted() && search == Whose.OPENAI) {
            wanted.add("web_search_call.action.sources");
        }
        if (Boolean.TRUE.equals(call.sampling().logprobs().wanted())) {
            wanted.add("message.output_text.logprobs");
        }
        Raw given = given("include");
        if (given != null) {
            Flat.strings(given).stream().filter(s -> !wanted.contains(s)).forEach(wanted::add);
        }
        if (!wanted.isEmpty()) {
            out.array("include");
            wanted.forEach(out::value);
            out.endArray();
        }
    }
}
