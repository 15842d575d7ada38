package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.wire.openai.OpenAiDialect;

/** Jazzer's targets for the readers of calls, one a client's language. */
final class CallsFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.call(new OpenAiDialect(), data);
    }
}
