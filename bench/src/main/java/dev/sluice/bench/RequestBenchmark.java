package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.openai.ParameterRules;
import dev.sluice.wire.openai.RequestSplice;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading, checking and splicing a chat request of 1 KB costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestBenchmark {
    private static final byte[] BODY =
            ("{\"model\":\"gpt-4o\",\"stream\":true,\"temperature\":0.7,\"messages\":[{\"role\":\"system\",\"content\":\"You"
                 + " are a helpful assistant.\"},{\"role\":\"user\",\"content\":\""
                            + "A question of some words, ".repeat(33)
                            + "\"}],\"max_tokens\":512}")
                    .getBytes(UTF_8);

    private final JsonMembers members = new JsonMembers();
    private final Edits edits = new Edits();
    private final byte[] out = new byte[4096];

    /** Checks the whole body and indexes its members. */
    @Benchmark
    public int scan() {
        members.scan(BODY, 0, BODY.length);
        return members.size();
    }

    /** Checks the parameters of a scanned body. */
    @Benchmark
    public @Nullable Object scanAndCheck() {
        members.scan(BODY, 0, BODY.length, ParameterRules.LOOK);
        return ParameterRules.check(BODY, members);
    }

    /** Scans, replaces the model, asks for usage and writes the new body. */
    @Benchmark
    public int scanAndSplice() {
        members.scan(BODY, 0, BODY.length);
        new RequestSplice(BODY, members)
                .edit(edits, "upstream-model", Map.of(), RequestSplice.Usage.ASK);
        return edits.writeTo(BODY, 0, BODY.length, out, 0);
    }
}
