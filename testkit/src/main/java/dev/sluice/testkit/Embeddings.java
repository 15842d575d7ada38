package dev.sluice.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Embeddings that depend only on the text, as floats or as base64 of little-endian float32. */
final class Embeddings {
    private Embeddings() {}

    static Answer answer(JsonNode body) {
        boolean base64 = body.path("encoding_format").asString("float").equals("base64");
        int dimensions = body.path("dimensions").asInt(8);
        List<JsonNode> inputs = inputs(body.path("input"));
        ObjectNode document = Json.object().put("object", "list");
        ArrayNode data = document.putArray("data");
        for (int i = 0; i < inputs.size(); i++) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            float[] vector = vector(inputs.get(i).toString(), dimensions);
            if (base64) {
                item.put("embedding", encoded(vector));
            } else {
                ArrayNode numbers = item.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        document.put("model", body.path("model").asString(""));
        document.putObject("usage")
                .put("prompt_tokens", inputs.size())
                .put("total_tokens", inputs.size());
        return Answer.json(200, document.toString());
    }

    private static List<JsonNode> inputs(JsonNode input) {
        boolean one = input.isString() || (input.isArray() && input.path(0).isNumber());
        List<JsonNode> inputs = new ArrayList<>();
        if (one) {
            inputs.add(input);
        } else {
            input.forEach(inputs::add);
        }
        for (JsonNode text : inputs) {
            if (text.isString() && text.asString().isEmpty()) {
                throw VendorError.badRequest("'$.input' is invalid: empty string.", "input", null);
            }
        }
        if (inputs.isEmpty() || inputs.size() > 2048) {
            throw VendorError.badRequest("'$.input' has a bad length.", "input", null);
        }
        return inputs;
    }

    private static float[] vector(String text, int dimensions) {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = ((text.hashCode() * 31 + i) % 1000) / 1000f;
        }
        return vector;
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
