package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Chat streams that keep the contract, and the check that what a client got is well ended. */
final class ChatStreams {
    static final String DONE = "data: [DONE]\n\n";
    static final String ROLE =
            event(
                    "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                            + "\"finish_reason\":null}");
    static final String FINISH =
            event("{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}");
    static final String USAGE =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":17,"
                    + "\"model\":\"gpt-4o\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,"
                    + "\"completion_tokens\":2,\"total_tokens\":3}}\n\n";
    static final String REPLY =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":17,"
                    + "\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                    + "\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,"
                    + "\"total_tokens\":3}}";

    private ChatStreams() {}

    static String event(String choice) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":17,"
                + "\"model\":\"gpt-4o\",\"choices\":["
                + choice
                + "]}\n\n";
    }

    static String text(String content) {
        return event(
                "{\"index\":0,\"delta\":{\"content\":\"" + content + "\"},\"finish_reason\":null}");
    }

    /** A whole stream: role, texts, finish, usage, done. */
    static List<String> whole(int texts) {
        List<String> events = new ArrayList<>();
        events.add(ROLE);
        for (int i = 0; i < texts; i++) {
            events.add(text("Wörter " + i));
        }
        events.add(FINISH);
        events.add(USAGE);
        events.add(DONE);
        return events;
    }

    /** The head of an event stream in chunks. */
    static String chunkedHead() {
        return head("transfer-encoding: chunked");
    }

    /** The head of an event stream that ends with its connection. */
    static String closingHead() {
        return head("connection: close");
    }

    private static String head(String line) {
        return String.join(
                "\r\n", "HTTP/1.1 200 OK", "content-type: text/event-stream", line, "", "");
    }

    /** Frames pieces as HTTP chunks, the last one included. */
    static String chunked(List<String> pieces) {
        var body = new StringBuilder();
        for (String piece : pieces) {
            body.append(chunk(piece));
        }
        return body.append("0\r\n\r\n").toString();
    }

    static String chunk(String piece) {
        int size = piece.getBytes(StandardCharsets.UTF_8).length;
        return Integer.toHexString(size) + "\r\n" + piece + "\r\n";
    }

    /** Cuts text into events, which must all be whole. */
    static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        int from = 0;
        while (from < body.length()) {
            int end = body.indexOf("\n\n", from);
            if (end < 0) {
                throw new AssertionError("a torn event: " + body.substring(from));
            }
            events.add(body.substring(from, end + 2));
            from = end + 2;
        }
        return events;
    }

    /**
     * Checks what a client got of a stream that was sent whole or in part: the beginning of what
     * was sent and a proper end, or that beginning and one error and {@code [DONE]}.
     *
     * @return whether it ended with an error
     */
    static boolean wellEnded(String body, List<String> sent) {
        List<String> got = events(body);
        if (got.isEmpty() || !got.getLast().equals(DONE)) {
            throw new AssertionError("no [DONE] at the end: " + body);
        }
        List<String> rest = new ArrayList<>(got.subList(0, got.size() - 1));
        boolean failed = !rest.isEmpty() && rest.getLast().startsWith("data: {\"error\":");
        if (failed) {
            rest.removeLast();
        }
        if (!sent.subList(0, rest.size()).equals(rest)) {
            throw new AssertionError("not the beginning of what was sent: " + body);
        }
        if (failed == rest.contains(FINISH)) {
            throw new AssertionError("finished and failed, or neither: " + body);
        }
        return failed;
    }
}
