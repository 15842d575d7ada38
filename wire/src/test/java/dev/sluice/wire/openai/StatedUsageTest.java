package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** There are two ways of reading a usage; whichever is taken, it says the same. */
class StatedUsageTest {
    private static final List<String> NAMES =
            List.of(
                    "prompt_tokens",
                    "completion_tokens",
                    "total_tokens",
                    "input_tokens",
                    "output_tokens",
                    "prompt_tokens_details",
                    "completion_tokens_details",
                    "input_tokens_details",
                    "output_token_details",
                    "cached_tokens",
                    "cache_creation_input_tokens",
                    "reasoning_tokens",
                    "audio_tokens",
                    "queue_time",
                    "pr\\u006fmpt_tokens",
                    "字");
    private static final List<String> VALUES =
            List.of(
                    "0",
                    "7",
                    "12",
                    "175",
                    "999999999",
                    "1000000001",
                    "123456789012345678",
                    "1234567890123456789",
                    "-1",
                    "1.0",
                    "1.5",
                    "2e3",
                    "007",
                    "\"12\"",
                    "null",
                    "true",
                    "[1,{}]",
                    "{}",
                    "\"字\"",
                    "\"a\\n\"",
                    "");
    private static final List<String> SPACES = List.of("", "", "", " ", "\n\t");

    private final Random random = new Random(17);

    @Test
    void bothWaysOfReadingSayTheSame() {
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            String json = space() + object(2) + space() + (random.nextInt(50) == 0 ? "x" : "");
            if (random.nextInt(20) == 0) {
                json = json.substring(0, random.nextInt(json.length() + 1));
            }
            Usage usage = StatedUsage.read(json);
            assertEquals(any(json), usage, json);
            read += usage == null ? 0 : 1;
        }
        assertTrue(read > 10_000, read + " were usages");
    }

    private static @Nullable Usage any(String json) {
        try {
            Usage usage = StatedUsage.any(json.getBytes(StandardCharsets.UTF_8));
            boolean most =
                    usage != null
                            && usage.input() <= 1_000_000_000
                            && usage.output() <= 1_000_000_000;
            return most ? usage : null;
        } catch (UnreadableJson e) {
            return null;
        }
    }

    private String object(int depth) {
        boolean plain = random.nextInt(3) > 0;
        List<String> members = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            int names = plain ? NAMES.size() - 2 : NAMES.size();
            boolean nested = depth > 0 && random.nextInt(3) == 0;
            String value = nested ? object(depth - 1) : oneOf(VALUES, plain ? 5 : VALUES.size());
            members.add(
                    space()
                            + '"'
                            + oneOf(NAMES, names)
                            + '"'
                            + space()
                            + ':'
                            + space()
                            + value
                            + space());
        }
        return "{" + String.join(",", members) + "}";
    }

    private String space() {
        return oneOf(SPACES, SPACES.size());
    }

    private String oneOf(List<String> all, int first) {
        return all.get(random.nextInt(first));
    }
}
