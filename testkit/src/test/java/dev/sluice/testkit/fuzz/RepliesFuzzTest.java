package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Jazzer's targets for the readers of whole replies and errors, one a language. */
final class RepliesFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.reply("openai", data);
    }

    @FuzzTest(maxDuration = "10m")
    void anthropic(byte[] data) {
        Targets.reply("anthropic", data);
    }

    @FuzzTest(maxDuration = "10m")
    void anthropiccomplete(byte[] data) {
        Targets.reply("anthropic-complete", data);
    }

    @FuzzTest(maxDuration = "10m")
    void gemini(byte[] data) {
        Targets.reply("gemini", data);
    }

    @FuzzTest(maxDuration = "10m")
    void claudeweb(byte[] data) {
        Targets.reply("claude-web", data);
    }

    @FuzzTest(maxDuration = "10m")
    void cohere(byte[] data) {
        Targets.reply("cohere", data);
    }

    @FuzzTest(maxDuration = "10m")
    void bedrock(byte[] data) {
        Targets.reply("bedrock", data);
    }
}
