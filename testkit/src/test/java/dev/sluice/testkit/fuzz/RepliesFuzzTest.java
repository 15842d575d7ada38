package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Jazzer's targets for the readers of whole replies and errors, one a language. */
final class RepliesFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.reply("openai", data);
    }
}
