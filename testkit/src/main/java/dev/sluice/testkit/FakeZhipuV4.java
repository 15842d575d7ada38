package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Zhipu's v4 as strict as the vendor: OpenAI's language, of which it knows a part. A script for
 * {@link FakeUpstream#start(Function)}.
 *
 * <p>The models {@code fake-429}, {@code fake-500}, {@code fake-cut} and {@code fake-sensitive}
 * behave as they are called; a last text with 敏感 is refused with 1301. Source: Zhipu's v4
 * reference, read 2026-11.
 */
public final class FakeZhipuV4 implements Function<Request, Answer> {
    private static final String OPTIONAL =
            "request_id do_sample stream stream_options temperature top_p max_tokens stop tools"
                    + " tool_choice tool_stream thinking response_format user_id"
                    + " sensitive_word_check watermark_enabled";
    private static final Set<String> TOOLS = Set.of("function", "web_search", "retrieval", "mcp");

    private final String key;

    /** Takes the key as it is, behind {@code Bearer}. */
    public FakeZhipuV4(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        try {
            if (!request.headers().text("authorization").equals("Bearer " + key)) {
                throw new VendorError(401, "", "bad key", null, "1002");
            }
            String target = request.method() + " " + request.path();
            return switch (target) {
                case "POST /api/paas/v4/chat/completions" -> chat(JsonBody.of(request));
                case "POST /api/paas/v4/embeddings" -> Embeddings.answer(JsonBody.of(request));
                default -> throw VendorError.notFound("no such API", "1222");
            };
        } catch (VendorError e) {
            String code = e.code() == null || e.code().matches("\\D+") ? "1210" : e.code();
            ObjectNode body = Json.object();
            body.putObject("error").put("code", code).put("message", e.getMessage());
            if (code.equals("1301")) {
                body.putArray("contentFilter").addObject().put("role", "user").put("level", 1);
            }
            return Answer.json(e.status(), body.toString());
        }
    }

    private static Answer chat(JsonNode body) {
        check(body);
        String model = body.path("model").asString("");
        switch (model) {
            case "fake-429" -> throw new VendorError(429, "", "too many requests", null, "1302");
            case "fake-500" -> throw new VendorError(500, "", "try again", null, "1234");
            default -> {}
        }
        boolean searches = false;
        ObjectNode plain = (ObjectNode) body.deepCopy();
        plain.remove("stream_options");
        ArrayNode functions = plain.putArray("tools");
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").asString("").equals("function")) {
                functions.add(tool);
            }
            searches |= tool.path("web_search").path("enable").asBoolean(false);
        }
        ChatScript script = ChatScript.of(plain);
        if (script.text() != null && script.text().contains("敏感")) {
            throw VendorError.badRequest("sensitive content", null, "1301");
        }
        ChatWriter writer = new ChatWriter(plain, script, "2026");
        return body.path("stream").asBoolean(false)
                ? stream(writer, model)
                : whole(writer.document(), model, searches);
    }

    private static void check(JsonNode body) {
        VendorRules.members(body, "model messages", OPTIONAL, "1210");
        VendorRules.range(body, "temperature", 0, 1);
        VendorRules.range(body, "top_p", 0.01, 1);
        VendorRules.range(body, "max_tokens", 1, 1e6);
        require(body.path("stop").size() <= 1 && !body.path("stop").isString(), "stop");
        require(text(body, "tool_choice", "auto").equals("auto"), "tool_choice");
        String user = text(body, "user_id", "123456");
        require(user.length() >= 6 && user.length() <= 128, "user_id");
        require(text(body, "request_id", "123456").length() >= 6, "request_id");
        String format = body.path("response_format").path("type").asString("text");
        require(Set.of("text", "json_object").contains(format), "response_format");
        String thinking = body.path("thinking").path("type").asString("enabled");
        require(Set.of("enabled", "disabled").contains(thinking), "thinking");
        for (JsonNode tool : body.path("tools")) {
            String type = tool.path("type").asString("");
            require(TOOLS.contains(type) && tool.path(type).isObject(), "tools");
        }
        boolean onlySystem = true;
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asString("");
            require(Set.of("system", "user", "assistant", "tool").contains(role), "messages");
            onlySystem &= role.equals("system");
        }
        if (onlySystem) {
            throw VendorError.badRequest("instructions alone", "messages", "1214");
        }
    }

    private static String text(JsonNode body, String name, String otherwise) {
        JsonNode value = body.path(name);
        return value.isMissingNode() ? otherwise : value.asString("");
    }

    private static void require(boolean holds, String member) {
        if (!holds) {
            throw VendorError.badRequest("bad " + member, member, "1210");
        }
    }

    private static ObjectNode asZhipu(ObjectNode document) {
        document.remove(List.of("object", "service_tier", "system_fingerprint", "obfuscation"));
        return document.put("request_id", document.path("id").asString(""));
    }

    private static Answer whole(ObjectNode document, String model, boolean searches) {
        ObjectNode choice = (ObjectNode) document.path("choices").get(0);
        ObjectNode message = (ObjectNode) choice.path("message");
        message.remove(List.of("refusal", "annotations"));
        choice.remove("logprobs");
        if (model.equals("fake-sensitive")) {
            message.put("content", "");
            choice.put("finish_reason", "sensitive");
        }
        if (searches) {
            document.putArray("web_search")
                    .addObject()
                    .put("title", "A page")
                    .put("link", "https://example.com/a")
                    .put("media", "Example")
                    .put("refer", "ref_1");
        }
        return Answer.json(200, asZhipu(document).toString());
    }

    private static Answer stream(ChatWriter writer, String model) {
        JsonNode usage = writer.document().path("usage");
        List<String> payloads = new ArrayList<>();
        for (String payload : writer.payloads()) {
            if (!payload.startsWith("{")) {
                payloads.add(payload);
                continue;
            }
            ObjectNode chunk = asZhipu((ObjectNode) Json.read(payload));
            ObjectNode choice = (ObjectNode) chunk.path("choices").get(0);
            choice.remove("logprobs");
            if (choice.path("finish_reason").isNull()) {
                choice.remove("finish_reason");
                ObjectNode delta = (ObjectNode) choice.path("delta");
                delta.remove("refusal");
                boolean words = !delta.path("content").asString("").isEmpty();
                if (model.equals("fake-sensitive") && words) {
                    continue;
                }
            } else {
                chunk.set("usage", usage);
                if (model.equals("fake-sensitive")) {
                    choice.put("finish_reason", "sensitive");
                }
            }
            payloads.add(chunk.toString());
        }
        Answer.Sse whole = Answer.events(Duration.ZERO, payloads);
        return model.equals("fake-cut") ? cut(whole) : whole;
    }

    private static Answer cut(Answer.Sse whole) {
        int bytes = 160 + whole.events().get(0).length() + whole.events().get(1).length();
        return new Answer.CutAfter(whole, bytes, Ending.CLOSE);
    }
}
