package dev.sluice.testkit;

import static dev.sluice.testkit.AnthropicRules.known;
import static dev.sluice.testkit.AnthropicRules.need;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What Anthropic refuses in the messages of a call. */
final class AnthropicTurns {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Set<String> IMAGES =
            Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final JsonNode body;
    private final boolean refusesPrefill;
    private List<String> open = List.of();

    AnthropicTurns(JsonNode body, boolean refusesPrefill) {
        this.body = body;
        this.refusesPrefill = refusesPrefill;
    }

    /** The proof that this fake gives for a thought, and the only one that it takes. */
    static String signature(String thought) {
        return "EvFake" + Integer.toHexString(thought.hashCode());
    }

    void check() {
        JsonNode messages = body.path("messages");
        need(body.has("messages"), "messages: Field required");
        need(
                messages.isArray() && !messages.isEmpty(),
                "messages: at least one message is required");
        String before = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asString("");
            need(
                    Set.of("user", "assistant").contains(role),
                    "messages." + i + ".role: Input should be 'user' or 'assistant'");
            need(
                    !role.equals(before),
                    i == 0
                            ? "messages: first message must use the \"user\" role"
                            : "messages: roles must alternate between \"user\" and \"assistant\"");
            before = role;
            known(messages.get(i), Set.of("role", "content"), "messages." + i + ".");
            content(messages.get(i).path("content"), role.equals("user"), "messages." + i);
        }
        JsonNode last = messages.get(messages.size() - 1);
        if (before.equals("assistant")) {
            need(
                    !refusesPrefill,
                    "This model does not support assistant message prefill. The conversation must"
                            + " end with a user message.");
            need(open.isEmpty(), "messages: `tool_use` ids were found without `tool_result`");
            String text = textOf(last);
            need(
                    text.equals(text.stripTrailing()),
                    "messages: final assistant content cannot end with trailing whitespace");
        } else {
            keepsThought(messages);
        }
    }

    private void content(JsonNode content, boolean user, String at) {
        if (content.isString()) {
            need(
                    !content.asString().isBlank(),
                    at + ": text content blocks must contain non-whitespace text");
            need(open.isEmpty(), at + ": `tool_use` ids were found without `tool_result` blocks");
            return;
        }
        need(content.isArray() && !content.isEmpty(), at + ": content must be non-empty");
        List<String> answered = new ArrayList<>();
        List<String> called = new ArrayList<>();
        boolean others = false;
        for (JsonNode block : content) {
            String type = block.path("type").asString("");
            if (user && type.equals("tool_result")) {
                need(!others, at + ": `tool_result` blocks must come before any other content");
                answered.add(result(block, at));
            } else if (!user && type.equals("tool_use")) {
                called.add(call(block, at));
                others = true;
            } else {
                others = true;
                block(block, type, user, at);
            }
        }
        need(
                answered.containsAll(open) && open.containsAll(answered),
                at
                        + ": `tool_use` ids "
                        + open
                        + " and `tool_result` blocks "
                        + answered
                        + " do not match");
        open = called;
    }

    private static String call(JsonNode block, String at) {
        known(
                block,
                Set.of("type", "id", "name", "input", "cache_control", "caller"),
                at + ".tool_use.");
        String id = block.path("id").asString("");
        need(
                ID.matcher(id).matches(),
                at + ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        need(
                block.path("input").isObject(),
                at + ".tool_use.input: Input should be a valid dictionary");
        return id;
    }

    private String result(JsonNode block, String at) {
        known(
                block,
                Set.of("type", "tool_use_id", "content", "is_error", "cache_control"),
                at + ".tool_result.");
        String id = block.path("tool_use_id").asString("");
        need(
                open.contains(id),
                at + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id);
        JsonNode content = block.path("content");
        for (JsonNode part : content) {
            block(part, part.path("type").asString(""), true, at + ".tool_result");
        }
        return id;
    }

    private static void block(JsonNode block, String type, boolean user, String at) {
        switch (type) {
            case "text" -> {
                known(block, Set.of("type", "text", "cache_control", "citations"), at + ".text.");
                need(
                        !block.path("text").asString("").isBlank(),
                        at + ": text content blocks must contain non-whitespace text");
            }
            case "image" -> {
                need(user, at + ": image blocks are not permitted in assistant messages");
                known(block, Set.of("type", "source", "cache_control"), at + ".image.");
                source(block.path("source"), IMAGES, at);
            }
            case "document" -> {
                need(user, at + ": document blocks are not permitted in assistant messages");
                known(
                        block,
                        Set.of("type", "source", "title", "context", "citations", "cache_control"),
                        at + ".document.");
                source(block.path("source"), Set.of("application/pdf"), at);
            }
            case "thinking" -> {
                known(block, Set.of("type", "thinking", "signature"), at + ".thinking.");
                String thought = block.path("thinking").asString("");
                need(
                        signature(thought).equals(block.path("signature").asString("")),
                        at + ": Invalid `signature` in `thinking` block");
            }
            case "redacted_thinking" ->
                    known(block, Set.of("type", "data"), at + ".redacted_thinking.");
            case "server_tool_use", "web_search_tool_result", "search_result" -> {}
            default -> need(false, at + ": Input tag '" + type + "' does not match");
        }
    }

    private static void source(JsonNode source, Set<String> types, String at) {
        switch (source.path("type").asString("")) {
            case "base64" -> {
                known(source, Set.of("type", "media_type", "data"), at + ".source.");
                String found = source.path("media_type").asString("");
                need(types.contains(found), at + ".source.media_type: '" + found + "'");
                need(
                        source.path("data").asString("").matches("[A-Za-z0-9+/]+={0,2}"),
                        at + ".source.data: invalid base64 data");
            }
            case "url" ->
                    need(
                            source.path("url").asString("").startsWith("http"),
                            at + ".source.url: only HTTP(S) URLs are supported");
            case "file" -> known(source, Set.of("type", "file_id"), at + ".source.");
            case "text" -> known(source, Set.of("type", "media_type", "data"), at + ".source.");
            default -> need(false, at + ".source.type: Input should be 'base64', 'url' or 'file'");
        }
    }

    // While the model thinks, a turn that called tools begins with its thought.
    private void keepsThought(JsonNode messages) {
        String type = body.path("thinking").path("type").asString("disabled");
        if (type.equals("disabled") || messages.size() < 2) {
            return;
        }
        JsonNode last = messages.get(messages.size() - 1).path("content");
        boolean loop = last.path(0).path("type").asString("").equals("tool_result");
        String first =
                messages.get(messages.size() - 2).path("content").path(0).path("type").asString("");
        need(
                !loop || first.endsWith("thinking"),
                "messages: Expected `thinking` or `redacted_thinking`, but found `" + first + "`.");
    }

    static String textOf(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            text.append(block.path("text").asString(""));
        }
        return text.toString();
    }
}
