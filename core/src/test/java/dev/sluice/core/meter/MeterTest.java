package dev.sluice.core.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterTest {
    private static final String CHAT = "/chat/completions";

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static Quantities measure(String path, Consumption what, String request) {
        return Meter.measure(path, what, bytes(request), "m", TokenCounter.FORMULA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"介绍一下你自己 hello world\"}]} | 10",
                // 7 + 2.6 + 1.3: rounded once, over the whole conversation
                "{\"messages\":[{\"content\":\"介绍一下你自己 hello world\"},{\"content\":\"hi\"}]} | 11",
                "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"你好\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}"
                    + " | 2",
                "{\"messages\":[{\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"content\":\"晴\"}],"
                        + "\"tools\":[{\"function\":{\"description\":\"weather of a town\"}}]} | 1",
                "{\"model\":\"m\",\"prompt\":\"你好\"} | 2",
                "{\"prompt\":[\"你好\",\"吗\"]} | 3",
                "{\"prompt\":[[1,2,3],[4,5]]} | 5",
                "{\"input\":[1,2,3]} | 3",
                "{\"input\":\"你好\",\"instructions\":\"简\"} | 3",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"
                        + "\"你好\"}]},{\"type\":\"function_call_output\",\"output\":\"晴\"}]} | 3",
                "{\"query\":\"你\",\"documents\":[\"好\",{\"text\":\"吗吗\"}]} | 4",
                "{\"system\":\"你\",\"messages\":[{\"content\":[{\"type\":\"tool_result\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"好好\"}]}]}]} | 3",
                "{\"messages\":\"你好\"} | 2",
                "{\"messages\":[{\"content\":\"你好\"}],\"x\": | 2",
                "{} | 0",
                "[1,2] | 0",
                "--boundary | 0"
            })
    void estimatesTheTextOfRequests(String request, long input) {
        Quantities used = measure(CHAT, new Consumption.Unstated(4, ""), request);

        assertEquals(Quantities.estimate(input, 4), used);
        assertTrue(used.usage().estimated());
    }

    @Test
    void believesWhatIsStated() {
        var stated = new Consumption.Stated("{\"prompt_tokens\":3,\"completion_tokens\":2}");
        Quantities used = measure(CHAT, stated, "{\"messages\":[{\"content\":\"你好你好你好\"}]}");

        assertEquals(Quantities.of(Usage.of(3, 2)), used);
        assertFalse(used.usage().estimated());
    }

    @Test
    void whatIsStatedIsFoundWithoutTheRequest() {
        var usage = new Usage(1, 2, 3, 4, 5, 6, 7, false, Extras.NONE);
        for (Consumption quick :
                List.of(
                        new Consumption.None(),
                        new Consumption.Counted(usage),
                        new Consumption.Stated("{\"prompt_tokens\":3,\"completion_tokens\":2}"))) {
            assertEquals(measure(CHAT, quick, "{}"), Meter.stated(CHAT, quick));
            assertNull(Meter.stated("/images/edits", quick), "pictures are in the request");
            assertNull(Meter.stated("/audio/speech", quick), "what is spoken, too");
        }
        for (Consumption slow :
                List.of(
                        new Consumption.Unstated(3, ""),
                        new Consumption.Unstated(3, "text"),
                        new Consumption.Stated("{\"prompt_tokens\":-3}"))) {
            assertNull(Meter.stated(CHAT, slow));
        }
    }

    @Test
    void estimatesWhereWhatIsStatedMakesNoSense() {
        var stated = new Consumption.Stated("{\"prompt_tokens\":-3,\"completion_tokens\":2}");

        assertEquals(
                Quantities.estimate(2, 0),
                measure(CHAT, stated, "{\"messages\":[{\"content\":\"你好\"}]}"));
    }

    @Test
    void prefersTheTextThatCameToTheCountOfIt() {
        var cut = new Consumption.Unstated(99, "你好 world");

        assertEquals(Quantities.estimate(0, 4), measure(CHAT, cut, "{}"));
        assertEquals(
                Quantities.estimate(0, 0), measure(CHAT, new Consumption.Unstated(-5, ""), "{}"));
    }

    @Test
    void takesBucketsAsTheyAre() {
        var extras = Extras.of("prompt_tokens_details.image_tokens", new Raw("70"));
        var usage = new Usage(50, 1, 2, 3, 4, 5, 6, true, extras);

        assertEquals(
                new Quantities(new Usage(50, 1, 2, 3, 4, 5, 6, true, Extras.NONE), 50, 0, 0, 0),
                measure(CHAT, new Consumption.Counted(usage), "{}"));
        assertEquals(Quantities.NONE, measure(CHAT, new Consumption.None(), "{\"n\":3}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"prompt\":\"猫\"} | 1",
                "{\"prompt\":\"猫\",\"n\":4} | 4",
                "{\"prompt\":\"猫\",\"n\":null} | 1",
                "{\"prompt\":\"猫\",\"n\":-2} | 1",
                "{\"prompt\":\"猫\",\"n\":0} | 1",
                "{\"prompt\":\"猫\",\"n\":99999999999999999999} | 100"
            })
    void countsPicturesAsAskedFor(String request, long images) {
        Quantities used = measure("/images/generations", new Consumption.Unstated(0, ""), request);
        assertEquals(images, used.images());
        assertEquals(1, used.usage().input());

        var stated =
                new Consumption.Stated(
                        "{\"input_tokens\":9,\"output_tokens\":4000,\"input_tokens_details\":"
                                + "{\"image_tokens\":5,\"text_tokens\":4}}");
        Quantities told = measure("/images/edits", stated, request);
        assertEquals(images, told.images());
        assertEquals(5, told.imageInput());
        assertEquals(4009, told.usage().total());
    }

    @Test
    void countsWhatIsSpokenInCharacters() {
        Quantities used =
                measure(
                        "/audio/speech",
                        new Consumption.Unstated(0, ""),
                        "{\"model\":\"tts-1\",\"input\":\"你好 😀!\",\"voice\":\"alloy\"}");

        assertEquals(5, used.characters());
        assertEquals(2, used.usage().input());
        assertEquals(
                0,
                measure(CHAT, new Consumption.Unstated(0, ""), "{\"input\":\"x\"}").characters());
    }

    @Test
    void aTranscriptionOfUnknownLengthIsKnownOnlyByItsText() {
        Quantities used =
                Meter.measure(
                        "/audio/transcriptions",
                        new Consumption.Unstated(0, "你好"),
                        null,
                        "whisper-1",
                        TokenCounter.FORMULA);

        assertEquals(Quantities.estimate(0, 2), used);
    }

    @Test
    void asksTheCounterForTheModelThatAnswered() {
        TokenCounter counter =
                new TokenCounter() {
                    @Override
                    public long count(String model, String text) {
                        return model.length() * 1000L + text.length();
                    }

                    @Override
                    public long conversation(String model, List<String> messages) {
                        return messages.size();
                    }
                };
        Quantities used =
                Meter.measure(
                        CHAT,
                        new Consumption.Unstated(0, "abc"),
                        bytes("{\"messages\":[{\"content\":\"a\"},{\"content\":\"b\"}]}"),
                        "gpt",
                        counter);

        assertEquals(Quantities.estimate(2, 3003), used);
    }

    @Test
    void survivesAnyRequest() {
        var dice = new Random(3);
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"messages\"",
            "\"content\"",
            "\"n\"",
            "1",
            "null",
            "\"\\ud83d\"",
            "\"input\"",
            "\"你\"",
            " ",
            "\\",
            "\"",
            "-",
            "true"
        };
        for (int round = 0; round < 50_000; round++) {
            var json = new StringBuilder("{\"messages\":");
            for (int i = dice.nextInt(20); i > 0; i--) {
                json.append(pieces[dice.nextInt(pieces.length)]);
            }
            Quantities used =
                    measure("/images/edits", new Consumption.Unstated(0, ""), json.toString());
            assertTrue(used.usage().input() >= 0, json::toString);
        }
        String deep = "[".repeat(100_000);
        measure(CHAT, new Consumption.Unstated(0, ""), "{\"messages\":" + deep);
        measure(CHAT, new Consumption.Unstated(0, ""), "{\"x\":" + deep);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 1", "3, 2", "1000, 500", "2147483647, 1073741824", "-1, 0"})
    void takesNoTextToHaveMoreThanATokenForTwoBytes(int bytes, long tokens) {
        assertEquals(tokens, Meter.worstInput(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1, 4096, 100",
        "100, 3, 4096, 300",
        "0, 1, 4096, 4096",
        "0, 2, 4096, 8192",
        "0, 0, 4096, 4096",
        "-7, -7, 4096, 4096",
        "9223372036854775807, 9223372036854775807, 1, 1000000000"
    })
    void takesCallsToUseAllTheOutputTheyMay(long maximum, long answers, long usual, long tokens) {
        assertEquals(tokens, Meter.worstOutput(maximum, answers, usual));
    }
}
