package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answers of the small endpoints: legacy text, images, audio, moderation, uploads and videos.
 */
final class Generations {
    private static final long CREATED = 1_763_683_200L;

    private Generations() {}

    static Answer completion(JsonNode body) {
        String text = "Continued: " + body.path("prompt").asString("");
        if (!body.path("stream").asBoolean(false)) {
            return Answer.json(200, textCompletion(body, text, "stop").toString());
        }
        List<String> payloads = new ArrayList<>();
        payloads.add(textCompletion(body, text, null).toString());
        payloads.add(textCompletion(body, "", "stop").toString());
        payloads.add("[DONE]");
        return Answer.events(Duration.ZERO, payloads);
    }

    private static ObjectNode textCompletion(JsonNode body, String text, @Nullable String finish) {
        ObjectNode document = Json.object().put("id", "cmpl-fake").put("object", "text_completion");
        document.put("created", CREATED).put("model", body.path("model").asString(""));
        ObjectNode choice = document.putArray("choices").addObject();
        choice.put("text", text).put("index", 0).putNull("logprobs").put("finish_reason", finish);
        if (finish != null && !body.path("stream").asBoolean(false)) {
            document.putObject("usage")
                    .put("prompt_tokens", 2)
                    .put("completion_tokens", 3)
                    .put("total_tokens", 5);
        }
        return document;
    }

    static Answer images(JsonNode body) {
        return pictures(body.path("n").asInt(1), "png of " + body.path("prompt").asString(""));
    }

    static Answer edited(Request request) {
        Multipart form = Multipart.read(request);
        Multipart.Part image = form.first("image[]");
        Multipart.Part file = image == null ? form.required("image") : image;
        return pictures(1, "png from " + file.fileName() + " of " + file.content().length());
    }

    private static Answer pictures(int count, String text) {
        ObjectNode document = Json.object().put("created", CREATED);
        ArrayNode data = document.putArray("data");
        for (int i = 0; i < count; i++) {
            data.addObject()
                    .put("b64_json", Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
        }
        return Answer.json(200, document.toString());
    }

    /** Every byte value in turn, which no text handling on the way survives unchanged. */
    static Answer speech(JsonNode body) {
        byte[] sound = new byte[4096];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (byte) i;
        }
        String format = body.path("response_format").asString("mp3");
        return Answer.bytes(200, format.equals("mp3") ? "audio/mpeg" : "audio/" + format, sound);
    }

    static Answer transcript(Request request) {
        Multipart form = Multipart.read(request);
        Multipart.Part file = form.required("file");
        String model = form.required("model").text();
        String text =
                "file=" + file.fileName() + " size=" + file.content().length() + " model=" + model;
        Multipart.Part format = form.first("response_format");
        if (format != null && !format.text().contains("json")) {
            return Answer.bytes(200, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
        }
        ObjectNode document = Json.object().put("text", text);
        document.putObject("usage").put("type", "duration").put("seconds", 1);
        return Answer.json(200, document.toString());
    }

    static Answer moderation(JsonNode body) {
        if (!body.has("input")) {
            throw VendorError.badRequest(
                    "Missing required parameter: 'input'.", "input", "missing_required_parameter");
        }
        ObjectNode document = Json.object().put("id", "modr-fake");
        document.put("model", body.path("model").asString("omni-moderation-latest"));
        ObjectNode result = document.putArray("results").addObject().put("flagged", false);
        ObjectNode categories = result.putObject("categories");
        ObjectNode scores = result.putObject("category_scores");
        ObjectNode types = result.putObject("category_applied_input_types");
        String names =
                "hate hate/threatening harassment harassment/threatening illicit illicit/violent"
                        + " self-harm self-harm/intent self-harm/instructions sexual sexual/minors"
                        + " violence violence/graphic";
        for (String name : names.split(" ", -1)) {
            categories.put(name, false);
            scores.put(name, 0.01);
            types.putArray(name).add("text");
        }
        return Answer.json(200, document.toString());
    }

    static Answer file(Request request) {
        Multipart form = Multipart.read(request);
        Multipart.Part file = form.required("file");
        ObjectNode document = Json.object().put("id", "file-fake1").put("object", "file");
        document.put("bytes", file.content().length()).put("created_at", CREATED);
        document.put("filename", file.fileName()).put("purpose", form.required("purpose").text());
        return Answer.json(200, document.put("status", "processed").toString());
    }

    static Answer part(Request request, String upload) {
        Multipart.read(request).required("data");
        ObjectNode document = Json.object().put("id", "part_fake").put("object", "upload.part");
        document.put("created_at", CREATED).put("upload_id", upload);
        return Answer.json(200, document.toString());
    }

    static Answer video(Request request) {
        boolean form = request.headers().text("content-type").startsWith("multipart/");
        String prompt =
                form
                        ? Multipart.read(request).required("prompt").text()
                        : JsonBody.of(request).path("prompt").asString("");
        ObjectNode document = Json.object().put("id", "video_fake").put("object", "video");
        document.put("created_at", CREATED).putNull("completed_at").putNull("expires_at");
        document.putNull("error").put("model", "sora-2").put("progress", 0).put("prompt", prompt);
        document.putNull("remixed_from_video_id").put("seconds", "4").put("size", "720x1280");
        return Answer.json(200, document.put("status", "queued").toString());
    }
}
