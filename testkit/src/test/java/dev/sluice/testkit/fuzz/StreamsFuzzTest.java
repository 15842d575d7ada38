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

    @FuzzTest(maxDuration = "10m")
    void dashscope(byte[] data) {
        Targets.stream("dashscope", data);
    }

    @FuzzTest(maxDuration = "10m")
    void baidu(byte[] data) {
        Targets.stream("baidu", data);
    }

    @FuzzTest(maxDuration = "10m")
    void hunyuan(byte[] data) {
        Targets.stream("hunyuan", data);
    }

    @FuzzTest(maxDuration = "10m")
    void spark(byte[] data) {
        Targets.stream("spark", data);
    }

    @FuzzTest(maxDuration = "10m")
    void coze(byte[] data) {
        Targets.stream("coze", data);
    }

    @FuzzTest(maxDuration = "10m")
    void dify(byte[] data) {
        Targets.stream("dify", data);
    }

    @FuzzTest(maxDuration = "10m")
    void sydney(byte[] data) {
        Targets.stream("sydney", data);
    }

    @FuzzTest(maxDuration = "10m")
    void ollama(byte[] data) {
        Targets.stream("ollama", data);
    }

    @FuzzTest(maxDuration = "10m")
    void responses(byte[] data) {
        Targets.stream("responses", data);
    }

    @FuzzTest(maxDuration = "10m")
    void zhipuv3(byte[] data) {
        Targets.stream("zhipu-v3", data);
    }

    @FuzzTest(maxDuration = "10m")
    void tigerbot(byte[] data) {
        Targets.stream("tigerbot", data);
    }

    @FuzzTest(maxDuration = "10m")
    void skylark(byte[] data) {
        Targets.stream("skylark", data);
    }
}
