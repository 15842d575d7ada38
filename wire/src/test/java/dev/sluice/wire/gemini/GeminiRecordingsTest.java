package dev.sluice.wire.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Exchanges;
import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded exchange with Gemini and Vertex AI against a reading of the JSON tree. */
class GeminiRecordingsTest {
    private static final Pattern DATA = Pattern.compile("(?m)^data: ?(.*?)\\r?$");
    private static final String FILES = "(vertex-)?gemini__(g|streamG)enerateContent\\.jsonl";

    private final GeminiDialect dialect = new GeminiDialect();

    @Test
    void everyAnswerSaysWhatItsTreeSays() {
        var seen = new int[3];
        List<String> failures =
                Exchanges.each(
                        FILES,
                        exchange -> {
                            if (exchange.status() != 200) {
                                seen[2]++;
                                error(exchange);
                            } else if (exchange.text() == null) {
                                seen[0]++;
                                reply(exchange);
                            } else {
                                seen[1]++;
                                stream(exchange);
                            }
                        });
        assertEquals(List.of(), failures);
        assertTrue(
                seen[0] > 200 && seen[1] > 150 && seen[2] > 20,
                List.of(seen[0], seen[1], seen[2]).toString());
    }

    @Test
    void everyCallIsReadAndWrittenAgain() {
        var seen = new int[1];
        List<String> failures =
                Exchanges.each(
                        FILES,
                        exchange -> {
                            var request = Tree.object(exchange.request());
                            if (exchange.status() == 200 && request.containsKey("contents")) {
                                seen[0]++;
                                call(exchange, request);
                            }
                        });
        assertEquals(List.of(), failures);
        assertTrue(seen[0] > 300, "calls " + seen[0]);
    }

    private void call(Exchanges.Exchange exchange, Map<String, @Nullable Object> request) {
        ChatCall call = dialect.readCall(TreeJson.write(request));
        var again =
                Tree.object(Tree.read(dialect.writeCall(call.withModel(exchange.model())).body()));
        assertEquals(texts(request.get("contents"), "text"), texts(again.get("contents"), "text"));
        // A call without an answer gets one.
        assertTrue(
                count(request.get("contents"), "functionResponse")
                        <= count(again.get("contents"), "functionResponse"));
        assertFalse(Tree.array(again.get("contents")).isEmpty());
    }

    private static String texts(@Nullable Object contents, String member) {
        var all = new StringBuilder();
        for (Object content : listed(contents)) {
            for (Object part : listed(Tree.object(content).get("parts"))) {
                var members = Tree.object(part);
                if (members.get(member) instanceof String text
                        && !Boolean.TRUE.equals(members.get("thought"))
                        && !text.isBlank()) {
                    all.append(text);
                }
            }
        }
        return all.toString();
    }

    private static List<@Nullable Object> listed(@Nullable Object value) {
        return value instanceof Map<?, ?> ? List.of(value) : Tree.array(value);
    }

    private static int count(@Nullable Object contents, String member) {
        int found = 0;
        for (Object content : listed(contents)) {
            for (Object part : listed(Tree.object(content).get("parts"))) {
                for (String name : Tree.object(part).keySet()) {
                    found += GeminiPart.camel(name).equals(member) ? 1 : 0;
                }
            }
        }
        return found;
    }

    private void error(Exchanges.Exchange exchange) {
        ApiError error = dialect.readError(exchange.status(), exchange.body());
        String body = new String(exchange.body(), java.nio.charset.StandardCharsets.UTF_8);
        boolean ours = exchange.status() == 403 || body.contains("API_KEY_INVALID");
        assertEquals(ours ? 502 : exchange.status(), error.status());
        if (exchange.status() == 404) {
            assertEquals("model_not_found", error.code());
        }
        assertFalse(error.message().isBlank());
    }

    private void reply(Exchanges.Exchange exchange) {
        var tree = Tree.object(exchange.response());
        if (listed(tree.get("candidates")).isEmpty()) {
            try {
                dialect.readReply(exchange.body());
                throw new AssertionError("no error");
            } catch (ApiException e) {
                return;
            }
        }
        compare(Said.of(List.of(tree)), dialect.readReply(exchange.body()));
    }

    private void stream(Exchanges.Exchange exchange) {
        String text = String.valueOf(exchange.text());
        var chunks = new ArrayList<@Nullable Object>();
        if (text.startsWith("[")) {
            chunks.addAll(Tree.array(Tree.read(text)));
            var builder = new ReplyBuilder();
            StreamReader reader = dialect.newStreamReader();
            reader.read("", exchange.body()).forEach(builder::take);
            reader.end().forEach(builder::take);
            compare(Said.of(chunks), builder.reply());
            return;
        }
        Matcher data = DATA.matcher(text);
        while (data.find()) {
            chunks.add(Tree.read(data.group(1)));
        }
        List<ChatEvent> whole = events(exchange.body(), exchange.body().length);
        for (int size : List.of(exchange.body().length < 6000 ? 1 : 61, 997)) {
            assertEquals(whole, events(exchange.body(), size), "pieces of " + size);
        }
        var builder = new ReplyBuilder();
        whole.forEach(builder::take);
        if (builder.error() != null) {
            var last = Said.of(chunks);
            assertTrue(last.finish.isEmpty() || last.isEmpty(), "failed " + builder.error());
            return;
        }
        compare(Said.of(chunks), builder.reply());
    }

    private List<ChatEvent> events(byte[] body, int size) {
        Frames frames = Framing.EVENTS.open();
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, bytes) -> events.addAll(reader.read(name, bytes));
        for (int from = 0; from < body.length; from += size) {
            frames.feed(body, from, Math.min(body.length, from + size), sink);
        }
        frames.end(sink);
        events.addAll(reader.end());
        return events;
    }

    private static void compare(Said expected, ChatReply reply) {
        var message = reply.choices().getFirst().message();
        assertEquals(expected.text.toString(), message.text());
        assertEquals(expected.thought.toString(), message.reasoning());
        var calls = new ArrayList<String>();
        message.toolCalls().forEach(c -> calls.add(c.name() + Tree.read(c.arguments())));
        if (!expected.pieces) {
            assertEquals(expected.calls, calls);
        }
        String finish = String.valueOf(reply.choices().getFirst().finish());
        String word =
                !calls.isEmpty() && List.of("STOP", "1").contains(expected.finish)
                        ? "TOOL_CALLS"
                        : switch (expected.finish) {
                            case "STOP", "1", "" -> "STOP";
                            case "MAX_TOKENS" -> "LENGTH";
                            default -> "CONTENT_FILTER";
                        };
        assertEquals(word, finish);
        if (expected.total > 0 && reply.usage() != null) {
            assertEquals(expected.total, reply.usage().total(), "total");
            assertEquals(expected.cached, reply.usage().cacheRead(), "cached");
            assertEquals(expected.thoughts, reply.usage().reasoning(), "thoughts");
        }
    }

    /** What the first candidate says, read from the trees alone. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private final List<String> calls = new ArrayList<>();
        private boolean pieces;
        private String finish = "";
        private long total;
        private long cached;
        private long thoughts;

        static Said of(List<@Nullable Object> chunks) {
            var said = new Said();
            for (Object chunk : chunks) {
                for (Object candidate : listed(Tree.object(chunk).get("candidates"))) {
                    var members = Tree.object(candidate);
                    if (members.get("index") instanceof Integer i && i > 0) {
                        continue;
                    }
                    for (Object part : listed(Tree.object(members.get("content")).get("parts"))) {
                        said.part(Tree.object(part));
                    }
                    Object finish = members.get("finishReason");
                    said.finish = finish == null ? said.finish : finish.toString();
                }
                var usage = Tree.object(Tree.object(chunk).get("usageMetadata"));
                if (usage.containsKey("totalTokenCount")) {
                    said.total = number(usage, "totalTokenCount");
                    said.cached = number(usage, "cachedContentTokenCount");
                    said.thoughts = number(usage, "thoughtsTokenCount");
                    long sum =
                            number(usage, "promptTokenCount")
                                    + number(usage, "toolUsePromptTokenCount")
                                    + number(usage, "candidatesTokenCount")
                                    + said.thoughts;
                    said.total = sum == said.total ? sum : 0;
                }
            }
            return said;
        }

        boolean isEmpty() {
            return text.isEmpty() && calls.isEmpty();
        }

        private static long number(Map<String, @Nullable Object> usage, String name) {
            return usage.get(name) instanceof Number n ? n.longValue() : 0;
        }

        private void part(Map<String, @Nullable Object> part) {
            if (part.get("text") instanceof String words) {
                (Boolean.TRUE.equals(part.get("thought")) ? thought : text).append(words);
            }
            var code = Tree.object(part.get("executableCode"));
            var output = Tree.object(part.get("codeExecutionResult"));
            if (!code.isEmpty()) {
                fence("python", String.valueOf(code.get("code")));
            } else if (!output.isEmpty()) {
                fence("", String.valueOf(output.get("output")));
            }
            if (part.containsKey("functionCall")) {
                var call = Tree.object(part.get("functionCall"));
                pieces |= call.containsKey("willContinue");
                calls.add(call.get("name") + String.valueOf(Tree.object(call.get("args"))));
            }
        }

        private void fence(String language, String code) {
            text.append("```").append(language).append('\n').append(code);
            text.append(code.endsWith("\n") ? "" : "\n").append("```\n");
        }
    }
}
