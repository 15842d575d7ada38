package dev.sluice.wire.anthropic;

import dev.sluice.wire.anthropic.ModelRules.Forcing;
import dev.sluice.wire.anthropic.ModelRules.Schemas;
import dev.sluice.wire.anthropic.ModelRules.Traits;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.fields.JsonWriter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the tools on offer and how they may be used. */
final class AnthropicTools {
    /** Stands for the answer itself where a model can be held to a schema only by a tool. */
    static final String ANSWER = "sluice_json_output";

    static final String SEARCH = "web_search_20250305";
    private static final Set<String> MARKED = Set.of(AnthropicConversation.CACHE);
    private static final Pattern OWN =
            Pattern.compile(
                    "(web_search|web_fetch|code_execution|bash|text_editor|memory|computer"
                            + "|tool_search_tool_\\w+)_\\d{8}|mcp_toolset");

    private final ChatCall call;
    private final Traits traits;
    private final Foreign foreign;
    private final @Nullable Raw answer;

    /**
     * Looks at the tools of a call.
     *
     * @param answer the schema that the answer must obey by way of a tool, or null
     */
    AnthropicTools(ChatCall call, Traits traits, Foreign foreign, @Nullable Raw answer) {
        this.call = call;
        this.traits = traits;
        this.foreign = foreign;
        this.answer = answer;
    }

    /** Writes {@code tools} and {@code tool_choice}, as far as there are any. */
    void write(JsonWriter out, AnthropicBlocks blocks, AnthropicThinking thinking) {
        List<Tool> tools = call.toolUse().tools();
        boolean searches = searches();
        var sent = new int[1];
        for (int i = 0; i < tools.size(); i++) {
            Foreign at = foreign.at("tools[" + i + "]");
            if (isSent(tools.get(i))) {
                open(out, sent);
                tool(out, tools.get(i), at, blocks);
            } else {
                at.drop();
            }
        }
        if (searches) {
            open(out, sent);
            search(out);
        }
        if (answer != null) {
            open(out, sent);
            out.object().put("name", ANSWER);
            out.put("description", "Gives the answer. Call it once, with the whole answer.");
            out.put("input_schema", AnthropicSchema.ofTool(answer)).endObject();
        }
        if (sent[0] > 0) {
            out.endArray();
            choice(out, sent[0], thinking);
        }
    }

    private static void open(JsonWriter out, int[] sent) {
        if (sent[0]++ == 0) {
            out.array("tools");
        }
    }

    private boolean isSent(Tool tool) {
        return switch (tool) {
            case Tool.Function _ -> true;
            case Tool.Opaque(String type, Raw raw) ->
                    !foreign.isForeign()
                            || OWN.matcher(type).matches()
                            || Raws.member(raw, "input_schema") != null;
        };
    }

    private void tool(JsonWriter out, Tool tool, Foreign at, AnthropicBlocks blocks) {
        switch (tool) {
            case Tool.Opaque(String _, Raw raw) -> out.value(raw);
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                out.object().put("name", d.name()).put("description", d.description());
                out.put("input_schema", AnthropicSchema.ofTool(d.parameters()));
                if (traits.schemas() == Schemas.NATIVE && Boolean.TRUE.equals(d.strict())) {
                    out.put("strict", Boolean.TRUE);
                }
                if (foreign.isForeign()) {
                    at.at("function").dropAllBut(d.extras(), MARKED);
                    at.dropAllBut(extras, MARKED);
                } else {
                    out.put(extras.without(AnthropicConversation.CACHE));
                }
                blocks.mark(extras.plus(d.extras()), at);
                out.endObject();
            }
        }
    }

    private boolean searches() {
        if (!WebSearch.of(call).isWanted()) {
            return false;
        }
        for (Tool tool : call.toolUse().tools()) {
            switch (tool) {
                case Tool.Opaque(String type, Raw _) -> {
                    if (type.startsWith("web_search_")) {
                        return false;
                    }
                }
                case Tool.Function(Tool.Definition d, Extras _) -> {
                    if (d.name().equals("web_search")) {
                        foreign.at("internet").drop();
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private void search(JsonWriter out) {
        WebSearch search = WebSearch.of(call);
        String size = search.contextSize();
        long uses = "low".equals(size) ? 1 : "medium".equals(size) ? 3 : 5;
        out.object().put("type", SEARCH).put("name", "web_search").put("max_uses", uses);
        Raw place = search.userLocation();
        if (place != null && place.json().startsWith("{")) {
            Raw nested = Raws.member(place, "approximate");
            Raw where = nested == null ? place : nested;
            out.object("user_location").put("type", "approximate");
            for (String name : List.of("city", "region", "country", "timezone")) {
                out.put(name, Raws.member(where, name));
            }
            out.endObject();
        }
        out.endObject();
    }

    private void choice(JsonWriter out, int sent, AnthropicThinking thinking) {
        ToolUse use = call.toolUse();
        String single = Boolean.FALSE.equals(use.parallel()) ? "auto" : null;
        switch (use.choice()) {
            case null -> {
                if (answer != null) {
                    forced(out, sent == 1 ? ANSWER : null);
                } else if (single != null) {
                    choice(out, "auto", null);
                }
            }
            case ToolChoice.Mode mode -> {
                switch (mode) {
                    case NONE -> {
                        if (answer == null) {
                            out.object("tool_choice").put("type", "none").endObject();
                        } else {
                            forced(out, ANSWER);
                        }
                    }
                    case AUTO -> choice(out, answer == null ? "auto" : "any", null);
                    case REQUIRED -> force(out, thinking, null);
                }
            }
            case ToolChoice.Named(String name) -> force(out, thinking, name);
            case ToolChoice.Opaque(Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.at("tool_choice").drop();
                } else {
                    out.put("tool_choice", raw);
                }
            }
        }
    }

    // A model that thinks may not be forced.
    private void force(JsonWriter out, AnthropicThinking thinking, @Nullable String name) {
        if (thinking.on() || traits.forcing() == Forcing.REFUSED) {
            foreign.at("tool_choice").drop();
            choice(out, "auto", null);
        } else {
            forced(out, name);
        }
    }

    private void forced(JsonWriter out, @Nullable String name) {
        choice(out, name == null ? "any" : "tool", name);
    }

    private void choice(JsonWriter out, String type, @Nullable String name) {
        out.object("tool_choice").put("type", type).put("name", name);
        if (Boolean.FALSE.equals(call.toolUse().parallel())) {
            out.put("disable_parallel_tool_use", Boolean.TRUE);
        }
        out.endObject();
    }
}
