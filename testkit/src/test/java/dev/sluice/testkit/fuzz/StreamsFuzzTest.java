package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Jazzer's targets for the readers of streams, one a language. */
final class StreamsFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void openai(byte[] data) {
        Targets.stream("openai", data);
    }

    @FuzzTest(maxDuration = "10m")
    void anthropic(byte[] data) {
        Targets.stream("anthropic", data);
    }

    @FuzzTest(maxDuration = "10m")
    void anthropiccomplete(byte[] data) {
        Targets.stream("anthropic-complete", data);
    }

    @FuzzTest(maxDuration = "10m")
    void gemini(byte[] data) {
        Targets.stream("gemini", data);
    }

    @FuzzTest(maxDuration = "10m")
    void claudeweb(byte[] data) {
        Targets.stream("claude-web", data);
    }

    @FuzzTest(maxDuration = "10m")
    void cohere(byte[] data) {
        Targets.stream("cohere", data);
    }

    @FuzzTest(maxDuration = "10m")
    void bedrock(byte[] data) {
        Targets.stream("bedrock", data);
    }
}
