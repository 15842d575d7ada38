package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Jazzer's targets for the readers of streams, one a language. */
final class StreamsFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.stream("openai", data);
    }
}
