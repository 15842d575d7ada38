package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.fields.JsonWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the tools of a Converse call. */
final class BedrockTools {
    private static final Raw NO_ARGUMENTS = new Raw("{\"type\":\"object\",\"properties\":{}}");

    private final JsonWriter out;
    private final Foreign foreign;
    private boolean begun;

    BedrockTools(JsonWriter out, Foreign foreign) {
        this.out = out;
        this.foreign = foreign;
    }

    /** Returns the names of the tools that a conversation has called. */
    static Set<String> used(Turns turns) {
        var names = new LinkedHashSet<String>();
        for (Turns.Turn turn : turns.turns()) {
            if (turn instanceof Turns.Assistant said) {
                said.calls().stream().map(ToolCall::name).forEach(names::add);
            }
        }
        return names;
    }

    /**
     * Writes the tools, leaving {@code toolConfig} open for the choice.
     *
     * @param used names that must be declared, because the conversation has called them, where
     *     there are no tools at all
     * @return false when there was nothing to write
     */
    boolean write(List<Tool> tools, Set<String> used) {
        for (int i = 0; i < tools.size(); i++) {
            write(tools.get(i), foreign.at("tools[" + i + "]"));
        }
        if (!begun) {
            for (String name : used) {
                begin();
                spec(new Tool.Definition(name, null, null, null, Extras.NONE));
            }
        }
        if (begun) {
            out.endArray();
        }
        return begun;
    }

    private void begin() {
        if (!begun) {
            begun = true;
            out.object("toolConfig").array("tools");
        }
    }

    private void write(Tool tool, Foreign here) {
        switch (tool) {
            case Tool.Function(Tool.Definition d, Extras extras) -> {
                begin();
                spec(d);
                Extras all = extras.plus(d.extras());
                here.dropAllBut(all, BedrockContent.CACHED);
                BedrockContent.writeCachePoint(out, all);
            }
            case Tool.Opaque(String _, Raw raw) -> {
                if (here.isForeign()) {
                    here.drop();
                } else {
                    begin();
                    out.value(raw);
                }
            }
        }
    }

    private void spec(Tool.Definition d) {
        String description = d.description();
        boolean silent = description == null || description.isBlank();
        out.object().object("toolSpec").put("name", d.name());
        out.put("description", silent ? null : description);
        out.object("inputSchema").put("json", schema(d.parameters())).endObject();
        out.put("strict", d.strict()).endObject().endObject();
    }

    private static Raw schema(@Nullable Raw given) {
        return given == null || BedrockContent.membersOf(given).isEmpty() ? NO_ARGUMENTS : given;
    }
}
