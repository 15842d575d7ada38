package dev.sluice.testkit;

import java.util.Map.Entry;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What Anthropic refuses in the parameters of a call. Source: Anthropic's API reference and
 * recorded refusals, November 2026.
 */
final class AnthropicRules {
    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "max_tokens",
                    "messages",
                    "system",
                    "stop_sequences",
                    "stream",
                    "temperature",
                    "top_p",
                    "top_k",
                    "tools",
                    "tool_choice",
                    "thinking",
                    "output_config",
                    "metadata",
                    "service_tier",
                    "speed",
                    "container",
                    "cache_control",
                    "inference_geo",
                    "diagnostics",
                    "context_management",
                    "mcp_servers");
    private static final Set<String> SCHEMA_WORDS =
            Set.of("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final Pattern LATEST =
            Pattern.compile("claude-[a-z]+-(4-[7-9]|[5-9])|fable|mythos");
    private static final Pattern NO_PREFILL = Pattern.compile("claude-[a-z]+-4-6");

    private final JsonNode body;
    private final boolean latest;
    private final String version;

    AnthropicRules(JsonNode body, String version) {
        this.body = body;
        this.version = version;
        latest = LATEST.matcher(model(body)).find();
    }

    private static String model(JsonNode body) {
        return body.path("model").asString("");
    }

    /** Throws what the vendor answers when the call breaks a rule. */
    void check() {
        known(body, KNOWN, "");
        need(body.path("model").isString(), "model: Field required");
        need(body.has("max_tokens"), "max_tokens: Field required");
        need(
                body.path("max_tokens").isIntegralNumber() && body.path("max_tokens").asLong() > 0,
                "max_tokens: Input should be greater than or equal to 1");
        sampling();
        thinking();
        tools();
        outputConfig();
        for (JsonNode stop : body.path("stop_sequences")) {
            need(
                    stop.isString() && !stop.asString().isBlank(),
                    "stop_sequences: each stop sequence must contain non-whitespace");
        }
        if (body.has("metadata")) {
            known(body.path("metadata"), Set.of("user_id"), "metadata.");
        }
        String tier = body.path("service_tier").asString("auto");
        need(
                Set.of("auto", "standard_only").contains(tier),
                "service_tier: Input should be 'auto'");
        system();
        new AnthropicTurns(body, latest || NO_PREFILL.matcher(model(body)).find()).check();
        need(
                body.toString().split("\"cache_control\":\\{", -1).length <= 5,
                "A maximum of 4 blocks with cache_control may be provided.");
    }

    static void need(boolean condition, String message) {
        if (!condition) {
            throw AnthropicRefusal.bad(message);
        }
    }

    static void known(JsonNode object, Set<String> names, String at) {
        for (Entry<String, JsonNode> member : object.properties()) {
            need(
                    names.contains(member.getKey()),
                    at + member.getKey() + ": Extra inputs are not permitted");
        }
    }

    private void sampling() {
        boolean refused = latest || version.compareTo("2026-10-21") >= 0;
        for (String name : new String[] {"temperature", "top_p", "top_k"}) {
            JsonNode value = body.path(name);
            if (!body.has(name)) {
                continue;
            }
            need(value.isNumber(), name + ": Input should be a valid number");
            need(!refused, name + ": Extra inputs are not permitted");
            if (!name.equals("top_k")) {
                need(value.asDouble() >= 0 && value.asDouble() <= 1, name + ": range: 0..1");
            }
        }
        need(
                !(body.has("temperature") && body.has("top_p") && model(body).contains("-4-5")),
                "`temperature` and `top_p` cannot both be specified for this model.");
    }

    private void thinking() {
        JsonNode thinking = body.path("thinking");
        if (thinking.isMissingNode()) {
            return;
        }
        known(thinking, Set.of("type", "budget_tokens", "display"), "thinking.");
        String type = thinking.path("type").asString("");
        need(
                Set.of("enabled", "adaptive", "disabled", "between_tools").contains(type),
                "thinking.type: Input should be 'enabled', 'adaptive' or 'disabled'");
        if (type.equals("disabled")) {
            return;
        }
        if (type.equals("enabled")) {
            long budget = thinking.path("budget_tokens").asLong(0);
            need(!latest, "thinking.type: 'enabled' is not supported by this model");
            need(
                    budget >= 1024,
                    "thinking.enabled.budget_tokens: Input should be greater than or equal to"
                            + " 1024");
            need(
                    budget < body.path("max_tokens").asLong(),
                    "`max_tokens` must be greater than `thinking.budget_tokens`.");
        }
        need(
                body.path("temperature").asDouble(1) == 1,
                "`temperature` may only be set to 1 when thinking is enabled.");
        need(!body.has("top_k"), "`top_k` must be unset when thinking is enabled.");
        String choice = body.path("tool_choice").path("type").asString("auto");
        need(
                !Set.of("any", "tool").contains(choice),
                "Thinking may not be enabled when tool_choice forces tool use.");
    }

    private void tools() {
        for (JsonNode tool : body.path("tools")) {
            String type = tool.path("type").asString("custom");
            if (!type.equals("custom")) {
                need(type.matches("\\w+_\\d{8}"), "tools: unknown type " + type);
                continue;
            }
            known(
                    tool,
                    Set.of(
                            "type",
                            "name",
                            "description",
                            "input_schema",
                            "strict",
                            "cache_control",
                            "defer_loading"),
                    "tools.0.custom.");
            need(
                    NAME.matcher(tool.path("name").asString("")).matches(),
                    "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            JsonNode schema = tool.path("input_schema");
            need(schema.isObject(), "tools.0.custom.input_schema: Field required");
            need(schema.has("type"), "tools.0.custom.input_schema.type: Field required");
            need(
                    schema.path("type").asString("").equals("object"),
                    "tools.0.custom.input_schema.type: Input should be 'object'");
        }
        JsonNode choice = body.path("tool_choice");
        if (choice.isMissingNode()) {
            return;
        }
        need(!body.path("tools").isEmpty(), "tool_choice: may only be specified with tools");
        known(choice, Set.of("type", "name", "disable_parallel_tool_use"), "tool_choice.");
        String type = choice.path("type").asString("");
        need(
                Set.of("auto", "any", "none", "tool").contains(type),
                "tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'");
        need(
                type.equals("tool") == choice.has("name"),
                "tool_choice.name: only and always with 'tool'");
    }

    private void outputConfig() {
        JsonNode config = body.path("output_config");
        known(config, Set.of("effort", "format"), "output_config.");
        String effort = config.path("effort").asString("high");
        need(
                Set.of("low", "medium", "high", "xhigh", "max").contains(effort),
                "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        JsonNode format = config.path("format");
        if (!format.isMissingNode()) {
            known(format, Set.of("type", "schema"), "output_config.format.");
            need(
                    format.path("type").asString("").equals("json_schema"),
                    "output_config.format.type: Input should be 'json_schema'");
            schema(format.path("schema"));
        }
    }

    private static void schema(JsonNode schema) {
        for (Entry<String, JsonNode> member : schema.properties()) {
            need(
                    !SCHEMA_WORDS.contains(member.getKey()),
                    "output_config.format.schema: property '"
                            + member.getKey()
                            + "' is not supported");
        }
        need(
                !schema.path("type").asString("").equals("object")
                        || schema.path("additionalProperties").isBoolean(),
                "output_config.format.schema: For 'object' type, 'additionalProperties' must be"
                        + " explicitly set to false");
        schema.path("properties").forEach(AnthropicRules::schema);
        if (schema.path("items").isObject()) {
            schema(schema.path("items"));
        }
    }

    private void system() {
        JsonNode system = body.path("system");
        if (system.isArray()) {
            for (JsonNode block : system) {
                known(block, Set.of("type", "text", "cache_control", "citations"), "system.0.");
                need(
                        !block.path("text").asString("").isBlank(),
                        "system: text content blocks must be non-empty");
            }
        } else {
            need(system.isMissingNode() || system.isString(), "system: Input should be a string");
        }
    }
}
