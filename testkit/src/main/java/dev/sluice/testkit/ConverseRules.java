package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What Bedrock's Converse checks before a model sees a call. */
final class ConverseRules {
    private static final Set<String> MEMBERS =
            Set.of(
                    "messages",
                    "system",
                    "inferenceConfig",
                    "toolConfig",
                    "additionalModelRequestFields",
                    "additionalModelResponseFieldPaths",
                    "guardrailConfig",
                    "performanceConfig",
                    "serviceTier",
                    "requestMetadata",
                    "outputConfig",
                    "promptVariables");
    private static final Set<String> BLOCKS =
            Set.of(
                    "text",
                    "image",
                    "document",
                    "video",
                    "audio",
                    "toolUse",
                    "toolResult",
                    "reasoningContent",
                    "cachePoint",
                    "guardContent",
                    "citationsContent",
                    "searchResult");
    private static final Map<String, Set<String>> FORMATS =
            Map.of(
                    "image",
                    Set.of("png", "jpeg", "gif", "webp"),
                    "document",
                    Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"));
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern DOCUMENT_NAME =
            Pattern.compile("(?!.*\\s\\s)[A-Za-z0-9 ()\\[\\]-]{1,200}");

    private final JsonNode body;
    private final Set<String> documents = new HashSet<>();
    private List<String> open = List.of();
    private boolean toolsUsed;

    private ConverseRules(JsonNode body) {
        this.body = body;
    }

    /** Throws what Bedrock answers when a body breaks a rule. */
    static void check(JsonNode body) {
        new ConverseRules(body).check();
    }

    private void check() {
        members("", body, MEMBERS);
        for (JsonNode block : body.path("system")) {
            members("system", block, Set.of("text", "cachePoint", "guardContent"));
            one("system", block);
            text("system", block);
        }
        messages();
        if (toolsUsed && !body.has("toolConfig")) {
            throw AwsError.invalid(
                    "The toolConfig field must be defined when using toolUse and toolResult"
                            + " content blocks.");
        }
        inference();
        if (body.has("toolConfig")) {
            tools(body.path("toolConfig"));
        }
        thinking();
    }

    private void messages() {
        JsonNode messages = body.path("messages");
        require(
                messages.isArray() && !messages.isEmpty(),
                "messages must have one message or more");
        String before = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            String at = "messages." + i;
            JsonNode message = messages.get(i);
            members(at, message, Set.of("role", "content"));
            String role = message.path("role").asString("");
            require(role.equals("user") || role.equals("assistant"), at + ".role is unknown");
            require(
                    !role.equals(before),
                    i == 0
                            ? "A conversation must start with a user message."
                            : "roles must alternate between user and assistant");
            before = role;
            require(!message.path("content").isEmpty(), at + ".content is empty");
            blocks(at, role, message.path("content"));
        }
        require(open.isEmpty(), "Expected toolResult blocks for: " + open);
    }

    private void blocks(String at, String role, JsonNode content) {
        var results = new ArrayList<String>();
        var uses = new ArrayList<String>();
        boolean document = false;
        boolean spoken = false;
        for (JsonNode block : content) {
            members(at, block, BLOCKS);
            one(at, block);
            text(at, block);
            String kind = block.propertyNames().iterator().next();
            JsonNode value = block.path(kind);
            switch (kind) {
                case "text" -> spoken = true;
                case "image", "document" -> {
                    document |= kind.equals("document");
                    media(at, kind, value);
                }
                case "toolUse" -> {
                    require(role.equals("assistant"), at + ": toolUse in a user's message");
                    uses.add(use(at, value));
                }
                case "toolResult" -> {
                    require(role.equals("user"), at + ": toolResult in an assistant's message");
                    require(!spoken, at + ": toolResult blocks must come first");
                    results.add(value.path("toolUseId").asString(""));
                    require(!value.path("content").isEmpty(), at + ": an empty toolResult");
                    for (JsonNode inner : value.path("content")) {
                        text(at, inner);
                    }
                }
                default -> {}
            }
        }
        require(!document || spoken, at + ": a document needs a text block beside it");
        toolsUsed |= !results.isEmpty() || !uses.isEmpty();
        require(
                new HashSet<>(results).equals(new HashSet<>(open)) && results.size() == open.size(),
                "The number of toolResult blocks at "
                        + at
                        + " does not match that of toolUse blocks of the turn before.");
        open = uses;
    }

    private static String use(String at, JsonNode use) {
        String id = use.path("toolUseId").asString("");
        require(NAME.matcher(id).matches(), at + ": toolUseId must match " + NAME);
        require(NAME.matcher(use.path("name").asString("")).matches(), at + ": no tool name");
        require(use.path("input").isObject(), at + ": toolUse.input must be an object");
        return id;
    }

    private void media(String at, String kind, JsonNode media) {
        String format = media.path("format").asString("");
        require(
                FORMATS.getOrDefault(kind, Set.of()).contains(format),
                at + ": '" + format + "' is no format of a " + kind);
        JsonNode source = media.path("source");
        one(at, source);
        if (source.has("bytes")) {
            try {
                Base64.getDecoder().decode(source.path("bytes").asString(""));
            } catch (IllegalArgumentException e) {
                throw AwsError.invalid(at + ": the bytes are not base64");
            }
        }
        if (kind.equals("document")) {
            String name = media.path("name").asString("");
            require(DOCUMENT_NAME.matcher(name).matches(), at + ": bad document name");
            require(documents.add(name), at + ": document names must be unique");
        }
    }

    private void inference() {
        JsonNode config = body.path("inferenceConfig");
        members(
                "inferenceConfig",
                config,
                Set.of("maxTokens", "temperature", "topP", "stopSequences"));
        JsonNode most = config.path("maxTokens");
        require(
                most.isMissingNode() || (most.isIntegralNumber() && most.asLong(0) >= 1),
                "inferenceConfig.maxTokens must be 1 or more");
        for (String name : List.of("temperature", "topP")) {
            JsonNode value = config.path(name);
            require(
                    value.isMissingNode()
                            || (value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1),
                    "inferenceConfig." + name + " must be between 0 and 1");
        }
        for (JsonNode stop : config.path("stopSequences")) {
            require(
                    stop.isString() && !stop.asString().isBlank(),
                    "each stop sequence must contain non-whitespace");
        }
    }

    private static void tools(JsonNode config) {
        members("toolConfig", config, Set.of("tools", "toolChoice"));
        require(!config.path("tools").isEmpty(), "toolConfig.tools must have one tool or more");
        var names = new HashSet<String>();
        for (JsonNode tool : config.path("tools")) {
            members("toolConfig.tools", tool, Set.of("toolSpec", "cachePoint", "systemTool"));
            one("toolConfig.tools", tool);
            if (tool.has("toolSpec")) {
                JsonNode spec = tool.path("toolSpec");
                members("toolSpec", spec, Set.of("name", "description", "inputSchema", "strict"));
                String name = spec.path("name").asString("");
                require(NAME.matcher(name).matches(), "toolSpec.name must match " + NAME);
                require(names.add(name), "two tools are called " + name);
                require(
                        !spec.has("description")
                                || !spec.path("description").asString("").isBlank(),
                        "toolSpec.description is empty");
                require(
                        spec.path("inputSchema")
                                .path("json")
                                .path("type")
                                .asString("")
                                .equals("object"),
                        "toolSpec.inputSchema.json.type must be object");
            }
        }
        if (config.has("toolChoice")) {
            members("toolChoice", config.path("toolChoice"), Set.of("auto", "any", "tool"));
            one("toolChoice", config.path("toolChoice"));
            JsonNode named = config.path("toolChoice").path("tool");
            require(
                    named.isMissingNode() || names.contains(named.path("name").asString("")),
                    "toolChoice names a tool that is not there");
        }
    }

    private void thinking() {
        JsonNode fields = body.path("additionalModelRequestFields");
        require(fields.isMissingNode() || fields.isObject(), "the fields must be an object");
        JsonNode thinking = fields.path("thinking");
        String type = thinking.path("type").asString("disabled");
        if (type.equals("disabled")) {
            return;
        }
        JsonNode config = body.path("inferenceConfig");
        require(
                config.path("temperature").asDouble(1) == 1,
                "`temperature` may only be set to 1 when thinking is enabled.");
        JsonNode choice = body.path("toolConfig").path("toolChoice");
        require(
                !choice.has("any") && !choice.has("tool"),
                "Thinking may not be enabled when tool_choice forces tool use.");
        if (type.equals("enabled")) {
            long budget = thinking.path("budget_tokens").asLong(0);
            require(budget >= 1024, "thinking.budget_tokens must be 1024 or more");
            require(
                    budget < config.path("maxTokens").asLong(4096),
                    "`max_tokens` must be greater than `thinking.budget_tokens`.");
        }
    }

    private static void text(String at, JsonNode block) {
        require(
                !block.has("text") || !block.path("text").asString("").isBlank(),
                "The text field in the ContentBlock object at "
                        + at
                        + " is blank. Add text to the text field, and try again.");
    }

    private static void one(String at, JsonNode union) {
        require(union.size() == 1, at + ": exactly one member must be set, found " + union.size());
    }

    private static void members(String at, JsonNode node, Set<String> known) {
        for (String name : node.propertyNames()) {
            require(
                    known.contains(name),
                    "Malformed input request: #/"
                            + at
                            + ": extraneous key ["
                            + name
                            + "] is not permitted");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw AwsError.invalid(otherwise);
        }
    }
}
