package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's Responses API for one text answer: a document, or its named events in sequence. */
final class ResponsesWriter {
    private static final String ITEM = "msg_fake";

    private final JsonNode body;
    private final String text;
    private final List<String> events = new ArrayList<>();

    ResponsesWriter(JsonNode body) {
        this.body = body;
        JsonNode input = body.path("input");
        JsonNode last = input.isArray() ? input.path(input.size() - 1).path("content") : input;
        this.text = "You said: " + (last.isString() ? last.asString() : last.toString());
    }

    Answer answer() {
        if (!body.path("stream").asBoolean(false)) {
            return Answer.json(200, response("completed").toString());
        }
        event("response.created").set("response", response("in_progress"));
        add();
        event("response.in_progress").set("response", response("in_progress"));
        add();
        event("response.output_item.added").put("output_index", 0).set("item", item("in_progress"));
        add();
        inItem("response.content_part.added").set("part", part(""));
        add();
        for (String piece : text.split("(?<= )", -1)) {
            inItem("response.output_text.delta").put("delta", piece).putArray("logprobs");
            add();
        }
        inItem("response.output_text.done").put("text", text).putArray("logprobs");
        add();
        inItem("response.content_part.done").set("part", part(text));
        add();
        event("response.output_item.done").put("output_index", 0).set("item", item("completed"));
        add();
        event("response.completed").set("response", response("completed"));
        add();
        return new Answer.Sse(
                200,
                Headers.of("content-type", "text/event-stream; charset=utf-8"),
                events,
                Duration.ZERO);
    }

    private ObjectNode pending = Json.object();

    private ObjectNode event(String type) {
        pending = Json.object().put("type", type).put("sequence_number", events.size());
        return pending;
    }

    private ObjectNode inItem(String type) {
        return event(type).put("item_id", ITEM).put("output_index", 0).put("content_index", 0);
    }

    private void add() {
        String type = pending.path("type").asString("");
        events.add("event: " + type + "\ndata: " + pending + "\n\n");
    }

    private ObjectNode response(String status) {
        ObjectNode response = Json.object().put("id", "resp_fake").put("object", "response");
        response.put("created_at", 1_763_683_200L).put("status", status).putNull("error");
        response.putNull("incomplete_details").putNull("instructions").putNull("metadata");
        response.put("model", body.path("model").asString(""));
        if (status.equals("completed")) {
            response.putArray("output").add(item(status));
            ObjectNode usage = response.putObject("usage");
            usage.put("input_tokens", 3).put("output_tokens", 4).put("total_tokens", 7);
            usage.putObject("input_tokens_details").put("cached_tokens", 0);
            usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        } else {
            response.putArray("output");
            response.putNull("usage");
        }
        response.put("parallel_tool_calls", true).put("temperature", 1.0).put("top_p", 1.0);
        response.put("tool_choice", "auto").putArray("tools");
        return response;
    }

    private ObjectNode item(String status) {
        ObjectNode item = Json.object().put("id", ITEM).put("type", "message");
        item.put("status", status).put("role", "assistant");
        if (status.equals("completed")) {
            item.putArray("content").add(part(text));
        } else {
            item.putArray("content");
        }
        return item;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = Json.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        return part;
    }
}
