package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of one Converse call. */
final class BedrockCallWriter {
    // Bedrock's own members: a caller that knows them may give them among the extras.
    private static final List<String> OWN =
            List.of(
                    "additionalModelResponseFieldPaths",
                    "guardrailConfig",
                    "performanceConfig",
                    "requestMetadata",
                    "serviceTier");

    private final ChatCall call;
    private final BedrockModel model;
    private final Foreign foreign;
    private final BedrockThinking thinking;
    private final JsonWriter out = new JsonWriter();

    BedrockCallWriter(ChatCall call) {
        this.call = call;
        model = BedrockModel.of(call.model());
        foreign = Foreign.from(call.origin(), BedrockDialect.NAME);
        thinking = BedrockThinking.of(call, model, foreign);
    }

    /** Writes the body. */
    Written write() {
        Turns turns = Turns.of(call.messages());
        var content = new BedrockContent(out, foreign);
        out.object();
        content.writeSystem(turns, instruction());
        content.writeMessages(turns);
        writeInference();
        writeTools(turns);
        writeFields();
        writeFormat();
        writeExtras();
        dropTheRest();
        var dropped = new ArrayList<>(turns.dropped());
        byte[] body = out.endObject().bytes();
        dropped.addAll(foreign.dropped());
        return new Written(body, dropped);
    }

    private void writeInference() {
        Sampling s = call.sampling();
        @Nullable BigInteger limit = thinking.limit();
        @Nullable BigDecimal temperature = sampled("temperature", s.temperature());
        @Nullable BigDecimal topP = sampled("top_p", s.topP());
        var stop = new ArrayList<String>();
        for (String text : s.stop()) {
            if (text.isBlank()) {
                foreign.at("stop").drop();
            } else {
                stop.add(text);
            }
        }
        if (limit == null && temperature == null && topP == null && stop.isEmpty()) {
            return;
        }
        out.object("inferenceConfig").put("maxTokens", limit);
        out.put("temperature", temperature).put("topP", topP);
        if (!stop.isEmpty()) {
            out.array("stopSequences");
            stop.forEach(out::value);
            out.endArray();
        }
        out.endObject();
    }

    // Claude takes neither while it thinks. The range of both is 0 to 1.
    private @Nullable BigDecimal sampled(String name, @Nullable BigDecimal value) {
        if (value != null && thinking.isOn() && model.isClaude()) {
            if (value.compareTo(BigDecimal.ONE) != 0) {
                foreign.at(name).drop();
            }
            return null;
        }
        return value == null ? null : value.max(BigDecimal.ZERO).min(BigDecimal.ONE);
    }

    private void writeTools(Turns turns) {
        var tools = new BedrockTools(out, foreign);
        boolean none = call.toolUse().choice() == ToolChoice.Mode.NONE;
        Set<String> used = BedrockTools.used(turns);
        if (none && used.isEmpty()) {
            return;
        }
        if (none) {
            // A history of calls without tools is refused.
            foreign.at("tool_choice").drop();
        }
        if (tools.write(call.toolUse().tools(), used)) {
            writeChoice();
            out.endObject();
        }
        if (Boolean.FALSE.equals(call.toolUse().parallel())) {
            foreign.at("parallel_tool_calls").drop();
        }
    }

    private void writeChoice() {
        ToolChoice choice = call.toolUse().choice();
        boolean forced = choice == ToolChoice.Mode.REQUIRED || choice instanceof ToolChoice.Named;
        boolean unable = model == BedrockModel.LLAMA || (model.isClaude() && thinking.isOn());
        if (forced && unable) {
            foreign.at("tool_choice").drop();
            return;
        }
        switch (choice) {
            case null -> {}
            case ToolChoice.Mode mode -> {
                switch (mode) {
                    case NONE -> {}
                    case AUTO -> chosen("auto", null);
                    case REQUIRED -> chosen("any", null);
                }
            }
            case ToolChoice.Named(String name) -> chosen("tool", name);
            case ToolChoice.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at("tool_choice").drop();
                } else {
                    out.put("toolChoice", raw);
                }
            }
        }
    }

    private void chosen(String word, @Nullable String name) {
        out.object("toolChoice").object(word).put("name", name).endObject().endObject();
    }

    private void writeFields() {
        Extras given = BedrockContent.membersOf(call.extras().get("additionalModelRequestFields"));
        Extras ours = thinking.fields().plus(topK());
        var taken = new HashSet<>(given.names());
        if (given.isEmpty() && ours.isEmpty()) {
            return;
        }
        out.object("additionalModelRequestFields").put(given);
        for (Extras.Member member : ours.members()) {
            if (taken.add(member.name())) {
                out.put(member.name(), member.value());
            }
        }
        out.endObject();
    }

    private Extras topK() {
        BigInteger k = call.sampling().topK();
        if (k == null) {
            return Extras.NONE;
        }
        if (model == BedrockModel.NOVA || model == BedrockModel.NOVA_2) {
            return Extras.of("inferenceConfig", new Raw("{\"topK\":" + k + '}'));
        }
        if (model.isClaude() && !thinking.isOn()) {
            return Extras.of("top_k", new Raw(k.toString()));
        }
        foreign.at("top_k").drop();
        return Extras.NONE;
    }

    private @Nullable String instruction() {
        boolean json =
                call.output().format() == ResponseFormat.Simple.JSON_OBJECT
                        || (call.output().format() instanceof ResponseFormat.JsonSchema s
                                && s.schema() == null);
        return json ? "Answer with one JSON object and nothing else." : null;
    }

    private void writeFormat() {
        switch (call.output().format()) {
            case null -> {}
            case ResponseFormat.Simple _ -> {}
            case ResponseFormat.JsonSchema s -> {
                if (s.schema() != null) {
                    out.object("outputConfig").object("textFormat").put("type", "json_schema");
                    out.object("structure").object("jsonSchema").put("schema", s.schema().json());
                    out.put("name", s.name()).put("description", s.description());
                    out.endObject().endObject().endObject().endObject();
                }
                foreign.at("response_format.json_schema").dropAllBut(s.extras(), Set.of());
            }
            case ResponseFormat.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at("response_format").drop();
                } else {
                    out.put("outputConfig", raw);
                }
            }
        }
    }

    private void writeExtras() {
        Extras extras = call.extras();
        for (String name : OWN) {
            Raw given = extras.get(name);
            if (given == null && name.equals("serviceTier")) {
                given = tier(extras.get("service_tier"));
            }
            if (given != null && !given.isNull()) {
                out.put(name, given);
            }
        }
        var understood = new HashSet<>(OWN);
        understood.addAll(Set.of("additionalModelRequestFields", "service_tier"));
        understood.addAll(BedrockThinking.MEMBERS);
        if (!WebSearch.of(call).isWanted()) {
            understood.addAll(WebSearch.MEMBERS);
        }
        foreign.dropAllBut(extras, understood);
    }

    // "auto" is what happens without a word.
    private @Nullable Raw tier(@Nullable Raw openAi) {
        return switch (openAi == null ? "null" : openAi.json()) {
            case "\"default\"", "\"flex\"", "\"priority\"" ->
                    new Raw("{\"type\":" + (openAi == null ? "" : openAi.json()) + '}');
            case "null", "\"auto\"" -> null;
            default -> {
                foreign.at("service_tier").drop();
                yield null;
            }
        };
    }

    private void dropTheRest() {
        Sampling s = call.sampling();
        drop("presence_penalty", s.presencePenalty());
        drop("frequency_penalty", s.frequencyPenalty());
        drop("seed", s.seed());
        drop("logit_bias", s.logitBias());
        drop("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()) ? "" : null);
        drop("top_logprobs", s.logprobs().top());
        Output o = call.output();
        drop("n", BigInteger.ONE.equals(o.choices()) ? null : o.choices());
        drop("user", o.user());
        foreign.at("stream_options").dropAllBut(o.delivery().extras(), Set.of());
    }

    private void drop(String name, @Nullable Object said) {
        if (said != null) {
            foreign.at(name).drop();
        }
    }
}
