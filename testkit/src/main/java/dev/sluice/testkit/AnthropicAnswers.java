package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a fake Claude has to say to a call, as a message or as the exact sequence of events. */
final class AnthropicAnswers {
    private static final String THOUGHT = "Let me see.";

    private final JsonNode body;
    private final String id;
    private final ArrayNode content = Json.object().putArray("content");
    private final String stop;

    AnthropicAnswers(JsonNode body, String id) {
        this.body = body;
        this.id = id;
        stop = fill();
    }

    private String fill() {
        JsonNode messages = body.path("messages");
        JsonNode last = messages.get(messages.size() - 1);
        String model = body.path("model").asString("");
        if (model.equals("fake-sensitive")) {
            return "refusal";
        }
        String thinking = body.path("thinking").path("type").asString("disabled");
        if (!thinking.equals("disabled")) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", THOUGHT)
                    .put("signature", AnthropicTurns.signature(THOUGHT));
        }
        JsonNode result = last.path("content").path(0);
        if (result.path("type").asString("").equals("tool_result")) {
            say("The tool said: " + resultText(result.path("content")));
            return "end_turn";
        }
        boolean none = body.path("tool_choice").path("type").asString("").equals("none");
        for (JsonNode tool : body.path("tools")) {
            if (!none && tool.has("input_schema")) {
                content.addObject()
                        .put("type", "tool_use")
                        .put("id", "toolu_fake0")
                        .put("name", tool.path("name").asString(""))
                        .set("input", Json.read(ChatScript.ARGUMENTS));
                return "tool_use";
            }
        }
        String said = AnthropicTurns.textOf(last);
        if (body.path("output_config").has("format")) {
            say("{\"said\":" + Json.quoted(said) + "}");
            return "end_turn";
        }
        if (body.path("tools").toString().contains("\"web_search_")) {
            search();
        }
        int images = last.path("content").toString().split("\"type\":\"image\"", -1).length - 1;
        say("You said: " + said + (images == 0 ? "" : " [images: " + images + "]"));
        return "end_turn";
    }

    private void say(String text) {
        content.addObject().put("type", "text").put("text", text);
    }

    private static String resultText(JsonNode result) {
        return AnthropicTurns.textOf(Json.object().set("content", result));
    }

    private void search() {
        ObjectNode use = content.addObject().put("type", "server_tool_use").put("id", "srvtoolu_1");
        use.put("name", "web_search").putObject("input").put("query", "q");
        ObjectNode result =
                content.addObject().put("type", "web_search_tool_result").put("tool_use_id", "s");
        result.putArray("content")
                .addObject()
                .put("type", "web_search_result")
                .put("url", "https://example.com/a")
                .put("title", "A")
                .put("encrypted_content", "x");
        ObjectNode text = content.addObject().put("type", "text").put("text", "Found it. ");
        text.putArray("citations")
                .addObject()
                .put("type", "web_search_result_location")
                .put("url", "https://example.com/a")
                .put("title", "A")
                .put("cited_text", "it")
                .put("encrypted_index", "x");
    }

    private ObjectNode start() {
        ObjectNode message = Json.object().put("id", id).put("type", "message");
        message.put("role", "assistant").put("model", body.path("model").asString(""));
        return message;
    }

    /** The whole message. */
    ObjectNode message() {
        ObjectNode message = start();
        message.set("content", content);
        message.put("stop_reason", stop).putNull("stop_sequence");
        if (stop.equals("refusal")) {
            message.set("stop_details", refusal());
        }
        message.set("usage", usage(output()));
        return message;
    }

    private static ObjectNode refusal() {
        return Json.object()
                .put("type", "refusal")
                .put("category", "policy")
                .put("explanation", "The request was declined.");
    }

    private int input() {
        return Math.max(1, body.path("messages").toString().length() / 4);
    }

    private int output() {
        return 5 + content.toString().length() / 4;
    }

    private ObjectNode usage(int output) {
        return Json.object()
                .put("input_tokens", input())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", output)
                .put("service_tier", "standard");
    }

    /** The events of the stream, each with its name and closing blank line. */
    List<String> events() {
        List<String> events = new ArrayList<>();
        ObjectNode message = start();
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").set("usage", usage(1));
        ObjectNode first = Json.object().put("type", "message_start");
        first.set("message", message);
        events.add(event(first));
        for (int i = 0; i < content.size(); i++) {
            block((ObjectNode) content.get(i), i, events);
            if (i == 0) {
                events.add(event(Json.object().put("type", "ping")));
            }
        }
        ObjectNode last = Json.object().put("type", "message_delta");
        ObjectNode delta = last.putObject("delta").put("stop_reason", stop);
        delta.putNull("stop_sequence");
        if (stop.equals("refusal")) {
            delta.set("stop_details", refusal());
        }
        last.putObject("usage").put("output_tokens", output());
        events.add(event(last));
        events.add(event(Json.object().put("type", "message_stop")));
        return events;
    }

    private static void block(ObjectNode block, int index, List<String> events) {
        ObjectNode begun = block.deepCopy();
        List<ObjectNode> deltas = new ArrayList<>();
        switch (block.path("type").asString("")) {
            case "text" -> {
                begun.put("text", "").remove("citations");
                pieces(block.path("text").asString(""), "text_delta", "text", deltas);
                for (JsonNode citation : block.path("citations")) {
                    ObjectNode cited = Json.object().put("type", "citations_delta");
                    cited.set("citation", citation);
                    deltas.add(cited);
                }
            }
            case "thinking" -> {
                begun.put("thinking", "").put("signature", "");
                pieces(THOUGHT, "thinking_delta", "thinking", deltas);
                deltas.add(
                        Json.object()
                                .put("type", "signature_delta")
                                .put("signature", AnthropicTurns.signature(THOUGHT)));
            }
            case "tool_use", "server_tool_use" -> {
                begun.putObject("input");
                deltas.add(Json.object().put("type", "input_json_delta").put("partial_json", ""));
                pieces(block.path("input").toString(), "input_json_delta", "partial_json", deltas);
            }
            default -> {}
        }
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
        start.set("content_block", begun);
        events.add(event(start));
        for (ObjectNode delta : deltas) {
            ObjectNode step = Json.object().put("type", "content_block_delta").put("index", index);
            step.set("delta", delta);
            events.add(event(step));
        }
        events.add(event(Json.object().put("type", "content_block_stop").put("index", index)));
    }

    private static void pieces(String text, String type, String member, List<ObjectNode> deltas) {
        String rest = text;
        while (!rest.isEmpty()) {
            int length = Math.min(4, rest.codePointCount(0, rest.length()));
            int end = rest.offsetByCodePoints(0, length);
            deltas.add(Json.object().put("type", type).put(member, rest.substring(0, end)));
            rest = rest.substring(end);
        }
    }

    /** One event; the vendor pads its JSON with blanks. */
    static String event(ObjectNode data) {
        String padding = " ".repeat(data.toString().length() % 5);
        return "event: " + data.path("type").asString("") + "\ndata: " + data + padding + "\n\n";
    }

    static Answer.Sse stream(List<String> events, Duration interval) {
        return new Answer.Sse(
                200,
                Headers.of("content-type", "text/event-stream; charset=utf-8"),
                events,
                interval);
    }
}
