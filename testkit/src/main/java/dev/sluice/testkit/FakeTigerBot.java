package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * TigerBot: its native API below {@code /v1}, and its OpenAI-like one below {@code /openai} and
 * {@code /bot-chat/openai/v1}. A script for {@link FakeUpstream#start(Function)}.
 *
 * <p>The OpenAI-like side ignores what it does not know, the native one refuses it. A last text
 * with 敏感, or the model {@code fake-sensitive}, gets an empty answer that is {@code sensitive}; the
 * models {@code fake-429}, {@code fake-500} and {@code fake-cut} behave as they are called. Source:
 * TigerBot's documentation, read 2026-11.
 */
public final class FakeTigerBot implements Function<Request, Answer> {
    private final String key;

    /** Takes the key behind {@code Bearer}. */
    public FakeTigerBot(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        try {
            if (!request.headers().text("authorization").equals("Bearer " + key)) {
                throw new VendorError(401, "", "bad key", null, "401");
            }
            String target = request.method() + " " + request.path();
            return switch (target) {
                case "POST /v1/chat/completions" -> ask(JsonBody.of(request));
                case "POST /openai/chat/completions", "POST /bot-chat/openai/v1/chat/completions" ->
                        chat(JsonBody.of(request));
                case "POST /openai/embeddings", "POST /bot-chat/openai/v1/embeddings" ->
                        Embeddings.answer(JsonBody.of(request));
                default -> throw VendorError.notFound("no such path", "404");
            };
        } catch (VendorError e) {
            ObjectNode body = Json.object().put("code", e.status()).put("msg", e.getMessage());
            return Answer.json(e.status(), body.toString());
        }
    }

    private static void misbehave(JsonNode body) {
        switch (body.path("model").asString("")) {
            case "fake-429" -> throw new VendorError(429, "", "too many requests", null, null);
            case "fake-500" -> throw new VendorError(500, "", "broken", null, null);
            default -> {}
        }
    }

    private static void ranges(JsonNode body) {
        VendorRules.range(body, "temperature", 0, 1);
        VendorRules.range(body, "top_p", 0, 1);
        VendorRules.range(body, "max_tokens", 1, 1e6);
        if (body.has("internet") && !body.path("internet").isBoolean()) {
            throw VendorError.badRequest("internet is true or false", "internet", null);
        }
    }

    private static boolean isBlocked(JsonNode body, String text) {
        return text.contains("敏感") || body.path("model").asString("").equals("fake-sensitive");
    }

    private static Answer ended(JsonNode body, List<String> payloads) {
        Answer.Sse whole = Answer.events(Duration.ZERO, payloads);
        if (!body.path("model").asString("").equals("fake-cut")) {
            return whole;
        }
        return new Answer.CutAfter(whole, 160 + whole.events().getFirst().length(), Ending.CLOSE);
    }

    private static Answer ask(JsonNode body) {
        VendorRules.members(
                body, "model query", "session internet stream max_tokens temperature top_p", "400");
        ranges(body);
        String query = body.path("query").asString("");
        if (query.isBlank()) {
            throw VendorError.badRequest("query is blank", "query", null);
        }
        for (JsonNode pair : body.path("session")) {
            VendorRules.members(pair, "human assistant", "", "400");
        }
        misbehave(body);
        String asked = body.path("internet").asBoolean(false) ? query + " [internet]" : query;
        ChatScript script = VendorRules.script(asked, body.path("session").size() * 2);
        boolean blocked = isBlocked(body, query);
        ObjectNode last = Json.object();
        boolean stream = body.path("stream").asBoolean(false);
        if (stream) {
            last.put("finished", true);
        }
        last.put("result", blocked ? "" : script.text()).put("input_tokens", script.prompt());
        last.put("total_tokens", script.prompt() + (blocked ? 0 : script.completion()));
        if (blocked) {
            last.put("finish_reason", "sensitive");
        }
        if (!stream) {
            return Answer.json(200, last.toString());
        }
        List<String> payloads = new ArrayList<>();
        for (String piece : blocked ? List.<String>of() : script.pieces()) {
            payloads.add(Json.object().put("finished", false).put("new_text", piece).toString());
        }
        payloads.add(last.toString());
        return ended(body, payloads);
    }

    private static Answer chat(JsonNode body) {
        ranges(body);
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asString("");
            if (!role.equals("user") && !role.equals("assistant") && !role.equals("system")) {
                throw VendorError.badRequest("no such role: " + role, "messages", null);
            }
        }
        misbehave(body);
        ObjectNode plain = (ObjectNode) body.deepCopy();
        plain.remove(List.of("tools", "functions"));
        ChatScript script = ChatScript.of(plain);
        String text = script.text() + (body.path("internet").asBoolean(false) ? " [internet]" : "");
        boolean blocked = isBlocked(body, text);
        String finish = blocked ? "sensitive" : "stop";
        if (body.path("stream").asBoolean(false)) {
            return chunks(body, blocked ? "" : text, finish);
        }
        ObjectNode document = start(body, "chat.completion");
        ObjectNode choice = document.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", blocked ? "" : text);
        choice.put("finish_reason", finish);
        document.set("usage", VendorRules.usage(script));
        return Answer.json(200, document.toString());
    }

    private static Answer chunks(JsonNode body, String text, String finish) {
        List<String> payloads = new ArrayList<>();
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            ObjectNode chunk = start(body, "chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            String piece = text.substring(at, text.offsetByCodePoints(at, 1));
            choice.putObject("delta").put("role", "assistant").put("content", piece);
            payloads.add(chunk.toString());
        }
        ObjectNode last = start(body, "chat.completion.chunk");
        ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", finish);
        payloads.add(last.toString());
        payloads.add("[DONE]");
        return ended(body, payloads);
    }

    private static ObjectNode start(JsonNode body, String object) {
        return Json.object()
                .put("id", "chatcmpl-0123456789abcdef0123456789abcdef")
                .put("object", object)
                .put("created", 1_763_683_200L)
                .put("model", body.path("model").asString(""));
    }
}
