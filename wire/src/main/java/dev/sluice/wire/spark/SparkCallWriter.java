package dev.sluice.wire.spark;

import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.Transcript;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the one message that asks. */
final class SparkCallWriter {
    private static final int LONGEST_UID = 32;
    private static final BigDecimal COLDEST = new BigDecimal("0.01");
    private static final BigInteger MOST_CANDIDATES = BigInteger.valueOf(6);
    private static final Raw NO_PARAMETERS = new Raw("{\"type\":\"object\",\"properties\":{}}");
    // Spark makes one call an answer at most, so a wish for one at a time is granted.
    private static final Set<String> ALWAYS =
            Set.of(
                    "temperature",
                    "top_k",
                    "max_tokens",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "user",
                    "uid",
                    "chat_id",
                    "internet",
                    "web_search_options",
                    "reasoning_effort",
                    "thinking");

    private final SparkApp app;
    private final SparkVersion version;
    private final ChatCall call;
    private final List<Tool.Definition> functions = new ArrayList<>();
    private final Set<String> dropped = new LinkedHashSet<>();
    private @Nullable Raw searchTool;

    SparkCallWriter(SparkApp app, ChatCall call) {
        this.app = app;
        this.version = app.version();
        this.call = call;
    }

    Written write() {
        Transcript transcript = Transcript.of(call);
        transcript.refusePictures();
        dropped.addAll(transcript.dropped());
        dropped.addAll(Asked.beyond(ALWAYS, call));
        sortTools();
        if (!functions.isEmpty() && Boolean.TRUE.equals(call.toolUse().parallel())) {
            dropped.add("parallel_tool_calls");
        }
        var out = new JsonWriter().object();
        out.object("header").put("app_id", app.id()).put("uid", uid());
        if (app.patch() != null) {
            out.array("patch_id").value(app.patch()).endArray();
        }
        out.endObject();
        out.object("parameter").object("chat");
        chat(out);
        out.endObject().endObject();
        out.object("payload").object("message").array("text");
        messages(out, transcript);
        out.endArray().endObject();
        if (!functions.isEmpty()) {
            out.object("functions").array("text");
            functions.forEach(function -> function(out, function));
            out.endArray().endObject();
        }
        return new Written(out.endObject().endObject().bytes(), List.copyOf(dropped));
    }

    private void chat(JsonWriter out) {
        Sampling sampling = call.sampling();
        out.put("domain", app.domain());
        out.put("temperature", temperature(sampling.temperature()));
        if (sampling.topK() != null) {
            out.put("top_k", sampling.topK().max(BigInteger.ONE).min(MOST_CANDIDATES));
        }
        if (sampling.limit() != null) {
            BigInteger most = BigInteger.valueOf(version.mostTokens());
            out.put("max_tokens", sampling.limit().tokens().max(BigInteger.ONE).min(most));
        }
        out.put("chat_id", text("chat_id"));
        search(out);
        thinking(out);
    }

    /** Zero to two becomes zero to one, which Spark never lets be zero; X1 takes two. */
    private @Nullable BigDecimal temperature(@Nullable BigDecimal asked) {
        if (asked == null) {
            return null;
        }
        BigDecimal scaled =
                version.reasons() ? asked : asked.divide(BigDecimal.TWO).stripTrailingZeros();
        return scaled.signum() <= 0 ? COLDEST : new BigDecimal(scaled.toPlainString());
    }

    private void search(JsonWriter out) {
        WebSearch search = WebSearch.of(call);
        if (searchTool != null) {
            out.array("tools").value(searchTool).endArray();
            return;
        }
        if (search.isWanted() && !version.searches()) {
            Asked.beyond(Set.of(), call).stream()
                    .filter(WebSearch.MEMBERS::contains)
                    .forEach(dropped::add);
            return;
        }
        if (search.contextSize() != null) {
            dropped.add("web_search_options.search_context_size");
        }
        if (search.userLocation() != null) {
            dropped.add("web_search_options.user_location");
        }
        // It searches unless it is told not to.
        if (version.searches() && (search.isWanted() || search.isUnwanted())) {
            out.array("tools").object().put("type", "web_search").object("web_search");
            out.put("enable", search.isWanted());
            if (search.isWanted()) {
                out.put("show_ref_label", true).put("search_mode", "normal");
            }
            out.endObject().endObject().endArray();
        }
    }

    private void thinking(JsonWriter out) {
        Raw thinking = call.extras().get("thinking");
        String effort = call.output().reasoningEffort();
        if (!version.reasons()) {
            if (thinking != null && !thinking.isNull()) {
                dropped.add("thinking");
            }
            if (effort != null) {
                dropped.add("reasoning_effort");
            }
        } else if (thinking != null && !thinking.isNull()) {
            out.put("thinking", thinking);
        } else if (effort != null) {
            String type = effort.equals("none") ? "disabled" : "enabled";
            out.object("thinking").put("type", type).endObject();
        }
    }

    private void sortTools() {
        if (call.toolUse().choice() == ToolChoice.Mode.NONE) {
            return;
        }
        List<Tool> tools = call.toolUse().tools();
        for (int i = 0; i < tools.size(); i++) {
            switch (tools.get(i)) {
                case Tool.Function function when version.callsFunctions() -> {
                    functions.add(function.definition());
                    if (Boolean.TRUE.equals(function.definition().strict())) {
                        dropped.add("tools[" + i + "].function.strict");
                    }
                }
                case Tool.Opaque opaque
                        when opaque.type().equals("web_search") && version.searches() ->
                        searchTool = opaque.raw();
                case Tool.Function _, Tool.Opaque _ -> dropped.add("tools[" + i + "]");
            }
        }
        ToolChoice choice = call.toolUse().choice();
        if (choice != null && choice != ToolChoice.Mode.AUTO) {
            dropped.add("tool_choice");
        }
    }

    private static void function(JsonWriter out, Tool.Definition function) {
        Raw parameters = function.parameters();
        out.object().put("name", function.name());
        out.put("description", function.description() == null ? "" : function.description());
        out.put("parameters", parameters == null ? NO_PARAMETERS : parameters).endObject();
    }

    private void messages(JsonWriter out, Transcript transcript) {
        String instructions = transcript.instructions();
        if (!instructions.isEmpty()) {
            if (version.knowsSystemRole()) {
                message(out, "system", instructions);
            } else {
                message(out, "user", app.settings().replace("{system}", instructions));
                message(out, "assistant", "ok");
            }
        }
        for (Transcript.Line line : transcript.lines()) {
            message(out, line.side().name().toLowerCase(Locale.ROOT), line.text());
        }
    }

    private static void message(JsonWriter out, String role, String text) {
        out.object().put("role", role).put("content", text).endObject();
    }

    private @Nullable String uid() {
        String own = text("uid");
        String user = own == null ? call.output().user() : own;
        return user == null || user.codePointCount(0, user.length()) <= LONGEST_UID
                ? user
                : shortened(user);
    }

    private @Nullable String text(String member) {
        Raw raw = call.extras().get(member);
        if (raw == null || raw.isNull()) {
            return null;
        }
        try {
            return JsonReader.read(
                    raw.json().getBytes(StandardCharsets.UTF_8), JsonReader::anyText);
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }

    /** The same 32 hexadecimal digits for the same name: two FNV-1a sums of 64 bits. */
    private static String shortened(String user) {
        long first = 0xcbf29ce484222325L;
        long second = 0x84222325cbf29ce4L;
        for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
            first = (first ^ (b & 0xff)) * 0x100000001b3L;
            second = (second ^ (b & 0xff)) * 0x100000001b3L;
        }
        return String.format(Locale.ROOT, "%016x%016x", first, second);
    }
}
