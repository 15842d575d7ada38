package dev.sluice.testkit.conformance;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Request;
import dev.sluice.testkit.Requests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A fake vendor as a judge of requests.
 *
 * @param vendor the fake
 * @param whole path and query for whole answers; <code>{model}</code> stands for the model
 * @param stream the same for streams
 * @param headers with which it lets a caller in
 */
record Strict(
        Function<Request, Answer> vendor,
        String whole,
        String stream,
        Map<String, String> headers) {

    /** Returns what the vendor has against a request, or nothing. */
    Optional<String> objection(byte[] body, String model, boolean streams) {
        String target = (streams ? stream : whole).replace("{model}", model);
        return vendor.apply(Requests.post(target, headers, body)) instanceof Answer.Fixed fixed
                        && fixed.status() >= 400
                ? Optional.of(fixed.status() + " " + text(fixed))
                : Optional.empty();
    }

    private static String text(Answer.Fixed fixed) {
        String text = new String(fixed.body().bytes(), StandardCharsets.UTF_8);
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
