package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.openai.ChunkContract;
import dev.sluice.wire.openai.StreamTerms;
import dev.sluice.wire.sse.EventSink;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseFramer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one streamed token costs: framing, judging and, where needed, repairing its event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamBenchmark {
    private static final String EVENT =
            "data:"
                + " {\"id\":\"chatcmpl-ChKbmZCXhXwOQlh8G6eCzGxcdKv8R\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1764415012,\"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + " a\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"ab\"}\n\n";
    private static final byte[] FIRST =
            EVENT.replace("\"content\"", "\"role\":\"assistant\",\"content\"").getBytes(UTF_8);
    private static final byte[] TEXT = EVENT.getBytes(UTF_8);
    private static final byte[] REASONING =
            EVENT.replace("\"content\":", "\"content\":null,\"reasoning_content\":")
                    .getBytes(UTF_8);

    private final ChunkContract contract =
            new ChunkContract(
                    new StreamTerms(StreamTerms.UsageChunk.WITHHELD, "id", 1_764_415_012, "m"));
    private final SseFramer framer = new SseFramer();
    private int taken;
    private ChunkContract.Outcome last = ChunkContract.Outcome.KEEP;
    private final EventSink count = (buf, from, to) -> taken += to - from;
    private final EventSink judge = (buf, from, to) -> last = contract.accept(buf, from, to);

    /** Opens the stream. */
    public StreamBenchmark() {
        contract.accept(FIRST, 0, FIRST.length);
    }

    /** Finds the end of one event. */
    @Benchmark
    public int frame() {
        framer.feed(TEXT, 0, TEXT.length, count);
        return taken;
    }

    /** Finds the end of one event that comes in two pieces. */
    @Benchmark
    public int frameTorn() {
        framer.feed(TEXT, 0, 100, count);
        framer.feed(TEXT, 100, TEXT.length, count);
        return taken;
    }

    /** Frames an event and finds nothing wrong with it. */
    @Benchmark
    public ChunkContract.Outcome frameAndKeep() {
        framer.feed(TEXT, 0, TEXT.length, judge);
        return last;
    }

    /** Finds nothing wrong with an event. */
    @Benchmark
    public ChunkContract.Outcome keep() {
        return contract.accept(TEXT, 0, TEXT.length);
    }

    /** Gives an event of reasoning its content. */
    @Benchmark
    public ChunkContract.Outcome repair() {
        return contract.accept(REASONING, 0, REASONING.length);
    }

    /** Decodes an event into strings, as dialects other than the relay's do. */
    @Benchmark
    public SseEvent decode() {
        return SseEvent.decode(TEXT, 0, TEXT.length);
    }
}
