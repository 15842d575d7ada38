package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The parameters that one endpoint knows, with their types and ranges, and the check of a body
 * against them. Source: OpenAI's API reference, November 2026; {@code null} means absent, as it
 * does there.
 */
final class Parameters {

    private enum Kind {
        TEXT,
        FLAG,
        NUMBER,
        INTEGER,
        LIST,
        OBJECT,
        ANY
    }

    private record Rule(Kind kind, double low, double high) {}

    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    static final Parameters CHAT =
            new Parameters()
                    .require("model", "messages")
                    .known(Kind.TEXT, "model user reasoning_effort service_tier verbosity")
                    .known(Kind.TEXT, "prompt_cache_key prompt_cache_retention safety_identifier")
                    .known(Kind.FLAG, "stream store logprobs parallel_tool_calls")
                    .known(Kind.LIST, "messages tools functions modalities")
                    .known(Kind.OBJECT, "stream_options response_format logit_bias metadata audio")
                    .known(Kind.OBJECT, "prediction web_search_options")
                    .known(Kind.ANY, "stop tool_choice function_call")
                    .range(Kind.NUMBER, "temperature", 0, 2)
                    .range(Kind.NUMBER, "top_p", 0, 1)
                    .range(Kind.NUMBER, "presence_penalty", -2, 2)
                    .range(Kind.NUMBER, "frequency_penalty", -2, 2)
                    .range(Kind.INTEGER, "n", 1, 128)
                    .range(Kind.INTEGER, "max_tokens", 1, 1e9)
                    .range(Kind.INTEGER, "max_completion_tokens", 1, 1e9)
                    .range(Kind.INTEGER, "top_logprobs", 0, 20)
                    .range(Kind.INTEGER, "seed", -1e18, 1e18);

    static final Parameters COMPLETIONS =
            new Parameters()
                    .require("model", "prompt")
                    .known(Kind.TEXT, "model suffix user")
                    .known(Kind.FLAG, "stream echo")
                    .known(Kind.OBJECT, "stream_options logit_bias")
                    .known(Kind.ANY, "prompt stop")
                    .range(Kind.NUMBER, "temperature", 0, 2)
                    .range(Kind.NUMBER, "top_p", 0, 1)
                    .range(Kind.NUMBER, "presence_penalty", -2, 2)
                    .range(Kind.NUMBER, "frequency_penalty", -2, 2)
                    .range(Kind.INTEGER, "n", 1, 128)
                    .range(Kind.INTEGER, "best_of", 1, 20)
                    .range(Kind.INTEGER, "logprobs", 0, 5)
                    .range(Kind.INTEGER, "max_tokens", 0, 1e9)
                    .range(Kind.INTEGER, "seed", -1e18, 1e18);

    static final Parameters EMBEDDINGS =
            new Parameters()
                    .require("model", "input")
                    .known(Kind.TEXT, "model user encoding_format")
                    .known(Kind.ANY, "input")
                    .range(Kind.INTEGER, "dimensions", 1, 3072);

    static final Parameters IMAGES =
            new Parameters()
                    .require("prompt")
                    .known(Kind.TEXT, "prompt model quality response_format output_format size")
                    .known(Kind.TEXT, "moderation background style user")
                    .known(Kind.FLAG, "stream")
                    .range(Kind.INTEGER, "n", 1, 10)
                    .range(Kind.INTEGER, "output_compression", 0, 100)
                    .range(Kind.INTEGER, "partial_images", 0, 3);

    static final Parameters SPEECH =
            new Parameters()
                    .require("model", "input", "voice")
                    .known(Kind.TEXT, "model input instructions response_format stream_format")
                    .known(Kind.ANY, "voice")
                    .range(Kind.NUMBER, "speed", 0.25, 4);

    static final Parameters RESPONSES =
            new Parameters()
                    .require("model", "input")
                    .known(Kind.TEXT, "model instructions previous_response_id user truncation")
                    .known(Kind.TEXT, "service_tier prompt_cache_key safety_identifier")
                    .known(Kind.FLAG, "stream store background parallel_tool_calls")
                    .known(Kind.LIST, "include tools")
                    .known(Kind.OBJECT, "metadata reasoning text prompt stream_options")
                    .known(Kind.ANY, "input tool_choice conversation")
                    .range(Kind.NUMBER, "temperature", 0, 2)
                    .range(Kind.NUMBER, "top_p", 0, 1)
                    .range(Kind.INTEGER, "max_output_tokens", 16, 1e9)
                    .range(Kind.INTEGER, "max_tool_calls", 1, 1e9)
                    .range(Kind.INTEGER, "top_logprobs", 0, 20);

    /** Throws what OpenAI answers when {@code body} breaks a rule. */
    void check(JsonNode body, Strictness strictness) {
        for (String name : required) {
            if (absent(body.get(name))) {
                throw VendorError.badRequest(
                        "Missing required parameter: '" + name + "'.",
                        name,
                        "missing_required_parameter");
            }
        }
        for (Entry<String, JsonNode> member : body.properties()) {
            Rule rule = rules.get(member.getKey());
            if (rule != null) {
                check(member.getKey(), member.getValue(), rule);
            } else if (strictness == Strictness.VENDOR) {
                throw VendorError.badRequest(
                        "Unrecognized request argument supplied: " + member.getKey(),
                        member.getKey(),
                        "unknown_parameter");
            }
        }
        if (!absent(body.get("stream_options")) && !body.path("stream").asBoolean(false)) {
            throw VendorError.badRequest(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                    "stream_options",
                    null);
        }
    }

    private static void check(String name, JsonNode value, Rule rule) {
        boolean fits =
                value.isNull()
                        || switch (rule.kind()) {
                            case TEXT -> value.isString();
                            case FLAG -> value.isBoolean();
                            case NUMBER -> value.isNumber();
                            case INTEGER -> value.isIntegralNumber();
                            case LIST -> value.isArray();
                            case OBJECT -> value.isObject();
                            case ANY -> true;
                        };
        if (!fits) {
            throw VendorError.badRequest(
                    "Invalid type for '" + name + "': got " + value.getNodeType() + ".",
                    name,
                    "invalid_type");
        }
        if (value.isNumber()) {
            double number = value.asDouble();
            String word = rule.kind() == Kind.INTEGER ? "integer" : "decimal";
            if (number < rule.low()) {
                throw outside(name, value, word + "_below_min_value");
            }
            if (number > rule.high()) {
                throw outside(name, value, word + "_above_max_value");
            }
        }
    }

    private static VendorError outside(String name, JsonNode value, String code) {
        return VendorError.badRequest(
                "Invalid '" + name + "': " + value + " is out of range.", name, code);
    }

    private static boolean absent(@Nullable JsonNode value) {
        return value == null || value.isNull();
    }

    private Parameters require(String... names) {
        required.addAll(List.of(names));
        return this;
    }

    private Parameters known(Kind kind, String names) {
        for (String name : names.split(" ", -1)) {
            rules.put(name, new Rule(kind, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        return this;
    }

    private Parameters range(Kind kind, String name, double low, double high) {
        rules.put(name, new Rule(kind, low, high));
        return this;
    }
}
