package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chat call as a call of the Responses API, for vendors that search the web only there.
 * Source: OpenAI's API reference, read 2026-11.
 */
public final class ResponsesCall {
    private final JsonWriter out = new JsonWriter();
    private final Foreign foreign = Foreign.from("chat", "responses");

    private ResponsesCall() {}

    /**
     * Writes the body of a whole, unstored answer.
     *
     * @param search the search tool
     */
    public static Written write(ChatCall call, Raw search) {
        return new ResponsesCall().body(call, search);
    }

    private Written body(ChatCall call, Raw search) {
        out.object().put("model", call.model()).array("input");
        for (int i = 0; i < call.messages().size(); i++) {
            message(call.messages().get(i), foreign.at("messages[" + i + "]"));
        }
        out.endArray().array("tools");
        for (int i = 0; i < call.toolUse().tools().size(); i++) {
            tool(call.toolUse().tools().get(i), foreign.at("tools[" + i + "]"));
        }
        out.value(search).endArray();
        choice(call.toolUse().choice());
        out.put("parallel_tool_calls", call.toolUse().parallel());
        sampling(call.sampling());
        output(call);
        foreign.dropAllBut(call.extras(), WebSearch.MEMBERS);
        byte[] body = out.put("store", false).endObject().bytes();
        return new Written(body, foreign.dropped());
    }

    private void message(Message message, Foreign at) {
        switch (message) {
            case Message.Instructions m -> said("system", m, at);
            case Message.User m -> said("user", m, at);
            case Message.Assistant m -> {
                if (!m.text().isEmpty()) {
                    out.object().put("role", "assistant").put("content", m.text()).endObject();
                }
                for (ToolCall call : m.toolCalls()) {
                    out.object().put("type", "function_call").put("call_id", call.id());
                    out.put("name", call.name()).put("arguments", call.arguments()).endObject();
                }
            }
            case Message.ToolResult m -> result(m.callId(), m.text());
            case Message.FunctionResult m -> result(m.name(), m.text());
        }
    }

    private void result(String id, String text) {
        out.object().put("type", "function_call_output").put("call_id", id);
        out.put("output", text).endObject();
    }

    private void said(String role, Message message, Foreign at) {
        out.object().put("role", role).array("content");
        for (int i = 0; i < message.content().size(); i++) {
            Foreign here = at.at("content[" + i + "]");
            switch (message.content().get(i)) {
                case Part.Text(String text, Extras _) ->
                        out.object().put("type", "input_text").put("text", text).endObject();
                case Part.Image image ->
                        out.object()
                                .put("type", "input_image")
                                .put("image_url", image.source().asUrl())
                                .put("detail", image.detail())
                                .endObject();
                case Part.Audio _,
                        Part.File _,
                        Part.Reasoning _,
                        Part.Refusal _,
                        Part.Speech _,
                        Part.Opaque _ ->
                        here.drop();
            }
        }
        out.endArray().endObject();
    }

    private void tool(Tool tool, Foreign at) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras _) -> {
                out.object().put("type", "function").put("name", d.name());
                out.put("description", d.description()).put("parameters", d.parameters());
                out.put("strict", d.strict()).endObject();
            }
            case Tool.Opaque _ -> at.drop();
        }
    }

    private void choice(@Nullable ToolChoice choice) {
        switch (choice) {
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
            case ToolChoice.Opaque _ -> foreign.at("tool_choice").drop();
        }
    }

    private void sampling(Sampling s) {
        out.put("temperature", s.temperature()).put("top_p", s.topP());
        out.put("max_output_tokens", s.limit() == null ? null : s.limit().tokens());
        drop("top_k", s.topK() != null);
        drop("presence_penalty", s.presencePenalty() != null);
        drop("frequency_penalty", s.frequencyPenalty() != null);
        drop("seed", s.seed() != null);
        drop("stop", !s.stop().isEmpty());
        drop("logit_bias", s.logitBias() != null);
        drop("logprobs", s.logprobs().wanted() != null);
        drop("top_logprobs", s.logprobs().top() != null);
    }

    private void drop(String name, boolean said) {
        if (said) {
            foreign.at(name).drop();
        }
    }

    private void output(ChatCall call) {
        drop("n", call.output().choices() != null && call.output().choices().intValue() > 1);
        if (call.output().reasoningEffort() != null) {
            out.object("reasoning").put("effort", call.output().reasoningEffort()).endObject();
        }
        out.put("user", call.output().user());
        switch (call.output().format()) {
            case null -> {}
            case ResponseFormat.Simple simple -> {
                boolean text = simple == ResponseFormat.Simple.TEXT;
                out.object("text").object("format").put("type", text ? "text" : "json_object");
                out.endObject().endObject();
            }
            case ResponseFormat.JsonSchema schema -> {
                out.object("text").object("format").put("type", "json_schema");
                out.put("name", schema.name()).put("description", schema.description());
                out.put("schema", schema.schema()).put("strict", schema.strict());
                out.endObject().endObject();
            }
            case ResponseFormat.Opaque _ -> foreign.at("response_format").drop();
        }
    }
}
