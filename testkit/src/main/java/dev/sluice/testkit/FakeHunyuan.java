package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hunyuan's ChatCompletions of Tencent Cloud API 3.0: checks the TC3 signature, and answers errors
 * with status 200.
 *
 * <p>A model repeats the user and calls the first tool it is offered once. Models named {@code
 * fake-429}, {@code fake-500}, {@code fake-sensitive} and {@code fake-cut} behave as they are
 * called.
 *
 * <p>Source: Tencent Cloud docs, Hunyuan ChatCompletions 2023-09-01 and signature v3, read 2026-11.
 */
public final class FakeHunyuan implements Function<Request, Answer> {
    private static final Pattern SIGNED =
            Pattern.compile(
                    "TC3-HMAC-SHA256 Credential=([^/"
                            + " ]+)/(\\d{4}-\\d\\d-\\d\\d)/hunyuan/tc3_request,"
                            + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
    private static final String MEMBERS =
            "Model Messages Stream StreamModeration TopP Temperature EnableEnhancement"
                    + " ForceSearchEnhancement SearchInfo Citation EnableSpeedSearch Tools"
                    + " ToolChoice CustomTool Stop Seed EnableThinking";

    private final String id;
    private final String key;

    /** The service for one account. */
    public FakeHunyuan(String secretId, String secretKey) {
        id = secretId;
        key = secretKey;
    }

    @Override
    public Answer apply(Request request) {
        try {
            authorize(request);
            return answer(request);
        } catch (VendorError e) {
            boolean signature = e.status() == 401;
            return refusal(
                    signature ? "AuthFailure.SignatureFailure" : "InvalidParameterValue",
                    String.valueOf(e.getMessage()));
        }
    }

    private static Answer.Fixed refusal(String code, String message) {
        ObjectNode document = Json.object();
        ObjectNode response = document.putObject("Response");
        response.putObject("Error").put("Code", code).put("Message", message);
        response.put("RequestId", "r-fake");
        return Answer.json(200, document.toString());
    }

    private void authorize(Request request) {
        Headers headers = request.headers();
        Matcher signed = SIGNED.matcher(headers.text("authorization"));
        refuse(!signed.matches(), "the Authorization header is of no known form");
        String stamp = headers.text("x-tc-timestamp");
        refuse(!stamp.matches("\\d{9,11}"), "X-TC-Timestamp is missing");
        LocalDate date =
                Instant.ofEpochSecond(Long.parseLong(stamp)).atZone(ZoneOffset.UTC).toLocalDate();
        refuse(!date.toString().equals(signed.group(2)), "the date is not the timestamp's");
        refuse(!id.equals(signed.group(1)), "the SecretId is not found");
        List<String> names = List.of(signed.group(3).split(";", -1));
        refuse(
                !names.containsAll(List.of("content-type", "host")),
                "content-type and host must be signed");
        var canonical = new StringBuilder("POST\n/\n\n");
        for (String name : names) {
            String value = headers.text(name).strip().toLowerCase(Locale.ROOT);
            canonical.append(name).append(':').append(value).append('\n');
        }
        canonical
                .append('\n')
                .append(signed.group(3))
                .append('\n')
                .append(Sha256.hash(request.body()));
        String text =
                "TC3-HMAC-SHA256\n"
                        + stamp
                        + '\n'
                        + signed.group(2)
                        + "/hunyuan/tc3_request\n"
                        + Sha256.hash(canonical.toString().getBytes(UTF_8));
        byte[] secret = Sha256.hmac(("TC3" + key).getBytes(UTF_8), signed.group(2));
        secret = Sha256.hmac(Sha256.hmac(secret, "hunyuan"), "tc3_request");
        String expected = HexFormat.of().formatHex(Sha256.hmac(secret, text));
        refuse(!expected.equals(signed.group(4)), "the signature does not fit");
    }

    private static void refuse(boolean broken, String message) {
        if (broken) {
            throw new VendorError(401, "", message, null, null);
        }
    }

    private static Answer answer(Request request) {
        Shape.require(
                request.method().equals("POST") && request.path().equals("/"), "no such path");
        String action = request.headers().text("x-tc-action");
        Shape.require(action.equals("ChatCompletions"), "the action is " + action);
        String version = request.headers().text("x-tc-version");
        Shape.require(version.equals("2023-09-01"), "the version is " + version);
        JsonNode body = JsonBody.of(request);
        Shape.known(body, "body", MEMBERS);
        Shape.range(body, "Temperature", 0, 2);
        Shape.range(body, "TopP", 0, 1);
        Shape.range(body, "Seed", 1, 10_000);
        checkTools(body);
        EchoScript script = script(body);
        boolean stream = body.path("Stream").asBoolean(false);
        return switch (Shape.text(body, "Model")) {
            case "fake-429" -> refusal("RequestLimitExceeded", "Too many requests.");
            case "fake-500" -> refusal("InternalError", "An internal error.");
            case "fake-sensitive" ->
                    stream
                            ? EchoScript.stream(
                                    List.of("data: " + frame("", "sensitive", "Delta") + "\n\n"))
                            : whole(new EchoScript("", null), "sensitive");
            case "fake-cut" -> EchoScript.torn(EchoScript.stream(events(script)));
            default ->
                    stream
                            ? EchoScript.stream(events(script))
                            : whole(script, script.call() == null ? "stop" : "tool_calls");
        };
    }

    private static void checkTools(JsonNode body) {
        for (JsonNode tool : body.path("Tools")) {
            Shape.known(tool, "tool", "Type Function");
            JsonNode function = tool.path("Function");
            Shape.known(function, "function", "Name Description Parameters");
            Shape.text(function, "Name");
            Shape.require(
                    Json.read(Shape.text(function, "Parameters")).isObject(),
                    "Parameters is no object in a text");
        }
        String choice = body.path("ToolChoice").asString("auto");
        Shape.require(choice.matches("none|auto|custom"), "ToolChoice is " + choice);
        Shape.require(
                choice.equals("custom") == body.has("CustomTool"), "CustomTool without custom");
    }

    private static EchoScript script(JsonNode body) {
        JsonNode messages = Shape.list(body, "Messages");
        Shape.require(messages.size() <= 40, "more than 40 messages");
        int images = 0;
        String before = "";
        for (JsonNode message : messages) {
            Shape.known(message, "message", "Role Content Contents ToolCallId ToolCalls");
            String role = Shape.text(message, "Role");
            String after =
                    switch (before) {
                        case "" -> "system|user";
                        case "system", "assistant" -> "user";
                        case "calls" -> "tool";
                        case "tool" -> "tool|assistant";
                        default -> "assistant";
                    };
            Shape.require(role.matches(after), role + " after " + before);
            before = message.path("ToolCalls").isEmpty() ? role : "calls";
            images = 0;
            for (JsonNode part : message.path("Contents")) {
                Shape.known(part, "part", "Type Text ImageUrl");
                images += part.path("ImageUrl").path("Url").isString() ? 1 : 0;
            }
            boolean said = message.path("Content").isString() || message.has("Contents");
            Shape.require(said, "a message without content");
        }
        Shape.require(before.matches("user|tool"), "the last message is of role " + before);
        JsonNode last = messages.get(messages.size() - 1);
        if (before.equals("tool")) {
            Shape.text(last, "ToolCallId");
            return EchoScript.answered(Shape.text(last, "Content"));
        }
        JsonNode tools = body.path("Tools");
        boolean none = body.path("ToolChoice").asString("").equals("none");
        if (!tools.isEmpty() && !none) {
            return EchoScript.calls(tools.get(0).path("Function").path("Name").asString(""));
        }
        var text = new StringBuilder(last.path("Content").asString(""));
        last.path("Contents").forEach(part -> text.append(part.path("Text").asString("")));
        return EchoScript.said(text.toString(), images);
    }

    private static Answer.Fixed whole(EchoScript script, String finish) {
        ObjectNode document = Json.object();
        ObjectNode response = frame(script.text(), finish, "Message");
        if (script.call() != null) {
            call((ObjectNode) response.path("Choices").get(0).path("Message"), script.call())
                    .put("Arguments", EchoScript.ARGUMENTS);
        }
        document.set("Response", response.put("RequestId", "r-fake"));
        return Answer.json(200, document.toString());
    }

    private static List<String> events(EchoScript script) {
        var frames = new ArrayList<ObjectNode>();
        for (String piece : script.pieces()) {
            frames.add(frame(piece, "", "Delta"));
        }
        if (script.call() != null) {
            for (int from : new int[] {0, 5}) {
                String all = EchoScript.ARGUMENTS;
                ObjectNode frame = frame("", "", "Delta");
                call((ObjectNode) frame.path("Choices").get(0).path("Delta"), script.call())
                        .put("Arguments", from == 0 ? all.substring(0, 5) : all.substring(5));
                frames.add(frame);
            }
        }
        frames.add(frame("", script.call() == null ? "stop" : "tool_calls", "Delta"));
        return frames.stream().map(frame -> "data: " + frame + "\n\n").toList();
    }

    private static ObjectNode call(ObjectNode message, String name) {
        ObjectNode call = message.putArray("ToolCalls").addObject();
        call.put("Index", 0).put("Id", "call_fake").put("Type", "function");
        return call.putObject("Function").put("Name", name);
    }

    private static ObjectNode frame(String text, String finish, String member) {
        ObjectNode document = Json.object().put("Id", "h-fake").put("Created", 1_763_683_200);
        document.put("Note", "made by a fake");
        ObjectNode choice = document.putArray("Choices").addObject().put("Index", 0);
        choice.put("FinishReason", finish);
        choice.putObject(member).put("Role", "assistant").put("Content", text);
        document.putObject("Usage")
                .put("PromptTokens", 7)
                .put("CompletionTokens", 5)
                .put("TotalTokens", 12);
        return document;
    }
}
