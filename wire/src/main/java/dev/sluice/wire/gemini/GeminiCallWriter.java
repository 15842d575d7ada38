package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a generateContent call. The model stands in the path, not in the body. */
final class GeminiCallWriter {
    private static final String CONFIG = "generationConfig.";
    private static final BigInteger MOST_CHOICES = BigInteger.valueOf(8);
    private static final int MOST_STOPS = 5;

    /** Members of the call that a caller may name in Google's own words. */
    private static final Set<String> TOP =
            Set.of("safetySettings", "cachedContent", "labels", "modelArmorConfig");

    /** The same for the configuration of the generation. */
    private static final Set<String> NESTED =
            Set.of(
                    "responseModalities",
                    "speechConfig",
                    "imageConfig",
                    "mediaResolution",
                    "thinkingConfig",
                    "audioTimestamp",
                    "routingConfig");

    private final ChatCall call;
    private final GeminiModel model;
    private final Foreign foreign;
    private final JsonWriter out = new JsonWriter();
    private final JsonWriter config = new JsonWriter();
    private final GeminiTools tools;
    private final List<Extras.Member> top = new ArrayList<>();
    private final List<Extras.Member> nested = new ArrayList<>();

    private GeminiCallWriter(ChatCall call, GeminiDialect.Host host) {
        this.call = call;
        model = GeminiModel.of(call.model());
        foreign = Foreign.from(call.origin(), GeminiDialect.NAME);
        tools = new GeminiTools(call, model, foreign, host);
    }

    /** Writes a body. */
    static Written write(ChatCall call, GeminiDialect.Host host) {
        return new GeminiCallWriter(call, host).write();
    }

    private Written write() {
        Turns turns = Turns.of(call.messages());
        nameLosses(turns);
        call.extras().members().forEach(m -> sort(m, foreign.isForeign()));
        String instructions = turns.instructionText();
        boolean inline = model.hasNoInstructions();
        out.object();
        new GeminiContents(out, model, foreign).write(turns.turns(), inline ? instructions : "");
        if (!instructions.isEmpty() && !inline) {
            out.object("systemInstruction").array("parts").object().put("text", instructions);
            out.endObject().endArray().endObject();
        }
        tools.write(out);
        writeConfig();
        out.put(new Extras(top));
        var dropped = new ArrayList<>(turns.dropped());
        dropped.addAll(foreign.dropped());
        return new Written(out.endObject().bytes(), dropped);
    }

    private void nameLosses(Turns turns) {
        for (Turns.Said said : turns.instructions()) {
            if (said.part() instanceof Part.Text(String _, Extras extras)) {
                foreign.at(said.path()).keep(extras);
            } else {
                foreign.at(said.path()).drop();
            }
        }
        for (int i = 0; i < call.messages().size(); i++) {
            Message message = call.messages().get(i);
            Foreign here = foreign.at("messages[" + i + "]");
            here.dropAllBut(message.extras(), Set.of("extra_content", "is_error", "images"));
        }
    }

    /** Finds the place of a member that the hub has no word for. */
    private void sort(Extras.Member member, boolean isForeign) {
        String name = GeminiPart.camel(member.name());
        boolean config = name.startsWith(CONFIG);
        String inner = config ? name.substring(CONFIG.length()) : name;
        if (member.value().isNull() || GeminiTools.UNDERSTOOD.contains(member.name())) {
            return;
        }
        if (TOP.contains(name)) {
            top.add(new Extras.Member(name, member.value()));
        } else if (NESTED.contains(inner) || (config && !isForeign)) {
            nested.removeIf(m -> m.name().equals(inner));
            nested.add(new Extras.Member(inner, member.value()));
        } else if (name.equals("extraBody")) {
            eachGoogle(member.value());
        } else if (name.equals("modalities")) {
            modalities(member.value());
        } else if (name.equals("audio")) {
            voice(member.value());
        } else if (name.equals("thinking")) {
            thinking(member.value());
        } else if (isForeign || name.startsWith("toolConfig.")) {
            foreign.at(member.name()).drop();
        } else {
            top.add(member);
        }
    }

    // Google's own OpenAI-compatible API takes its members in {"google": {...}}.
    private void eachGoogle(Raw body) {
        JsonReader.read(
                GeminiPart.bytes(body),
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(name -> {
                            if (name.equals("google") && in.is(Kind.OBJECT)) {
                                in.members(inner -> sort(new Extras.Member(inner, in.raw()), true));
                            }
                        });
                    }
                    return null;
                });
    }

    private void modalities(Raw value) {
        var words = new ArrayList<String>();
        JsonReader.read(
                GeminiPart.bytes(value),
                in -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> words.add(in.anyText().toUpperCase(Locale.ROOT)));
                    }
                    return null;
                });
        // Models of speech take AUDIO alone; text is the default.
        if (words.contains("AUDIO")) {
            words.remove("TEXT");
        }
        if (!words.isEmpty() && !words.equals(List.of("TEXT"))) {
            var list = new JsonWriter().array();
            words.forEach(list::value);
            var raw = new Raw(GeminiPart.text(list.endArray()));
            nested.add(new Extras.Member("responseModalities", raw));
        }
    }

    private void voice(Raw value) {
        String voice = member(value, "voice");
        if (voice.isEmpty()) {
            return;
        }
        var config = new JsonWriter().object().object("voiceConfig");
        config.object("prebuiltVoiceConfig").put("voiceName", voice);
        config.endObject().endObject().endObject();
        nested.add(new Extras.Member("speechConfig", new Raw(GeminiPart.text(config))));
    }

    // {"type": "disabled"} or {"type": "enabled", "budget_tokens": n}, as others say it.
    private void thinking(Raw value) {
        String budget = member(value, "budget_tokens");
        String tokens = budget.matches("\\d{1,9}") ? budget : "-1";
        if (member(value, "type").equals("disabled")) {
            tokens = String.valueOf(model.budget("none"));
        } else if (!member(value, "type").equals("enabled")) {
            foreign.at("thinking").drop();
            return;
        }
        boolean said = !tokens.equals("0");
        if (!tokens.equals("null")) {
            var config = "{\"includeThoughts\":" + said + ",\"thinkingBudget\":" + tokens + "}";
            nested.add(new Extras.Member("thinkingConfig", new Raw(config)));
        }
    }

    private static String member(Raw object, String wanted) {
        var found = new String[] {""};
        JsonReader.read(
                GeminiPart.bytes(object),
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(name -> {
                            if (name.equals(wanted)) {
                                found[0] = in.anyText();
                            }
                        });
                    }
                    return null;
                });
        return found[0];
    }

    private void writeConfig() {
        config.object();
        writeSampling(call.sampling());
        writeOutput(call.output());
        var whole = new Raw(GeminiPart.text(config.put(new Extras(nested)).endObject()));
        out.put("generationConfig", whole.json().equals("{}") ? null : whole);
    }

    private void writeSampling(Sampling s) {
        config.put("temperature", s.temperature()).put("topP", s.topP()).put("topK", s.topK());
        // Several models refuse the members; 0 says nothing.
        config.put("presencePenalty", orNull(s.presencePenalty()));
        config.put("frequencyPenalty", orNull(s.frequencyPenalty()));
        BigInteger seed = s.seed();
        if (seed != null) {
            config.put("seed", seed.intValue());
        }
        config.put("maxOutputTokens", s.limit() == null ? null : s.limit().tokens());
        if (!s.stop().isEmpty()) {
            config.array("stopSequences");
            s.stop().stream().limit(MOST_STOPS).forEach(config::value);
            config.endArray();
            for (int i = MOST_STOPS; i < s.stop().size(); i++) {
                foreign.at("stop[" + i + "]").drop();
            }
        }
        if (s.logitBias() != null) {
            foreign.at("logit_bias").drop();
        }
        if (Boolean.TRUE.equals(s.logprobs().wanted())) {
            config.put("responseLogprobs", Boolean.TRUE);
            BigInteger top = s.logprobs().top();
            config.put("logprobs", top == null || top.signum() == 0 ? null : top);
        }
    }

    private static @Nullable BigDecimal orNull(@Nullable BigDecimal number) {
        return number == null || number.signum() == 0 ? null : number;
    }

    private void writeOutput(Output output) {
        BigInteger choices = output.choices();
        if (choices != null && choices.compareTo(BigInteger.ONE) > 0) {
            BigInteger most = output.delivery().streams() ? BigInteger.ONE : MOST_CHOICES;
            if (choices.compareTo(most) > 0) {
                foreign.at("n").drop();
            }
            config.put("candidateCount", choices.min(most));
        }
        if (output.user() != null) {
            foreign.at("user").drop();
        }
        foreign.at("stream_options").dropAllBut(output.delivery().extras(), Set.of());
        writeFormat(output.format());
        String effort = output.reasoningEffort();
        boolean said = nested.stream().anyMatch(m -> m.name().equals("thinkingConfig"));
        if (effort != null && !said) {
            writeThinking(effort);
        }
    }

    private void writeFormat(@Nullable ResponseFormat format) {
        if (format == null || format == ResponseFormat.Simple.TEXT) {
            return;
        }
        if (format instanceof ResponseFormat.Opaque
                || (tools.hasFunctions() && !model.mixesTools())) {
            foreign.at("response_format").drop();
            return;
        }
        config.put("responseMimeType", "application/json");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            config.put("responseJsonSchema", schema.schema());
        }
    }

    private void writeThinking(String effort) {
        Integer budget = model.budget(effort);
        if (budget == null) {
            foreign.at("reasoning_effort").drop();
            return;
        }
        config.object("thinkingConfig");
        config.put("includeThoughts", Boolean.valueOf(!effort.equals("none")));
        if (model.isThird()) {
            config.put("thinkingLevel", model.level(effort));
        } else {
            config.put("thinkingBudget", budget);
        }
        config.endObject();
    }
}
