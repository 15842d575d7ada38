package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server of Claude's web pages as recorded: organizations, conversations and completions behind
 * a cookie. Speaks both kinds of events. A completion needs a conversation that was begun. A prompt
 * that is {@code fake-gone} is answered with 404, {@code fake-robot} with a page and 403, {@code
 * fake-429} with a limit.
 *
 * <p>Source: recorded traffic of open clients, August 2026.
 */
public final class FakeClaudeWeb implements Function<Request, Answer> {
    private static final String ORGANIZATION = "0a1b2c3d-0000-4000-8000-000000000001";
    private static final Pattern CONVERSATIONS =
            Pattern.compile(
                    "/api/organizations/([^/]+)/chat_conversations(?:/([^/]+)/completion)?");
    private static final Pattern UUID4 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private final String cookie;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    /** Takes this cookie only. */
    public FakeClaudeWeb(String cookie) {
        this.cookie = cookie;
    }

    /** The ids of the conversations that were begun. */
    public Set<String> conversations() {
        return Set.copyOf(begun);
    }

    @Override
    public Answer apply(Request request) {
        if (!request.headers().text("cookie").equals(cookie)) {
            return refused(403, "permission_error", "account_session_invalid");
        }
        if ((request.method() + " " + request.path()).equals("GET /api/organizations")) {
            return Answer.json(
                    200,
                    "[{\"uuid\":\"other\",\"capabilities\":[\"api\",\"a\",\"b\"]},{\"uuid\":\""
                            + ORGANIZATION
                            + "\",\"capabilities\":[\"chat\"]}]");
        }
        Matcher place = CONVERSATIONS.matcher(request.path());
        if (!place.matches()
                || !request.method().equals("POST")
                || !place.group(1).equals(ORGANIZATION)) {
            return refused(404, "not_found_error", "Not found");
        }
        JsonNode body = Json.read(request.body());
        return place.group(2) == null ? begin(body) : completion(request, place.group(2), body);
    }

    private static Answer refused(int status, String type, String message) {
        AnthropicRefusal refusal = new AnthropicRefusal(status, type, message);
        return Answer.json(status, refusal.document("req_web").toString());
    }

    private Answer begin(JsonNode body) {
        String uuid = body.path("uuid").asString("");
        if (!UUID4.matcher(uuid).matches() || !body.path("name").isString()) {
            return refused(400, "invalid_request_error", "uuid: Input should be a valid UUID");
        }
        return begun.add(uuid)
                ? Answer.json(201, "{\"uuid\":\"" + uuid + "\",\"name\":\"\"}")
                : refused(409, "conflict_error", "The conversation exists");
    }

    private Answer completion(Request request, String conversation, JsonNode body) {
        String prompt = body.path("prompt").asString("");
        boolean whole =
                body.path("attachments").isArray()
                        && body.path("files").isArray()
                        && body.path("timezone").isString();
        if (prompt.isBlank() || !whole) {
            return refused(400, "invalid_request_error", "prompt: Field required");
        }
        if (!request.headers().text("accept").equals("text/event-stream")) {
            return refused(406, "invalid_request_error", "Not acceptable");
        }
        if (!begun.contains(conversation)) {
            return refused(404, "not_found_error", "Conversation not found");
        }
        return switch (prompt) {
            case "fake-gone" -> refused(404, "not_found_error", "Not found");
            case "fake-robot" ->
                    new Answer.Fixed(
                            403,
                            Headers.of("content-type", "text/html"),
                            Piece.of("<!DOCTYPE html><title>Just a moment...</title>"));
            case "fake-429" -> refused(429, "rate_limit_error", "{\"resetsAt\":1763683200}");
            default -> said("You said: " + prompt, body.path("rendering_mode").asString("raw"));
        };
    }

    private static Answer said(String text, String mode) {
        if (mode.equals("messages")) {
            ObjectNode call = Json.object().put("model", "claude-web");
            call.putArray("messages")
                    .addObject()
                    .put("content", text.substring("You said: ".length()));
            List<String> events =
                    new ArrayList<>(new AnthropicAnswers(call, "chatcompl_fake").events());
            ObjectNode limit = Json.object().put("type", "message_limit");
            limit.putObject("message_limit").put("type", "within_limit");
            events.add(events.size() - 1, AnthropicAnswers.event(limit));
            return AnthropicAnswers.stream(events, Duration.ZERO);
        }
        List<String> payloads = new ArrayList<>();
        for (int at = 0; at < text.length(); at += 4) {
            ObjectNode piece = Json.object().put("type", "completion");
            piece.put("completion", text.substring(at, Math.min(at + 4, text.length())));
            payloads.add(piece.putNull("stop_reason").toString());
        }
        payloads.add(
                "{\"type\":\"completion\",\"completion\":\"\",\"stop_reason\":\"stop_sequence\"}");
        return Answer.events(Duration.ZERO, payloads);
    }
}
