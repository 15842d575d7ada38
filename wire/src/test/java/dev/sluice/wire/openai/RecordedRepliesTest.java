package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded whole answer and every recorded error, through the hub and back. */
class RecordedRepliesTest {
    private final OpenAiDialect dialect = new OpenAiDialect();

    @Test
    void everyReplySaysTheSameInTheHubAndWrittenBack() {
        var compared = new int[1];
        var outcome =
                ChatRecordings.each(exchange -> {
                    if (exchange.status() == 200 && exchange.response() instanceof Map<?, ?>) {
                        compare(exchange);
                        compared[0]++;
                    }
                });
        assertEquals(List.of(), outcome.failures());
        assertTrue(compared[0] > 900, "compared " + compared[0]);
    }

    private void compare(ChatRecordings.Exchange exchange) {
        Map<String, @Nullable Object> body = Tree.object(exchange.response());
        if (isError(body)) {
            var thrown =
                    assertThrows(
                            ApiException.class, () -> dialect.readReply(exchange.responseBytes()));
            assertTrue(thrown.error().status() >= 400, "status of " + thrown.error());
            return;
        }
        ChatReply reply = dialect.readReply(exchange.responseBytes());
        List<@Nullable Object> choices = Tree.array(body.get("choices"));
        assertEquals(choices.size(), reply.choices().size());
        var written = Tree.object(Tree.read(dialect.writeReply(reply).body()));
        assertEquals("chat.completion", written.get("object"));
        List<@Nullable Object> again = Tree.array(written.get("choices"));
        for (int i = 0; i < choices.size(); i++) {
            Spoken expected = ofTree(choices.get(i));
            assertEquals(expected.toString(), Spoken.ofChoice(reply.choices().get(i)).toString());
            assertEquals(expected.toString(), ofTree(again.get(i)).toString());
            var message = Tree.object(Tree.object(again.get(i)).get("message"));
            assertTrue(message.containsKey("content") && message.containsKey("refusal"));
        }
        compareUsage(body, reply.usage(), Tree.object(written.get("usage")));
        compareExtras(body, written);
    }

    private static Spoken ofTree(@Nullable Object choice) {
        var members = Tree.object(choice);
        var message = Tree.object(members.get("message"));
        Spoken said = Spoken.ofMessage(message, members.get("finish_reason"));
        said.calls.removeIf(call -> call[1].isEmpty() && call[2].isEmpty());
        boolean legacy = !said.calls.isEmpty();
        said.addCalls(message.get("tool_calls"));
        said.settle(legacy);
        return said;
    }

    private static boolean isError(Map<String, @Nullable Object> body) {
        return body.get("error") != null
                || Tree.array(body.get("choices")).stream()
                        .anyMatch(c -> Tree.object(c).get("error") != null);
    }

    private static void compareUsage(
            Map<String, @Nullable Object> body,
            @Nullable Usage usage,
            Map<String, @Nullable Object> written) {
        var stated = Tree.object(body.get("usage"));
        if (stated.isEmpty()) {
            return;
        }
        assertNotNull(usage);
        long prompt = count(stated, "prompt_tokens");
        long completion = count(stated, "completion_tokens");
        long total = count(stated, "total_tokens");
        long reasoning =
                count(Tree.object(stated.get("completion_tokens_details")), "reasoning_tokens");
        long audio = count(Tree.object(stated.get("prompt_tokens_details")), "audio_tokens");
        long cached = count(Tree.object(stated.get("prompt_tokens_details")), "cached_tokens");
        if (cached > prompt) {
            prompt += cached;
        } else if (total == prompt + completion + reasoning) {
            completion += reasoning;
        } else if (audio > prompt) {
            prompt += audio;
        }
        assertEquals(prompt, usage.input(), "input");
        assertEquals(completion, usage.output(), "output");
        assertEquals(prompt, count(written, "prompt_tokens"));
        assertEquals(completion, count(written, "completion_tokens"));
        assertEquals(prompt + completion, count(written, "total_tokens"));
        if (cached > 0) {
            assertEquals(cached, usage.cacheRead(), "cache read");
        }
        long spoken = count(Tree.object(stated.get("completion_tokens_details")), "audio_tokens");
        long thought = Math.max(reasoning, count(stated, "reasoning_tokens"));
        assertEquals(Math.min(thought, completion - spoken), usage.reasoning());
    }

    private static long count(Map<String, @Nullable Object> usage, String name) {
        return usage.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static void compareExtras(
            Map<String, @Nullable Object> body, Map<String, @Nullable Object> written) {
        for (String name : body.keySet()) {
            if (!List.of("object", "created", "choices", "usage").contains(name)) {
                assertEquals(null, TreeJson.difference(name, body.get(name), written.get(name)));
            }
        }
    }

    @Test
    void everyErrorBecomesOneThatAClientMaySee() {
        var mapped = new int[1];
        var outcome =
                ChatRecordings.each(exchange -> {
                    if (exchange.status() >= 400) {
                        mapped[0]++;
                        check(
                                exchange.status(),
                                dialect.readError(exchange.status(), exchange.responseBytes()));
                    }
                });
        assertEquals(List.of(), outcome.failures());
        assertTrue(mapped[0] > 100, "mapped " + mapped[0]);
    }

    private void check(int status, ApiError error) {
        int expected =
                switch (status) {
                    case 401, 403 -> 502;
                    case 402 -> 429;
                    case 422 -> 400;
                    default -> status;
                };
        boolean meansMore =
                error.status() == 400
                        && List.of("content_filter", "context_length_exceeded")
                                .contains(String.valueOf(error.code()));
        assertTrue(error.status() == expected || meansMore, status + " became " + error);
        assertTrue(!error.message().isBlank(), "no message");
        assertTrue(!error.message().contains("://"), error.message());
        assertTrue(!error.message().contains("<html"), error.message());
        var written = Tree.object(Tree.read(dialect.writeError(error)));
        var members = Tree.object(written.get("error")).keySet();
        assertEquals(List.of("message", "type", "param", "code"), List.copyOf(members));
        assertTrue(new String(dialect.writeError(error), StandardCharsets.UTF_8).startsWith("{"));
    }
}
