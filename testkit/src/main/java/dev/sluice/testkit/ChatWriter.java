package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a {@link ChatScript} in OpenAI's words: one document, or the exact sequence of chunks. */
final class ChatWriter {
    private static final long CREATED = 1_763_683_200L;

    private final JsonNode body;
    private final ChatScript script;
    private final String id;

    ChatWriter(JsonNode body, ChatScript script, String id) {
        this.body = body;
        this.script = script;
        this.id = id;
    }

    /** The {@code chat.completion} document. */
    ObjectNode document() {
        ObjectNode document = start("chat.completion");
        ArrayNode choices = document.putArray("choices");
        for (int i = 0; i < choices(); i++) {
            ObjectNode choice = choices.addObject();
            choice.put("index", i);
            ObjectNode message = choice.putObject("message");
            message.put("role", "assistant").put("content", script.text());
            if (script.legacy()) {
                message.set("function_call", function(script.calls().getFirst()));
            } else if (!script.calls().isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                for (int call = 0; call < script.calls().size(); call++) {
                    ObjectNode made = calls.addObject();
                    made.put("id", "call_fake" + call).put("type", "function");
                    made.set("function", function(script.calls().get(call)));
                }
            }
            message.putNull("refusal");
            message.putArray("annotations");
            choice.putNull("logprobs");
            choice.put("finish_reason", script.finish());
        }
        document.set("usage", usage());
        return document.put("service_tier", "default").put("system_fingerprint", "fp_fake");
    }

    /** The payloads of the stream's events, {@code [DONE]} included. */
    List<String> payloads() {
        List<String> payloads = new ArrayList<>();
        for (ObjectNode delta : deltas()) {
            for (int i = 0; i < choices(); i++) {
                payloads.add(chunk(i, delta.deepCopy(), null).toString());
            }
        }
        for (int i = 0; i < choices(); i++) {
            payloads.add(chunk(i, Json.object(), script.finish()).toString());
        }
        if (withUsage()) {
            ObjectNode last = start("chat.completion.chunk");
            last.put("service_tier", "default").put("system_fingerprint", "fp_fake");
            last.putArray("choices");
            last.set("usage", usage());
            payloads.add(last.put("obfuscation", "").toString());
        }
        payloads.add("[DONE]");
        return payloads;
    }

    private List<ObjectNode> deltas() {
        List<ObjectNode> deltas = new ArrayList<>();
        if (script.calls().isEmpty()) {
            deltas.add(role().put("content", "").putNull("refusal"));
            for (String piece : script.pieces()) {
                deltas.add(Json.object().put("content", piece));
            }
            return deltas;
        }
        deltas.add(role().putNull("content"));
        for (int call = 0; call < script.calls().size(); call++) {
            deltas.add(opened(call));
            String arguments = ChatScript.ARGUMENTS;
            for (int at = 0; at < arguments.length(); at += 5) {
                String part = arguments.substring(at, Math.min(at + 5, arguments.length()));
                deltas.add(argument(call, part));
            }
        }
        return deltas;
    }

    private ObjectNode opened(int call) {
        ObjectNode delta = Json.object();
        String name = script.calls().get(call);
        if (script.legacy()) {
            delta.putObject("function_call").put("name", name).put("arguments", "");
        } else {
            ObjectNode made = delta.putArray("tool_calls").addObject();
            made.put("index", call).put("id", "call_fake" + call).put("type", "function");
            made.putObject("function").put("name", name).put("arguments", "");
        }
        return delta;
    }

    private ObjectNode argument(int call, String part) {
        ObjectNode delta = Json.object();
        if (script.legacy()) {
            delta.putObject("function_call").put("arguments", part);
        } else {
            ObjectNode made = delta.putArray("tool_calls").addObject();
            made.put("index", call).putObject("function").put("arguments", part);
        }
        return delta;
    }

    private ObjectNode chunk(
            int index, ObjectNode delta, @org.jspecify.annotations.Nullable String finish) {
        ObjectNode chunk = start("chat.completion.chunk");
        chunk.put("service_tier", "default").put("system_fingerprint", "fp_fake");
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", index).set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        if (withUsage()) {
            chunk.putNull("usage");
        }
        return chunk.put("obfuscation", "aB3");
    }

    private ObjectNode start(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", CREATED)
                .put("model", body.path("model").asString(""));
    }

    private ObjectNode usage() {
        int completion = script.completion() * choices();
        ObjectNode usage = Json.object();
        usage.put("prompt_tokens", script.prompt()).put("completion_tokens", completion);
        usage.put("total_tokens", script.prompt() + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return usage;
    }

    private int choices() {
        return body.path("n").asInt(1);
    }

    private boolean withUsage() {
        return body.path("stream_options").path("include_usage").asBoolean(false);
    }

    private static ObjectNode role() {
        return Json.object().put("role", "assistant");
    }

    private static ObjectNode function(String name) {
        return Json.object().put("name", name).put("arguments", ChatScript.ARGUMENTS);
    }
}
