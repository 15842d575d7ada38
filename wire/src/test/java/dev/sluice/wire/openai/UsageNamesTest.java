package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageNamesTest {
    private static String name(String text) {
        byte[] around = ("{\"" + text + "\":1").getBytes(US_ASCII);
        return UsageNames.of(around, 2, 2 + text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "prompt_tokens",
                "prompt_token",
                "prompt_tokens_",
                "Prompt_tokens",
                "prompt_tokems",
                "completion_tokens_details",
                "input_tokens",
                "output_tokens",
                "something_else",
                "a name that is far longer than any of those that are known to be used by a vendor"
            })
    void isWhatStandsThere(String text) {
        assertEquals(text, name(text));
    }

    @Test
    void makesNoStringForAKnownOne() {
        assertSame(name("total_tokens"), name("total_tokens"));
    }
}
