import org.jspecify.annotations.NullMarked;

/** Bytes to values and back: pure, without sockets, keys, clocks or threads. */
@NullMarked
module dev.sluice.wire {
    requires static org.jspecify;
    requires tools.jackson.core;

    exports dev.sluice.wire.anthropic;
    exports dev.sluice.wire.baidu;
    exports dev.sluice.wire.bedrock;
    exports dev.sluice.wire.chat;
    exports dev.sluice.wire.claudeweb;
    exports dev.sluice.wire.cohere;
    exports dev.sluice.wire.coze;
    exports dev.sluice.wire.dashscope;
    exports dev.sluice.wire.dify;
    exports dev.sluice.wire.frames;
    exports dev.sluice.wire.gemini;
    exports dev.sluice.wire.hunyuan;
    exports dev.sluice.wire.json;
    exports dev.sluice.wire.multipart;
    exports dev.sluice.wire.ollama;
    exports dev.sluice.wire.openai;
    exports dev.sluice.wire.responses;
    exports dev.sluice.wire.skylark;
    exports dev.sluice.wire.spark;
    exports dev.sluice.wire.sse;
    exports dev.sluice.wire.sydney;
    exports dev.sluice.wire.tigerbot;
    exports dev.sluice.wire.zhipu;
}
