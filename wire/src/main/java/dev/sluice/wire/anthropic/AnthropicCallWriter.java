package dev.sluice.wire.anthropic;

import static dev.sluice.wire.anthropic.AnthropicConversation.CACHE;

import dev.sluice.wire.anthropic.AnthropicSettings.Envelope;
import dev.sluice.wire.anthropic.ModelRules.Choosing;
import dev.sluice.wire.anthropic.ModelRules.Prefill;
import dev.sluice.wire.anthropic.ModelRules.Schemas;
import dev.sluice.wire.anthropic.ModelRules.Traits;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a call to Anthropic's Messages. */
final class AnthropicCallWriter {
    private static final String JSON_ONLY =
            "Answer with one JSON object and nothing else: no explanation, no code fence.";
    private static final BigDecimal HIGH_TOP_P = new BigDecimal("0.99");

    // Anthropic's own parameters, which callers of OpenAI's API may give as they are.
    private static final List<String> OWN =
            List.of(
                    CACHE,
                    "container",
                    "context_management",
                    "diagnostics",
                    "inference_geo",
                    "mcp_servers",
                    "speed",
                    "anthropic_beta",
                    "stop_sequences");
    private static final Set<String> UNDERSTOOD =
            Set.of(
                    "thinking",
                    "output_config",
                    "metadata",
                    "safety_identifier",
                    "service_tier",
                    "internet",
                    "web_search_options");

    private final ChatCall call;
    private final AnthropicSettings settings;
    private final Traits traits;
    private final Foreign foreign;
    private final JsonWriter out = new JsonWriter();
    private final AnthropicBlocks blocks;
    private final Turns turns;
    private final AnthropicThinking thinking;
    private final @Nullable Raw schema;
    private final List<String> instructions = new ArrayList<>();

    private AnthropicCallWriter(ChatCall call, AnthropicSettings settings, Traits traits) {
        this.call = call;
        this.settings = settings;
        this.traits = traits;
        foreign = Foreign.from(call.origin(), AnthropicDialect.NAME);
        blocks = new AnthropicBlocks(out, foreign);
        turns = AnthropicConversation.of(call, foreign);
        thinking = thinking();
        schema = schema();
    }

    /**
     * Writes a body.
     *
     * @param traits what the call's model takes
     */
    static Written write(ChatCall call, AnthropicSettings settings, Traits traits) {
        return new AnthropicCallWriter(call, settings, traits).write();
    }

    private Written write() {
        Envelope envelope = settings.envelope();
        out.object().put("anthropic_version", envelope.version());
        if (envelope == Envelope.API) {
            out.put("model", model());
        }
        out.put("max_tokens", thinking.limit(limit()));
        boolean byTool = schema != null && traits.schemas() == Schemas.BY_TOOL && !thinking.on();
        if (schema != null && traits.schemas() == Schemas.BY_TOOL && thinking.on()) {
            instructions.add(JSON_ONLY + " It must obey this JSON Schema: " + schema.json());
        }
        new AnthropicTools(call, traits, foreign, byTool ? schema : null)
                .write(out, blocks, thinking);
        system();
        messages();
        sampling();
        thinking.write(out);
        outputConfig();
        String user = user(call);
        if (user != null) {
            out.object("metadata").put("user_id", user).endObject();
        }
        if (envelope != Envelope.BEDROCK) {
            out.put("stream", call.output().delivery().stream());
        }
        extras();
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private String model() {
        String model = call.model();
        if (model == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            "The request names no model; add 'model'.",
                            "model",
                            "missing_required_parameter"));
        }
        return model;
    }

    private long limit() {
        Sampling.Limit limit = call.sampling().limit();
        return limit == null
                ? settings.maxTokens() + thinking.budget()
                : limit.tokens().min(BigInteger.valueOf(Long.MAX_VALUE / 2)).longValue();
    }

    private AnthropicThinking thinking() {
        AnthropicThinking wanted = AnthropicThinking.of(call, traits.thinking(), foreign);
        List<Turns.Turn> all = turns.turns();
        boolean inLoop =
                all.size() > 1
                        && all.getLast() instanceof Turns.User last
                        && !last.results().isEmpty()
                        && all.get(all.size() - 2) instanceof Turns.Assistant before
                        && !AnthropicConversation.keepsThought(before);
        if (!wanted.on() || !inLoop) {
            return wanted;
        }
        boolean byMember = call.extras().get("thinking") != null;
        foreign.at(byMember ? "thinking" : "reasoning_effort").drop();
        return wanted.off();
    }

    private @Nullable Raw schema() {
        return switch (call.output().format()) {
            case null -> null;
            case ResponseFormat.Simple simple -> {
                if (simple == ResponseFormat.Simple.JSON_OBJECT) {
                    instructions.add(JSON_ONLY);
                }
                yield null;
            }
            case ResponseFormat.JsonSchema format -> {
                Raw given = format.schema();
                if (given == null) {
                    instructions.add(JSON_ONLY);
                    yield null;
                }
                Foreign at = foreign.at("response_format.json_schema.schema");
                yield foreign.isForeign() && traits.schemas() == Schemas.NATIVE
                        ? AnthropicSchema.ofAnswer(given, at)
                        : given;
            }
            case ResponseFormat.Opaque _ -> {
                foreign.at("response_format").drop();
                yield null;
            }
        };
    }

    private void system() {
        boolean rich =
                turns.instructions().stream()
                        .anyMatch(s -> !(s.part() instanceof Part.Text t) || !t.extras().isEmpty());
        if (!rich) {
            var texts = new ArrayList<String>();
            if (!turns.instructions().isEmpty()) {
                texts.add(turns.instructionText());
            }
            texts.addAll(instructions);
            if (!texts.isEmpty()) {
                out.put("system", String.join("\n\n", texts));
            }
            return;
        }
        out.array("system");
        for (Turns.Said said : turns.instructions()) {
            boolean text =
                    said.part() instanceof Part.Text
                            || (said.part() instanceof Part.Opaque o && o.type().equals("text"));
            if (text) {
                blocks.part(said.part(), said.path());
            } else {
                foreign.at(said.path()).drop();
            }
        }
        for (String text : instructions) {
            out.object().put("type", "text").put("text", text).endObject();
        }
        out.endArray();
    }

    private void messages() {
        out.array("messages");
        List<Turns.Turn> all = turns.turns();
        if (all.isEmpty() || all.getFirst() instanceof Turns.Assistant) {
            userSays(".");
        }
        for (int i = 0; i < all.size(); i++) {
            switch (all.get(i)) {
                case Turns.User turn -> {
                    out.object().put("role", "user").array("content");
                    turn.results().forEach(blocks::result);
                    turn.parts().forEach(said -> blocks.part(said.part(), said.path()));
                    if (turn.results().isEmpty() && turn.parts().isEmpty()) {
                        out.object().put("type", "text").put("text", ".").endObject();
                    }
                    out.endArray().endObject();
                }
                case Turns.Assistant turn -> assistant(turn, i == all.size() - 1);
            }
        }
        if (!all.isEmpty() && all.getLast() instanceof Turns.Assistant last) {
            answered(last);
        }
        out.endArray();
    }

    // No call may be left unanswered, and some models refuse to go on with words that are put into
    // their mouth.
    private void answered(Turns.Assistant last) {
        if (!last.calls().isEmpty()) {
            var nothing = List.of(new Turns.Said(Part.Text.of("(no result)"), ""));
            out.object().put("role", "user").array("content");
            for (ToolCall open : last.calls()) {
                blocks.result(new Turns.Result(open, nothing, Extras.NONE));
            }
            out.endArray().endObject();
        } else if (traits.prefill() == Prefill.REFUSED) {
            userSays("Continue.");
        }
    }

    private void userSays(String text) {
        out.object().put("role", "user").put("content", text).endObject();
    }

    private void assistant(Turns.Assistant turn, boolean last) {
        out.object().put("role", "assistant").array("content");
        for (int i = 0; i < turn.parts().size(); i++) {
            Turns.Said said = turn.parts().get(i);
            boolean end = last && i == turn.parts().size() - 1;
            // The vendor refuses a last text with white space at its end.
            Part part =
                    end && said.part() instanceof Part.Text t
                            ? new Part.Text(t.text().stripTrailing(), t.extras())
                            : said.part();
            blocks.part(part, said.path());
        }
        turn.calls().forEach(blocks::call);
        out.endArray().endObject();
    }

    private void sampling() {
        Sampling s = call.sampling();
        BigDecimal temperature = s.temperature();
        boolean free = traits.choosing() != Choosing.NONE && !thinking.on();
        if (temperature != null && !free) {
            lost("temperature", temperature.compareTo(BigDecimal.ONE) != 0);
            temperature = null;
        }
        BigDecimal topP = s.topP();
        if (topP != null && traits.choosing() == Choosing.NONE) {
            lost("top_p", topP.compareTo(HIGH_TOP_P) < 0);
            topP = null;
        } else if (topP != null && temperature != null && traits.choosing() == Choosing.ONE) {
            lost("top_p", topP.compareTo(BigDecimal.ONE) < 0);
            topP = null;
        }
        out.put("temperature", clamped(temperature)).put("top_p", clamped(topP));
        if (free) {
            out.put("top_k", s.topK());
        } else {
            lost("top_k", s.topK() != null);
        }
        List<String> stop = s.stop().stream().filter(text -> !text.isBlank()).toList();
        lost("stop", stop.size() < s.stop().size());
        if (!stop.isEmpty()) {
            out.array("stop_sequences");
            stop.forEach(out::value);
            out.endArray();
        }
        lost("presence_penalty", s.presencePenalty() != null && s.presencePenalty().signum() != 0);
        lost(
                "frequency_penalty",
                s.frequencyPenalty() != null && s.frequencyPenalty().signum() != 0);
        lost("seed", s.seed() != null);
        lost("logit_bias", s.logitBias() != null);
        lost("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()));
        lost("top_logprobs", s.logprobs().top() != null);
        lost("n", call.output().choices() != null && call.output().choices().intValue() > 1);
    }

    private void lost(String name, boolean isLost) {
        if (isLost) {
            foreign.at(name).drop();
        }
    }

    private static @Nullable BigDecimal clamped(@Nullable BigDecimal value) {
        return value == null ? null : value.max(BigDecimal.ZERO).min(BigDecimal.ONE);
    }

    private void outputConfig() {
        Raw given = call.extras().get("output_config");
        if (given != null && given.json().startsWith("{")) {
            out.put("output_config", given);
            return;
        }
        boolean format = schema != null && traits.schemas() == Schemas.NATIVE;
        if (thinking.effort() == null && !format) {
            return;
        }
        out.object("output_config").put("effort", thinking.effort());
        if (format) {
            out.object("format").put("type", "json_schema").put("schema", schema).endObject();
        }
        out.endObject();
    }

    /** Returns what is said of the end user: who it is in one of OpenAI's words, or Anthropic's. */
    static @Nullable String user(ChatCall call) {
        String user = call.output().user();
        if (user == null) {
            user = Raws.string(call.extras().get("safety_identifier"));
        }
        return user == null
                ? Raws.string(Raws.member(call.extras().get("metadata"), "user_id"))
                : user;
    }

    private void extras() {
        for (String name : OWN) {
            boolean said = name.equals("stop_sequences") && !call.sampling().stop().isEmpty();
            Raw value = call.extras().get(name);
            if (value != null && !value.isNull() && !said) {
                out.put(name, value);
            }
        }
        String tier = Raws.string(call.extras().get("service_tier"));
        if (tier != null) {
            switch (tier) {
                case "auto", "standard_only" -> out.put("service_tier", tier);
                case "default" -> out.put("service_tier", "standard_only");
                default -> foreign.at("service_tier").drop();
            }
        }
        Raw metadata = call.extras().get("metadata");
        lost(
                "metadata",
                metadata != null
                        && metadata.json().startsWith("{")
                        && Raws.member(metadata, "user_id") == null);
        for (Extras.Member member : call.extras().members()) {
            boolean known = UNDERSTOOD.contains(member.name()) || OWN.contains(member.name());
            if (!known && foreign.isForeign()) {
                lost(member.name(), !member.value().isNull());
            } else if (!known) {
                out.put(member.name(), member.value());
            }
        }
    }
}
