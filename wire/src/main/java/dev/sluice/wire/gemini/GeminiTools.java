package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools} and {@code toolConfig}. */
final class GeminiTools {
    /** Members of a call that are read elsewhere than among its extras. */
    static final Set<String> UNDERSTOOD = WebSearch.MEMBERS;

    private static final Set<String> BUILT_IN =
            Set.of(
                    "googleSearch",
                    "googleSearchRetrieval",
                    "urlContext",
                    "codeExecution",
                    "fileSearch",
                    "googleMaps",
                    "computerUse",
                    "enterpriseWebSearch",
                    "retrieval");

    private final ChatCall call;
    private final GeminiModel model;
    private final Foreign foreign;
    private final GeminiDialect.Host host;
    private final List<Tool.Definition> functions = new ArrayList<>();
    private final List<Raw> builtIn = new ArrayList<>();
    private @Nullable Foreign asked;
    private boolean searches;

    GeminiTools(ChatCall call, GeminiModel model, Foreign foreign, GeminiDialect.Host host) {
        this.call = call;
        this.model = model;
        this.foreign = foreign;
        this.host = host;
        List<Tool> tools = call.toolUse().tools();
        for (int i = 0; i < tools.size(); i++) {
            sort(tools.get(i), foreign.at("tools[" + i + "]"));
        }
    }

    private void sort(Tool tool, Foreign here) {
        switch (tool) {
            case Tool.Function(Tool.Definition definition, Extras extras) -> {
                functions.add(definition);
                here.keep(extras);
                here.at("function").keep(definition.extras());
            }
            case Tool.Opaque(String type, Raw raw) -> {
                if (type.equals("web_search") || type.equals("web_search_preview")) {
                    asked = here;
                } else if (isBuiltIn(raw)) {
                    builtIn.add(raw);
                } else {
                    here.drop();
                }
            }
        }
    }

    private static boolean isBuiltIn(Raw raw) {
        var known = new boolean[] {true};
        JsonReader.read(
                GeminiPart.bytes(raw),
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(n -> known[0] &= BUILT_IN.contains(GeminiPart.camel(n)));
                    }
                    return null;
                });
        return known[0] && !raw.json().matches("(?s)\\{\\s*\\}");
    }

    boolean hasFunctions() {
        return !functions.isEmpty();
    }

    /** Writes both members, as far as there is something to say. */
    void write(JsonWriter out) {
        decideSearch();
        boolean mixed = hasFunctions() && (searches || !builtIn.isEmpty());
        if (hasFunctions() || searches || !builtIn.isEmpty()) {
            out.array("tools");
            if (hasFunctions()) {
                out.object().array("functionDeclarations");
                functions.forEach(f -> declare(out, f));
                out.endArray().endObject();
            }
            if (searches) {
                out.object().object("googleSearch").endObject().endObject();
            }
            builtIn.forEach(out::value);
            out.endArray();
        }
        writeConfig(out, mixed && model.isThird() && host == GeminiDialect.Host.GEMINI_API);
        if (Boolean.FALSE.equals(call.toolUse().parallel()) && hasFunctions()) {
            foreign.at("parallel_tool_calls").drop();
        }
    }

    private void decideSearch() {
        WebSearch search = WebSearch.of(call);
        boolean named = builtIn.stream().anyMatch(raw -> raw.json().contains("oogle"));
        @Nullable Foreign place = asked;
        if (search.isWanted()) {
            boolean flag = call.extras().get("internet") != null;
            place = foreign.at(flag ? "internet" : "web_search_options");
        }
        if (place != null && hasFunctions() && !model.mixesTools()) {
            place.drop();
        } else {
            searches = place != null && !named;
        }
        if (search.contextSize() != null) {
            foreign.at("web_search_options.search_context_size").drop();
        }
        if (search.userLocation() != null) {
            foreign.at("web_search_options.user_location").drop();
        }
    }

    private static void declare(JsonWriter out, Tool.Definition function) {
        out.object().put("name", function.name()).put("description", function.description());
        out.put("parametersJsonSchema", function.parameters()).endObject();
    }

    private void writeConfig(JsonWriter out, boolean showsServerTools) {
        ToolChoice choice = call.toolUse().choice();
        @Nullable String name = null;
        @Nullable String mode = null;
        switch (choice) {
            case null -> mode = isStrict() ? "VALIDATED" : null;
            case ToolChoice.Mode simple ->
                    mode =
                            switch (simple) {
                                case NONE -> "NONE";
                                case AUTO -> isStrict() ? "VALIDATED" : "AUTO";
                                case REQUIRED -> "ANY";
                            };
            case ToolChoice.Named(String wanted) -> {
                mode = "ANY";
                name = wanted;
            }
            case ToolChoice.Opaque(Raw raw) -> {
                Allowed allowed = Allowed.read(raw);
                if (allowed != null) {
                    mode = allowed.required() ? "ANY" : "VALIDATED";
                    write(out, mode, allowed.names(), showsServerTools);
                    return;
                }
                foreign.at("tool_choice").drop();
            }
        }
        if (!hasFunctions()) {
            mode = null;
        }
        write(out, mode, name == null ? List.of() : List.of(name), showsServerTools);
    }

    private static void write(
            JsonWriter out, @Nullable String mode, List<String> names, boolean showsServerTools) {
        if (mode == null && !showsServerTools) {
            return;
        }
        out.object("toolConfig");
        if (mode != null) {
            out.object("functionCallingConfig").put("mode", mode);
            if (!names.isEmpty()) {
                out.array("allowedFunctionNames");
                names.forEach(out::value);
                out.endArray();
            }
            out.endObject();
        }
        out.put("includeServerSideToolInvocations", showsServerTools ? Boolean.TRUE : null);
        out.endObject();
    }

    private boolean isStrict() {
        return model.generation() >= 25
                && functions.stream().anyMatch(f -> Boolean.TRUE.equals(f.strict()));
    }

    /** OpenAI's {@code allowed_tools}. */
    private record Allowed(boolean required, List<String> names) {
        static @Nullable Allowed read(Raw raw) {
            var mode = new String[] {""};
            var names = new ArrayList<String>();
            JsonReader.read(
                    GeminiPart.bytes(raw),
                    in -> {
                        visit(in, mode, names);
                        return null;
                    });
            return names.isEmpty() ? null : new Allowed(mode[0].equals("required"), names);
        }

        private static void visit(JsonReader in, String[] mode, List<String> names) {
            if (in.is(Kind.ARRAY)) {
                in.elements(_ -> visit(in, mode, names));
            } else if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    switch (name) {
                        case "allowed_tools", "tools", "function" -> visit(in, mode, names);
                        case "mode" -> mode[0] = in.anyText();
                        case "name" -> names.add(in.anyText());
                        default -> {}
                    }
                });
            }
        }
    }
}
