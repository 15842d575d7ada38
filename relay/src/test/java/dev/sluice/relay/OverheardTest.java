package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverheardTest {
    private static final String RESPONSE =
            """
            {"id":"r","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
            {"type":"function_call","name":"f","arguments":"{\\"a\\":1}"},
            {"type":"message","content":[{"type":"output_text","text":"one \\u4ecb","annotations":
            [{"type":"url_citation","title":"not said","text":"not said"}],
            "logprobs":[{"text":"one"}]}]}],
            "text":{"format":{"schema":{"properties":{"usage":{"type":"object"}}}}},
            "usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12}}\
            """;

    private static Overheard answer(String json) {
        var heard = Overheard.remembering();
        byte[] bytes = ("##" + json + "##").getBytes(UTF_8);
        heard.answer(bytes, 2, bytes.length - 2);
        return heard;
    }

    private static Overheard events(String... events) {
        var heard = Overheard.counting();
        for (String json : events) {
            byte[] bytes = json.getBytes(UTF_8);
            heard.event(bytes, 0, bytes.length);
        }
        return heard;
    }

    @Test
    void ofAnAnswerItHearsWordsAndUsage() {
        Overheard heard = answer(RESPONSE);
        assertEquals("hm\n{\"a\":1}\none 介", heard.words());
        assertEquals(7, heard.tokens()); // hm, a, 1, one: 5.2; and one character
        assertTrue(String.valueOf(heard.usage()).contains("\"total_tokens\":12"));
    }

    @Test
    void whereverAnAnswerIsCutWhatCameCounts() {
        long before = 0;
        for (int cut = 0; cut <= RESPONSE.length(); cut++) {
            Overheard heard = answer(RESPONSE.substring(0, cut));
            assertTrue(heard.tokens() >= before, RESPONSE.substring(0, cut));
            before = heard.tokens();
        }
        assertEquals(7, before);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"choices\":[{\"text\":\"one two\"}]} | 3 | none",
                "{\"choices\":[{\"delta\":{\"content\":\"one\",\"reasoning\":\"a\","
                        + "\"reasoning_content\":\"a\"}}],\"usage\":null} | 3 | none",
                "{\"choices\":[],\"usage\":{\"total_tokens\":1}} | 0 | {\"total_tokens\":1}",
                "{\"choices\":[{\"usage\":{\"total_tokens\":2}}]} | 0 | {\"total_tokens\":2}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":"
                        + "{\"usage\":{\"x\":1}}}}]}}]} | 0 | none",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"one\"} | 2 | none",
                "{\"type\":\"response.audio.delta\",\"delta\":\"AAAA\"} | 0 | none",
                "{\"type\":\"response.audio_transcript.delta\",\"delta\":\"one\"} | 2 | none",
                "{\"type\":\"response.output_text.done\",\"text\":\"one\"} | 0 | none",
                "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"content\":"
                        + "[{\"text\":\"one\"}]}],\"usage\":{\"output_tokens\":3}}} | 0 |"
                        + " {\"output_tokens\":3}",
                "{\"type\":\"response.created\",\"response\":{\"tools\":[{\"parameters\":"
                        + "{\"usage\":{}}}],\"usage\":null}} | 0 | none",
                "{\"type\":\"transcript.text.done\",\"text\":\"one\",\"usage\":{\"type\":\"duration\",\"seconds\":9}}"
                    + " | 0 | {\"type\":\"duration\",\"seconds\":9}",
                "[1,2] | 0 | none",
                "{\"choices\":[{\"text\":\"one\"}, | 2 | none",
            })
    void ofAnEventItHearsWhatIsNew(String event, long tokens, String usage) {
        Overheard heard = events(event);
        assertEquals(tokens, heard.tokens());
        assertEquals(usage, heard.usage());
    }

    @Test
    void usageIsCurrentUntilMoreIsSaid() {
        String text = "{\"choices\":[{\"text\":\"a\"}]}";
        String usage = "{\"choices\":[],\"usage\":{\"total_tokens\":1}}";
        assertFalse(events(text).usageCurrent());
        assertTrue(events(text, usage).usageCurrent());
        assertFalse(events(text, usage, text).usageCurrent());
        assertTrue(events(text, usage).isUsageOnly());
        assertFalse(events(usage, text).isUsageOnly());
        assertFalse(events(text.replace("]}", "],\"usage\":{}}")).isUsageOnly());
    }

    @Test
    void anErrorBeforeAWordIsARefusal() {
        String error = "{\"error\":{\"message\":\"no\"}}";
        assertTrue(events(error).refused());
        assertTrue(events("{\"type\":\"response.failed\",\"response\":" + error + "}").refused());
        assertFalse(events("{\"delta\":\"a\"}", error).refused());
        assertFalse(events("{\"error\":null}").refused());
    }

    @Test
    void aRecordingHasALengthAndAText() {
        Overheard heard = answer("{\"language\":\"en\",\"duration\":8.470,\"text\":\"one two\"}");
        assertEquals("8.470", heard.duration());
        assertEquals("one two", heard.words());
        assertNull(heard.usage());
    }
}
