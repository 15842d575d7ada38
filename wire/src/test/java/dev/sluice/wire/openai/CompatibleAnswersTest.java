package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is odd about a vendor's answers, told in OpenAI's words: whole and as a stream. */
class CompatibleAnswersTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final Quirks ODD =
            Quirks.that(q ->
                    q.sources("search_results", "citations")
                            .withheld("output_sensitive", "flag")
                            .hidesCalls("web_search")
                            .errors(
                                    ErrorTable.NONE
                                            .with(429, ErrorTable.QUOTA, "1008")
                                            .with(400, ErrorTable.BLOCKED, "1026 451")
                                            .withWords(401, "", "key")));

    private static final String SOURCES =
            "\"citations\":[\"http://a\",\"http://b\"],\"search_results\":"
                    + "[{\"title\":\"A\",\"link\":\"http://a\"}]";
    private static final String HIDDEN =
            "\"tool_calls\":[{\"id\":\"s\",\"index\":0,\"type\":\"web_search\",\"function\":"
                    + "{\"name\":\"web_search\",\"arguments\":\"{}\"}}]";

    private static final List<Annotation> PAGES =
            List.of(
                    new Annotation.UrlCitation("http://a", "A", 0, 0, Extras.NONE),
                    new Annotation.UrlCitation("http://b", "", 0, 0, Extras.NONE));

    @Test
    void readsSourcesAndHidesTheVendorsOwnCalls() {
        ChatReply reply =
                new CompatibleDialect(ODD)
                        .readReply(
                                bytes(
                                        "{\"id\":\"i\",\"choices\":[{\"index\":0,\"finish_reason\":"
                                                + "\"tool_calls\",\"message\":{\"role\":"
                                                + "\"assistant\",\"content\":\"x\","
                                                + HIDDEN
                                                + "}}],"
                                                + SOURCES
                                                + "}"));
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals(PAGES, choice.message().annotations());
        assertEquals(List.of(), choice.message().toolCalls());
        assertEquals(FinishReason.Standard.STOP, choice.finish());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"message\":{\"content\":\"\"}}],\"output_sensitive\":true}",
                "{\"choices\":[{\"message\":{\"content\":\"\"},\"flag\":1}]}"
            })
    void seesWhatAFilterWithheld(String reply) {
        assertEquals(
                FinishReason.Standard.SENSITIVE,
                new CompatibleDialect(ODD).readReply(bytes(reply)).choices().getFirst().finish());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"choices\":null,\"base_resp\":{\"status_code\":1008,\"status_msg\":\"m\"}}"
                        + "|429|insufficient_quota",
                "200|{\"base_resp\":{\"status_code\":1026,\"status_msg\":\"m\"}}"
                        + "|400|content_filter",
                "451|{}|400|content_filter",
                "500|{\"msg\":\"bad key here\"}|502|upstream_auth",
                "500|{\"error\":{\"message\":\"m\",\"code\":\"x\"}}|500|x",
            })
    void understandsTheVendorsCodes(int status, String body, int client, String code) {
        var dialect = new CompatibleDialect(ODD);
        ApiError error =
                status == 200
                        ? assertThrows(ApiException.class, () -> dialect.readReply(bytes(body)))
                                .error()
                        : dialect.readError(status, bytes(body));
        assertEquals(client, error.status());
        assertEquals(code, error.code());
    }

    private static List<ChatEvent> events(Quirks quirks, String stream, int cut) {
        Frames frames = Framing.EVENTS.open();
        StreamReader reader = new CompatibleDialect(quirks).newStreamReader();
        List<ChatEvent> events = new ArrayList<>();
        byte[] all = bytes(stream);
        for (int[] part : new int[][] {{0, cut}, {cut, all.length}}) {
            frames.feed(
                    all, part[0], part[1], (name, data) -> events.addAll(reader.read(name, data)));
        }
        events.addAll(reader.end());
        return events;
    }

    @Test
    void readsTheSameOfAStreamWhereverItIsCut() {
        String stream =
                "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":{"
                        + HIDDEN
                        + "}}]}\n\ndata: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\"}}],"
                        + SOURCES
                        + "}\n\ndata: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":{},"
                        + "\"finish_reason\":\"tool_calls\"}],"
                        + SOURCES
                        + "}\n\ndata: [DONE]\n\n";
        List<ChatEvent> whole = events(ODD, stream, 0);
        assertEquals(
                PAGES,
                whole.stream()
                        .filter(ChatEvent.Annotated.class::isInstance)
                        .map(e -> ((ChatEvent.Annotated) e).annotation())
                        .toList());
        assertTrue(whole.stream().noneMatch(ChatEvent.ToolCallStarted.class::isInstance));
        assertEquals(new ChatEvent.Finished(0, FinishReason.Standard.STOP), whole.getLast());
        for (int cut = 1; cut < bytes(stream).length; cut++) {
            assertEquals(whole, events(ODD, stream, cut), "cut at " + cut);
        }
    }

    @Test
    void understandsAnErrorWithinAStream() {
        List<ChatEvent> events = events(ODD, "data: {\"base_resp\":{\"status_code\":1008}}\n\n", 0);
        ApiError error = assertInstanceOf(ChatEvent.Failed.class, events.getLast()).error();
        assertEquals("insufficient_quota", error.code());
    }
}
