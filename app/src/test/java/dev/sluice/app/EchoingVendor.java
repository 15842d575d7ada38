package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A vendor that answers as the model's name asks and quotes the whole request in it, as some do
 * when they complain: {@code echo-401} is an error with that status, {@code echo-stream} a stream
 * that breaks off with one, {@code echo-html} a page of some proxy, {@code echo-header} a good
 * answer with the request in its headers.
 */
final class EchoingVendor implements Function<Request, Answer> {
    private static final Pattern MODE = Pattern.compile("echo-([a-z0-9]+)");

    @Override
    public Answer apply(Request request) {
        Matcher mode = MODE.matcher(request.target() + " " + request.text());
        return answer(request, mode.find() ? mode.group(1) : "500");
    }

    private static Answer answer(Request request, String mode) {
        String quote = quote(request);
        return switch (mode) {
            case "stream" ->
                    Answer.events(
                            Duration.ZERO,
                            List.of(
                                    "{\"id\":\"c\",\"object\":\"chat.completion.chunk\","
                                            + "\"created\":1,\"model\":\"m\",\"choices\":[{"
                                            + "\"index\":0,\"delta\":{\"role\":\"assistant\","
                                            + "\"content\":\"hi\"},\"finish_reason\":null}]}",
                                    error(quote)));
            case "html" -> Answer.bytes(502, "text/html", ("<p>" + quote).getBytes(UTF_8));
            case "header" ->
                    withHeaders(
                            Answer.json(
                                    200,
                                    "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,"
                                            + "\"model\":\"m\",\"choices\":[{\"index\":0,"
                                            + "\"message\":{\"role\":\"assistant\","
                                            + "\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}"),
                            quote);
            case "answer" -> // the vendor says the secret as its answer: that is the planted leak
                    Answer.json(
                            200,
                            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,"
                                    + "\"model\":\"m\",\"choices\":[{\"index\":0,"
                                    + "\"message\":{\"role\":\"assistant\",\"content\":\""
                                    + quote
                                    + "\"},\"finish_reason\":\"stop\"}]}");
            default -> withHeaders(Answer.json(Integer.parseInt(mode), error(quote)), quote);
        };
    }

    private static String error(String quote) {
        return "{\"error\":{\"message\":\"You sent "
                + quote
                + "\",\"type\":\"invalid_request_error\",\"param\":\""
                + quote
                + "\",\"code\":\""
                + quote
                + "\"},\"type\":\"error\",\"code\":\""
                + quote
                + "\",\"msg\":\""
                + quote
                + "\"}";
    }

    private static Answer withHeaders(Answer.Fixed answer, String quote) {
        Headers headers = answer.headers();
        for (String name :
                new String[] {
                    "x-echo",
                    "location",
                    "x-request-id",
                    "x-ratelimit-remaining-requests",
                    "set-cookie",
                    "www-authenticate",
                    "openai-organization",
                    "server"
                }) {
            headers = headers.with(name, quote);
        }
        return new Answer.Fixed(answer.status(), headers, answer.body());
    }

    /** Target, headers and body on one line, without what JSON would need an escape for. */
    static String quote(Request request) {
        return (request.target() + " " + request.headers() + " " + request.text())
                .replaceAll("[\"\\\\\\p{Cntrl}]", "'");
    }
}
