package dev.sluice.wire.openai;

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
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;

/** Writes the body of an OpenAI chat call. */
final class OpenAiCallWriter {
    private OpenAiCallWriter() {}

    /** Writes a body. */
    static Written write(ChatCall call) {
        Foreign foreign = Foreign.from(call.origin(), OpenAiDialect.NAME);
        var out = new JsonWriter().object().put("model", call.model()).array("messages");
        for (int i = 0; i < call.messages().size(); i++) {
            Foreign here = foreign.at("messages[" + i + "]");
            OpenAiMessages.writeMessage(out, call.messages().get(i), here);
        }
        out.endArray();
        writeSampling(out, call.sampling());
        writeOutput(out, call.output(), foreign);
        writeToolUse(out, call.toolUse(), foreign);
        byte[] body = out.put(foreign.keep(call.extras())).endObject().bytes();
        return new Written(body, foreign.dropped());
    }

    private static void writeSampling(JsonWriter out, Sampling s) {
        out.put("temperature", s.temperature()).put("top_p", s.topP()).put("top_k", s.topK());
        out.put("presence_penalty", s.presencePenalty());
        out.put("frequency_penalty", s.frequencyPenalty()).put("seed", s.seed());
        if (s.limit() != null) {
            switch (s.limit().word()) {
                case MAX_COMPLETION_TOKENS -> out.put("max_completion_tokens", s.limit().tokens());
                case MAX_TOKENS, MAX_LENGTH -> out.put("max_tokens", s.limit().tokens());
            }
        }
        if (!s.stop().isEmpty()) {
            out.array("stop");
            s.stop().forEach(out::value);
            out.endArray();
        }
        out.put("logit_bias", s.logitBias()).put("logprobs", s.logprobs().wanted());
        out.put("top_logprobs", s.logprobs().top());
    }

    private static void writeOutput(JsonWriter out, Output output, Foreign foreign) {
        Output.Delivery delivery = output.delivery();
        out.put("stream", delivery.stream());
        Extras options = foreign.at("stream_options").keep(delivery.extras());
        if (delivery.includeUsage() != null || !options.isEmpty()) {
            out.object("stream_options").put("include_usage", delivery.includeUsage());
            out.put(options).endObject();
        }
        out.put("n", output.choices()).put("reasoning_effort", output.reasoningEffort());
        out.put("user", output.user());
        switch (output.format()) {
            case null -> {}
            case ResponseFormat.Simple simple -> {
                boolean text = simple == ResponseFormat.Simple.TEXT;
                out.object("response_format").put("type", text ? "text" : "json_object");
                out.endObject();
            }
            case ResponseFormat.JsonSchema schema -> {
                out.object("response_format").put("type", "json_schema").object("json_schema");
                out.put("name", schema.name());
                out.put("description", schema.description()).put("schema", schema.schema());
                out.put("strict", schema.strict()).put(foreign.keep(schema.extras()));
                out.endObject().endObject();
            }
            case ResponseFormat.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at("response_format").drop();
                } else {
                    out.put("response_format", raw);
                }
            }
        }
    }

    private static void writeToolUse(JsonWriter out, ToolUse use, Foreign foreign) {
        boolean legacy = use.style() == ToolUse.Style.LEGACY_FUNCTIONS;
        if (!use.tools().isEmpty()) {
            out.array(legacy ? "functions" : "tools");
            for (int i = 0; i < use.tools().size(); i++) {
                writeTool(out, use.tools().get(i), legacy, foreign.at("tools[" + i + "]"));
            }
            out.endArray();
        }
        out.put("parallel_tool_calls", use.parallel());
        String member = legacy ? "function_call" : "tool_choice";
        switch (use.choice()) {
            case null -> {}
            case ToolChoice.Mode mode ->
                    out.put(
                            member,
                            switch (mode) {
                                case NONE -> "none";
                                case AUTO -> "auto";
                                case REQUIRED -> "required";
                            });
            case ToolChoice.Named(String name) -> {
                out.object(member);
                if (legacy) {
                    out.put("name", name);
                } else {
                    out.put("type", "function").object("function").put("name", name).endObject();
                }
                out.endObject();
            }
            case ToolChoice.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at(member).drop();
                } else {
                    out.put(member, raw);
                }
            }
        }
    }

    private static void writeTool(JsonWriter out, Tool tool, boolean legacy, Foreign foreign) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                out.object();
                if (!legacy) {
                    out.put("type", "function").object("function");
                }
                out.put("name", d.name()).put("description", d.description());
                out.put("parameters", d.parameters()).put("strict", d.strict());
                out.put(foreign.keep(d.extras()));
                if (!legacy) {
                    out.endObject().put(foreign.keep(extras));
                }
                out.endObject();
            }
            case Tool.Opaque(String _, Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.drop();
                } else {
                    out.value(raw);
                }
            }
        }
    }
}
