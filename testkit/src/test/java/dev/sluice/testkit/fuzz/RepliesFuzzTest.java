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

    @FuzzTest(maxDuration = "10m")
    void dashscope(byte[] data) {
        Targets.reply("dashscope", data);
    }

    @FuzzTest(maxDuration = "10m")
    void baidu(byte[] data) {
        Targets.reply("baidu", data);
    }

    @FuzzTest(maxDuration = "10m")
    void hunyuan(byte[] data) {
        Targets.reply("hunyuan", data);
    }

    @FuzzTest(maxDuration = "10m")
    void spark(byte[] data) {
        Targets.reply("spark", data);
    }

    @FuzzTest(maxDuration = "10m")
    void coze(byte[] data) {
        Targets.reply("coze", data);
    }

    @FuzzTest(maxDuration = "10m")
    void dify(byte[] data) {
        Targets.reply("dify", data);
    }

    @FuzzTest(maxDuration = "10m")
    void sydney(byte[] data) {
        Targets.reply("sydney", data);
    }

    @FuzzTest(maxDuration = "10m")
    void ollama(byte[] data) {
        Targets.reply("ollama", data);
    }

    @FuzzTest(maxDuration = "10m")
    void responses(byte[] data) {
        Targets.reply("responses", data);
    }

    @FuzzTest(maxDuration = "10m")
    void zhipuv3(byte[] data) {
        Targets.reply("zhipu-v3", data);
    }

    @FuzzTest(maxDuration = "10m")
    void tigerbot(byte[] data) {
        Targets.reply("tigerbot", data);
    }

    @FuzzTest(maxDuration = "10m")
    void skylark(byte[] data) {
        Targets.reply("skylark", data);
    }
}
