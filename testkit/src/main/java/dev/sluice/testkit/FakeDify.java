package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Dify agent application, as strict as the vendor: a script for {@link FakeUpstream}.
 *
 * <p>It only streams, repeats the question and counts its files. {@code fake-429}, {@code
 * fake-500}, {@code fake-error}, {@code fake-replaced} and {@code fake-cut} in a question bring
 * about what they say.
 *
 * <p>Source: Dify's API documentation, read 2026-11.
 */
public final class FakeDify implements Function<Request, Answer> {
    private static final Set<String> MEMBERS =
            Set.of(
                    "inputs",
                    "query",
                    "response_mode",
                    "user",
                    "conversation_id",
                    "files",
                    "auto_generate_name");

    private final String key;

    /** One application with one key. */
    public FakeDify(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + key)) {
            return error(401, "unauthorized", "Access token is invalid");
        }
        if (!request.method().equals("POST") || !request.path().equals("/v1/chat-messages")) {
            return error(404, "not_found", "The requested URL was not found on the server.");
        }
        if (!request.headers().text("content-type").startsWith("application/json")) {
            return error(415, "unsupported_media_type", "Unsupported media type.");
        }
        JsonNode body;
        try {
            body = Json.read(request.body());
        } catch (JacksonException e) {
            return error(400, "bad_request", "Failed to decode JSON object");
        }
        String wrong = wrong(body);
        return wrong.isEmpty() ? answer(body) : error(400, "invalid_param", wrong);
    }

    private static String wrong(JsonNode body) {
        if (!body.isObject() || !MEMBERS.containsAll(body.propertyNames())) {
            return "an unknown member";
        }
        if (!body.path("inputs").isObject() || !body.path("query").isString()) {
            return "inputs and query are required";
        }
        if (body.path("user").asString("").isEmpty()) {
            return "user is required";
        }
        if (!body.path("response_mode").asString("").equals("streaming")) {
            return "Agent Chat App does not support blocking mode";
        }
        for (JsonNode file : body.path("files")) {
            if (!file.path("type").asString("").equals("image")
                    || !file.path("transfer_method").asString("").equals("remote_url")
                    || !file.path("url").asString("").startsWith("http")) {
                return "a file is invalid";
            }
        }
        return "";
    }

    private static Answer answer(JsonNode body) {
        String query = body.path("query").asString("");
        int files = body.path("files").size();
        String text = "You said: " + query + (files == 0 ? "" : " [images: " + files + "]");
        if (query.contains("fake-429")) {
            return error(429, "too_many_requests", "Too many requests.");
        }
        if (query.contains("fake-500")) {
            return error(500, "internal_server_error", "The server broke.");
        }
        List<String> pieces = new ChatScript(text, List.of(), false, 0).pieces();
        List<String> events = new ArrayList<>();
        events.add(data(event("workflow_started")));
        events.add("event: ping\n\n");
        for (String piece : pieces) {
            events.add(data(event("agent_message").put("answer", piece)));
        }
        if (query.contains("fake-cut")) {
            return new Answer.CutAfter(
                    events(events),
                    150 + String.join("", events.subList(0, 3)).length(),
                    Ending.CLOSE);
        }
        if (query.contains("fake-error")) {
            events.add(
                    data(
                            event("error")
                                    .put("status", 400)
                                    .put("code", "provider_quota_exceeded")
                                    .put("message", "Your quota is used up.")));
            return events(events);
        }
        if (query.contains("fake-replaced")) {
            events.add(data(event("message_replace").put("answer", "Sorry.")));
        }
        events.add(data(ended()));
        return events(events);
    }

    private static ObjectNode ended() {
        ObjectNode event = event("message_end");
        ObjectNode metadata = event.putObject("metadata");
        metadata.putObject("usage")
                .put("prompt_tokens", 3)
                .put("completion_tokens", 1)
                .put("total_tokens", 4);
        metadata.putArray("retriever_resources")
                .addObject()
                .put("position", 1)
                .put("document_name", "Handbook");
        return event;
    }

    private static ObjectNode event(String name) {
        return Json.object()
                .put("event", name)
                .put("task_id", "task-1")
                .put("message_id", "message-1")
                .put("conversation_id", "conversation-1")
                .put("created_at", 1763683200);
    }

    private static String data(ObjectNode event) {
        return "data: " + event + "\n\n";
    }

    private static Answer events(List<String> events) {
        return new Answer.Sse(
                200, Headers.of("content-type", "text/event-stream"), events, Duration.ZERO);
    }

    private static Answer error(int status, String code, String message) {
        ObjectNode body = Json.object().put("code", code).put("message", message);
        return Answer.json(status, body.put("status", status).toString());
    }
}
