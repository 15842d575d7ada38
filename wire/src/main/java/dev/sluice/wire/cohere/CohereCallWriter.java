package dev.sluice.wire.cohere;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
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
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a Cohere chat call. Members that Cohere does not know are refused by it. */
final class CohereCallWriter {
    private static final BigDecimal MOST_P = new BigDecimal("0.99");
    private static final BigDecimal LEAST_P = new BigDecimal("0.01");
    private static final int MOST_STOPS = 5;
    private static final Raw NO_PARAMETERS = new Raw("{\"type\":\"object\",\"properties\":{}}");

    /** Members that a caller may name in Cohere's own words. */
    private static final Set<String> OWN =
            Set.of("documents", "citation_options", "safety_mode", "strict_tools", "priority");

    private final ChatCall call;
    private final Foreign foreign;
    private final JsonWriter out = new JsonWriter();
    private final List<Tool.Definition> tools = new ArrayList<>();

    private CohereCallWriter(ChatCall call) {
        this.call = call;
        foreign = Foreign.from(call.origin(), CohereDialect.NAME);
    }

    /** Writes a body. */
    static Written write(ChatCall call) {
        return new CohereCallWriter(call).write();
    }

    private Written write() {
        Turns turns = Turns.of(call.messages());
        out.object().put("model", call.model());
        if (call.output().delivery().streams()) {
            out.put("stream", Boolean.TRUE);
        }
        writeMessages(turns);
        writeTools();
        writeSampling(call.sampling());
        writeOutput(call.output());
        writeExtras();
        var dropped = new ArrayList<>(turns.dropped());
        dropped.addAll(foreign.dropped());
        return new Written(out.endObject().bytes(), dropped);
    }

    private void writeMessages(Turns turns) {
        for (int i = 0; i < call.messages().size(); i++) {
            Message message = call.messages().get(i);
            Set<String> understood = Set.of("citations", "extra_content");
            foreign.at("messages[" + i + "]").dropAllBut(message.extras(), understood);
        }
        out.array("messages");
        String instructions = turns.instructionText();
        if (!instructions.isEmpty()) {
            out.object().put("role", "system").put("content", instructions).endObject();
        }
        for (Turns.Said said : turns.instructions()) {
            if (!(said.part() instanceof Part.Text)) {
                foreign.at(said.path()).drop();
            }
        }
        for (Turns.Turn turn : turns.turns()) {
            switch (turn) {
                case Turns.User user -> writeUser(user);
                case Turns.Assistant assistant -> writeAssistant(assistant);
            }
        }
        if (turns.turns().isEmpty()) {
            out.object().put("role", "user").put("content", " ").endObject();
        }
        out.endArray();
    }

    private void writeUser(Turns.User turn) {
        for (Turns.Result result : turn.results()) {
            out.object().put("role", "tool").put("tool_call_id", result.call().id());
            out.put("content", result.text()).endObject();
            for (Turns.Said said : result.parts()) {
                if (!(said.part() instanceof Part.Text)) {
                    foreign.at(said.path()).drop();
                }
            }
        }
        if (turn.parts().isEmpty() && !turn.results().isEmpty()) {
            return;
        }
        out.object().put("role", "user");
        boolean plain = turn.parts().stream().allMatch(s -> s.part() instanceof Part.Text);
        if (turn.parts().isEmpty()) {
            out.put("content", " ");
        } else if (plain && turn.parts().size() == 1) {
            out.put("content", Turns.textOf(turn.parts()));
        } else {
            out.array("content");
            turn.parts().forEach(this::writePart);
            out.endArray();
        }
        out.endObject();
    }

    private void writePart(Turns.Said said) {
        switch (said.part()) {
            case Part.Text(String text, Extras extras) -> {
                foreign.at(said.path()).keep(extras);
                out.object().put("type", "text").put("text", text).endObject();
            }
            case Part.Image(Media source, String detail, Extras extras) -> {
                foreign.at(said.path()).keep(extras);
                out.object().put("type", "image_url").object("image_url");
                out.put("url", source.asUrl()).put("detail", detail).endObject().endObject();
            }
            case Part.Refusal(String text, Extras _) ->
                    out.object().put("type", "text").put("text", text).endObject();
            case Part.Audio _, Part.File _, Part.Speech _ ->
                    throw new ApiException(
                            ApiError.badRequest(
                                    "'"
                                            + said.path()
                                            + "' cannot be sent to this provider: it takes text and"
                                            + " pictures only.",
                                    said.path(),
                                    "unsupported_content"));
            case Part.Reasoning _, Part.Opaque _ -> foreign.at(said.path()).drop();
        }
    }

    // Beside calls there is no text, but the plan that led to them.
    private void writeAssistant(Turns.Assistant turn) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        for (Turns.Said said : turn.parts()) {
            switch (said.part()) {
                case Part.Text(String words, Extras _) -> text.append(words);
                case Part.Refusal(String words, Extras _) -> text.append(words);
                case Part.Reasoning thought -> reasoning.append(thought.text());
                case Part.Speech speech -> text.append(speech.transcript());
                case Part.Image _, Part.Audio _, Part.File _, Part.Opaque _ ->
                        foreign.at(said.path()).drop();
            }
        }
        if (turn.calls().isEmpty()) {
            if (!text.isEmpty()) {
                out.object().put("role", "assistant").put("content", text.toString()).endObject();
            }
            return;
        }
        out.object().put("role", "assistant");
        String plan = text.isEmpty() ? reasoning.toString() : text.toString();
        out.put("tool_plan", plan.isEmpty() ? null : plan).array("tool_calls");
        for (ToolCall made : turn.calls()) {
            out.object().put("id", made.id()).put("type", "function").object("function");
            String arguments = made.arguments().isBlank() ? "{}" : made.arguments();
            out.put("name", made.name()).put("arguments", arguments).endObject().endObject();
        }
        out.endArray().endObject();
    }

    private void writeTools() {
        ToolChoice choice = call.toolUse().choice();
        String only = choice instanceof ToolChoice.Named(String name) ? name : null;
        List<Tool> all = call.toolUse().tools();
        for (int i = 0; i < all.size(); i++) {
            Foreign here = foreign.at("tools[" + i + "]");
            switch (all.get(i)) {
                case Tool.Function(Tool.Definition definition, Extras extras) -> {
                    here.keep(extras);
                    here.at("function").keep(definition.extras());
                    if (only == null || only.equals(definition.name())) {
                        tools.add(definition);
                    }
                }
                case Tool.Opaque _ -> here.drop();
            }
        }
        if (choice instanceof ToolChoice.Opaque) {
            foreign.at("tool_choice").drop();
        }
        if (tools.isEmpty()) {
            return;
        }
        out.array("tools");
        boolean strict = false;
        for (Tool.Definition tool : tools) {
            out.object().put("type", "function").object("function").put("name", tool.name());
            out.put("description", tool.description());
            out.put("parameters", tool.parameters() == null ? NO_PARAMETERS : tool.parameters());
            out.endObject().endObject();
            strict |= Boolean.TRUE.equals(tool.strict());
        }
        out.endArray();
        boolean said = call.extras().get("strict_tools") != null;
        out.put("strict_tools", (strict && !said) ? Boolean.TRUE : null);
        writeChoice(choice);
    }

    private void writeChoice(@Nullable ToolChoice choice) {
        if (choice instanceof ToolChoice.Named || choice == ToolChoice.Mode.REQUIRED) {
            out.put("tool_choice", "REQUIRED");
        } else if (choice == ToolChoice.Mode.NONE) {
            out.put("tool_choice", "NONE");
        }
        if (Boolean.FALSE.equals(call.toolUse().parallel())) {
            foreign.at("parallel_tool_calls").drop();
        }
    }

    private void writeSampling(Sampling s) {
        out.put("temperature", clamped(s.temperature(), BigDecimal.ZERO, BigDecimal.ONE));
        out.put("p", clamped(s.topP(), LEAST_P, MOST_P)).put("k", s.topK());
        out.put("presence_penalty", clamped(s.presencePenalty(), BigDecimal.ZERO, BigDecimal.ONE));
        out.put(
                "frequency_penalty",
                clamped(s.frequencyPenalty(), BigDecimal.ZERO, BigDecimal.ONE));
        out.put("seed", s.seed() == null ? null : s.seed().abs());
        out.put("max_tokens", s.limit() == null ? null : s.limit().tokens());
        if (!s.stop().isEmpty()) {
            out.array("stop_sequences");
            s.stop().stream().limit(MOST_STOPS).forEach(out::value);
            out.endArray();
        }
        if (s.logitBias() != null) {
            foreign.at("logit_bias").drop();
        }
        out.put("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()) ? Boolean.TRUE : null);
        BigInteger top = s.logprobs().top();
        if (top != null && top.signum() > 0) {
            foreign.at("top_logprobs").drop();
        }
    }

    private static @Nullable BigDecimal clamped(
            @Nullable BigDecimal number, BigDecimal least, BigDecimal most) {
        return number == null ? null : number.max(least).min(most);
    }

    private void writeOutput(Output output) {
        BigInteger choices = output.choices();
        if (choices != null && choices.compareTo(BigInteger.ONE) > 0) {
            foreign.at("n").drop();
        }
        if (output.user() != null) {
            foreign.at("user").drop();
        }
        foreign.at("stream_options").dropAllBut(output.delivery().extras(), Set.of());
        ResponseFormat format = output.format();
        if (format != null && format != ResponseFormat.Simple.TEXT) {
            if (!tools.isEmpty() || format instanceof ResponseFormat.Opaque) {
                foreign.at("response_format").drop();
            } else {
                out.object("response_format").put("type", "json_object");
                if (format instanceof ResponseFormat.JsonSchema schema) {
                    out.put("json_schema", schema.schema());
                }
                out.endObject();
            }
        }
        String effort = output.reasoningEffort();
        if (effort != null && call.extras().get("thinking") == null) {
            writeThinking(!effort.equals("none"), budget(effort));
        }
    }

    private static @Nullable BigInteger budget(String effort) {
        return switch (effort) {
            case "minimal" -> BigInteger.valueOf(512);
            case "low" -> BigInteger.valueOf(1024);
            case "medium" -> BigInteger.valueOf(8192);
            default -> null;
        };
    }

    private void writeThinking(boolean on, @Nullable BigInteger budget) {
        out.object("thinking").put("type", on ? "enabled" : "disabled");
        out.put("token_budget", on ? budget : null).endObject();
    }

    private void writeExtras() {
        for (Extras.Member member : call.extras().members()) {
            Raw value = member.value();
            if (OWN.contains(member.name())) {
                out.put(member.name(), value);
            } else if (member.name().equals("thinking") && value.json().startsWith("{")) {
                readThinking(value);
            } else if (!value.isNull() && !member.name().equals("internet")) {
                foreign.at(member.name()).drop();
            }
        }
        if (WebSearch.of(call).isWanted() && call.extras().get("internet") != null) {
            foreign.at("internet").drop();
        }
    }

    private void readThinking(Raw value) {
        var type = new String[] {""};
        var budget = new @Nullable BigInteger[1];
        JsonReader.read(
                value.json().getBytes(StandardCharsets.UTF_8),
                in -> {
                    in.members(name -> {
                        switch (name) {
                            case "type" -> type[0] = in.anyText();
                            case "token_budget", "budget_tokens" ->
                                    budget[0] = in.is(Kind.NUMBER) ? in.integerOrNull() : null;
                            default -> {}
                        }
                    });
                    return null;
                });
        writeThinking(!type[0].equals("disabled"), budget[0]);
    }
}
