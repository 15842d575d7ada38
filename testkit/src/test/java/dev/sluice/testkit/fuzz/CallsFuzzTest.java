package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.wire.anthropic.AnthropicDialect;
import dev.sluice.wire.gemini.GeminiDialect;
import dev.sluice.wire.openai.OpenAiDialect;

/** Jazzer's targets for the readers of calls, one a client's language. */
final class CallsFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.call(new OpenAiDialect(), data);
    }

    @FuzzTest(maxDuration = "10m")
    void anthropic(byte[] data) {
        Targets.call(new AnthropicDialect(), data);
    }

    @FuzzTest(maxDuration = "10m")
    void gemini(byte[] data) {
        Targets.call(new GeminiDialect(), data);
    }
}
