package dev.sluice.core.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReaderTest {
    /**
     * Usage objects as vendors send them, and the buckets: fresh, cache read, cache write, audio in
     * / text, reasoning, audio out / pictures in / milliseconds.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // OpenAI: chat, with everything; completions; embeddings
                """
                {"prompt_tokens":117,"completion_tokens":46,"total_tokens":163,\
                "prompt_tokens_details":{"cached_tokens":64,"audio_tokens":0},\
                "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":0,\
                "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}\
                | 53 64 0 0 / 26 20 0 / 0 / 0\
                """,
                """
                {"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,\
                "prompt_tokens_details":{"audio_tokens":30,"image_tokens":20,"cached_tokens":10},\
                "completion_tokens_details":{"audio_tokens":40,"reasoning_tokens":0}}\
                | 60 10 0 30 / 10 0 40 / 20 / 0\
                """,
                """
                {"prompt_tokens":5,"completion_tokens":7,"total_tokens":12} | 5 0 0 0 / 7 0 0 / 0 / 0\
                """,
                """
                {"prompt_tokens":8,"total_tokens":8} | 8 0 0 0 / 0 0 0 / 0 / 0\
                """,
                """
                {"total_tokens":30} | 30 0 0 0 / 0 0 0 / 0 / 0\
                """,
                // OpenAI: cache writes
                """
                {"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,\
                "prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":1920}}\
                | 86 0 1920 0 / 300 0 0 / 0 / 0\
                """,
                // responses
                """
                {"input_tokens":36,"input_tokens_details":{"cached_tokens":12},"output_tokens":87,\
                "output_tokens_details":{"reasoning_tokens":64},"total_tokens":123}\
                | 24 12 0 0 / 23 64 0 / 0 / 0\
                """,
                // gpt-image-1
                """
                {"total_tokens":100,"input_tokens":50,"output_tokens":50,\
                "input_tokens_details":{"text_tokens":10,"image_tokens":40}}\
                | 50 0 0 0 / 50 0 0 / 40 / 0\
                """,
                // transcriptions, by tokens and by time
                """
                {"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,\
                "audio_tokens":14},"output_tokens":45,"total_tokens":59}\
                | 0 0 0 14 / 45 0 0 / 0 / 0\
                """,
                """
                {"type":"duration","seconds":9} | 0 0 0 0 / 0 0 0 / 0 / 9000\
                """,
                """
                {"type":"duration","seconds":9.0001} | 0 0 0 0 / 0 0 0 / 0 / 9001\
                """,
                // DeepSeek
                """
                {"prompt_tokens":1024,"completion_tokens":10,"total_tokens":1034,\
                "prompt_cache_hit_tokens":1000,"prompt_cache_miss_tokens":24}\
                | 24 1000 0 0 / 10 0 0 / 0 / 0\
                """,
                // Kimi
                """
                {"prompt_tokens":19,"completion_tokens":13,"total_tokens":32,"cached_tokens":10}\
                | 9 10 0 0 / 13 0 0 / 0 / 0\
                """,
                // xAI leaves reasoning out of the completion
                """
                {"prompt_tokens":175,"completion_tokens":5,"total_tokens":382,\
                "completion_tokens_details":{"reasoning_tokens":202}}\
                | 175 0 0 0 / 5 202 0 / 0 / 0\
                """,
                // Mistral leaves sound out of the prompt
                """
                {"prompt_tokens":11,"completion_tokens":15,"total_tokens":401,\
                "prompt_tokens_details":{"audio_tokens":375}}\
                | 11 0 0 375 / 15 0 0 / 0 / 0\
                """,
                // Anthropic's names beside OpenAI's
                """
                {"prompt_tokens":100,"completion_tokens":9,"cache_read_input_tokens":30,\
                "cache_creation_input_tokens":20} | 50 30 20 0 / 9 0 0 / 0 / 0\
                """,
                // a cache larger than the prompt: beside it, unless the sum leaves it out
                """
                {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":\
                {"cached_tokens":60}} | 10 60 0 0 / 5 0 0 / 0 / 0\
                """,
                """
                {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,\
                "num_cached_tokens":60} | 0 10 0 0 / 5 0 0 / 0 / 0\
                """,
                // numbers as text, and a null
                """
                {"prompt_tokens":"12","completion_tokens":" 3 ","total_tokens":null}\
                | 12 0 0 0 / 3 0 0 / 0 / 0\
                """,
                """
                {"prompt_tokens":12.0,"completion_tokens":3e1} | 12 0 0 0 / 30 0 0 / 0 / 0\
                """
            })
    void readsEveryVocabulary(String json, String buckets) {
        Quantities read = UsageReader.read(json);

        assertNotNull(read, json);
        Usage usage = read.usage();
        assertEquals(
                buckets,
                usage.freshInput()
                        + " "
                        + usage.cacheRead()
                        + " "
                        + usage.cacheWrite()
                        + " "
                        + usage.audioInput()
                        + " / "
                        + usage.textOutput()
                        + " "
                        + usage.reasoning()
                        + " "
                        + usage.audioOutput()
                        + " / "
                        + read.imageInput()
                        + " / "
                        + read.audioMillis());
        assertTrue(!usage.estimated());
    }

    @Test
    void readsWhatTheRelayCountedItself() {
        Quantities read =
                UsageReader.read(
                        """
                        {"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,\
                        "prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":3,\
                        "audio_tokens":1},"completion_tokens_details":{"reasoning_tokens":2,\
                        "audio_tokens":1},"estimated":true}\
                        """);

        assertNotNull(read);
        assertTrue(read.usage().estimated());
        assertEquals(14, read.usage().total());
        assertEquals(List.of(), read.usage().extras().members());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "12",
                "{",
                "{}",
                "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
                "{\"prompt_tokens\":-1,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1,\"completion_tokens\":-5}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":5}",
                "{\"prompt_tokens\":\"many\",\"completion_tokens\":5}",
                "{\"prompt_tokens\":1000000001,\"completion_tokens\":5}",
                "{\"prompt_tokens\":99999999999999999999999,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1e999999999,\"completion_tokens\":5}",
                "{\"prompt_tokens\":[1],\"completion_tokens\":5}",
                "{\"prompt_tokens\":{},\"completion_tokens\":5}",
                "{\"prompt_tokens\":true,\"completion_tokens\":5}",
                "{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":-10}",
                "{\"prompt_tokens\":5,\"completion_tokens\":5,\"cached_tokens\":999999999999}",
                "{\"type\":\"duration\",\"seconds\":-4}",
                "{\"type\":\"duration\",\"seconds\":\"long\"}",
                "{\"type\":\"duration\",\"seconds\":1e99999}"
            })
    void whatMakesNoSenseIsNotBelievedInPart(String json) {
        assertNull(UsageReader.read(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":-3}} | 10 | 5",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":"
                        + "{\"audio_tokens\":50}} | 10 | 5",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":50}} | 10 | 5",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":"
                        + "{\"image_tokens\":5000000000}} | 10 | 5",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":[1]}"
                        + " | 10 | 5"
            })
    void bucketsAreCutToWhatTheyArePartOf(String json, long input, long output) {
        Quantities read = UsageReader.read(json);

        assertNotNull(read);
        assertEquals(input, read.usage().input());
        assertEquals(output, read.usage().output());
        assertTrue(read.imageInput() <= read.usage().freshInput());
    }

    @Test
    void survivesAnything() {
        var dice = new Random(11);
        String[] names = {
            "prompt_tokens", "completion_tokens", "total_tokens", "input_tokens", "output_tokens",
            "cached_tokens", "prompt_cache_hit_tokens", "reasoning_tokens", "seconds", "estimated",
            "prompt_tokens_details", "completion_tokens_details", "input_token_details"
        };
        String[] values = {
            "0",
            "1",
            "7",
            "500",
            "-1",
            "1.5",
            "\"8\"",
            "\"x\"",
            "null",
            "true",
            "[]",
            "{}",
            "1e18",
            "1e400",
            "999999999",
            "1000000000",
            "9223372036854775807",
            "{\"cached_tokens\":600,\"audio_tokens\":400,\"reasoning_tokens\":9,\"image_tokens\":3}"
        };
        for (int round = 0; round < 50_000; round++) {
            var json = new StringBuilder("{");
            for (int i = dice.nextInt(7); i >= 0; i--) {
                json.append('"').append(names[dice.nextInt(names.length)]).append("\":");
                json.append(values[dice.nextInt(values.length)]).append(i == 0 ? "}" : ",");
            }
            Quantities read = UsageReader.read(json.toString());
            if (read != null) {
                assertTrue(
                        read.usage().input() <= 1_000_000_000
                                && read.usage().output() <= 1_000_000_000
                                && read.imageInput() <= read.usage().freshInput(),
                        json::toString);
            }
        }
        byte[] noise = new byte[40];
        for (int round = 0; round < 5_000; round++) {
            dice.nextBytes(noise);
            assertNull(UsageReader.read(new String(noise, StandardCharsets.ISO_8859_1)));
        }
    }
}
