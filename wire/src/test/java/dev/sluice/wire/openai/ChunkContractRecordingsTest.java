package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Recordings;
import dev.sluice.wire.Recordings.Recorded;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.UsageEstimate;
import dev.sluice.wire.openai.ChunkContract.Outcome;
import dev.sluice.wire.openai.StreamTerms.UsageChunk;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseFramer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChunkContractRecordingsTest {
    private static StreamTerms terms(UsageChunk usage) {
        return new StreamTerms(usage, "chatcmpl-spare", 1_700_000_000, "spare");
    }

    /** One recording run through the contract, beside an independent reading of it. */
    private static final class Run {
        final ChunkContract contract;
        final ContractChecker checker;
        final Said recorded = new Said();
        final Set<Integer> started = new HashSet<>();
        final Set<Integer> ended = new HashSet<>();
        final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        final Map<Integer, UsageEstimate> heard = new HashMap<>();
        long said;
        boolean over;
        @Nullable Object usage;

        Run(Recorded recording, UsageChunk usage) {
            contract = new ChunkContract(terms(usage));
            checker = new ContractChecker(usage);
            SseFramer framer = new SseFramer();
            byte[] body = recording.body();
            framer.feed(body, 0, body.length, this::event);
            framer.end(this::event);
        }

        private void event(byte[] buf, int from, int to) {
            if (over) {
                return;
            }
            Outcome outcome = contract.accept(buf, from, to);
            outcomes.merge(outcome, 1, Integer::sum);
            switch (outcome) {
                case KEEP -> checker.event(buf, from, to);
                case REPLACE ->
                        checker.event(contract.replacement(), 0, contract.replacementLength());
                case DROP -> {}
                case DONE, FAILED -> over = true;
            }
            if (!over) {
                read(SseEvent.decode(buf, from, to));
                boolean end = !started.isEmpty() && ended.containsAll(started);
                assertEquals(end, contract.finished());
                // However far it came, nothing that was counted is taken back.
                assertTrue(contract.said() >= said);
                said = contract.said();
            }
        }

        /** Counts by way of strings what the contract counts in bytes. */
        private void hear(int index, Map<String, @Nullable Object> delta) {
            UsageEstimate estimate = heard.computeIfAbsent(index, _ -> new UsageEstimate());
            for (Object element : Tree.array(delta.get("tool_calls"))) {
                Map<String, @Nullable Object> call = Tree.object(element);
                Map<String, @Nullable Object> function = Tree.object(call.get("function"));
                int number = call.get("index") instanceof Integer n ? n : 0;
                if (function.get("arguments") instanceof String arguments) {
                    estimate.on(3 + number).add(arguments);
                }
            }
            Object thought =
                    delta.get(
                            delta.containsKey("reasoning_content")
                                    ? "reasoning_content"
                                    : "reasoning");
            if (thought instanceof String text) {
                estimate.on(1).add(text);
            }
            if (delta.get("refusal") instanceof String text) {
                estimate.on(2).add(text);
            }
            if (delta.get("content") instanceof String text) {
                estimate.on(0).add(text);
            }
            for (Object element : Tree.array(delta.get("content"))) {
                Map<String, @Nullable Object> part = Tree.object(element);
                if (part.get("text") instanceof String text) {
                    estimate.on(0).add(text);
                }
                for (Object each : Tree.array(part.get("thinking"))) {
                    estimate.on(1).add(String.valueOf(Tree.object(each).get("text")));
                }
            }
        }

        private void read(SseEvent event) {
            if (event.data() == null || event.data().isBlank()) {
                return;
            }
            Map<String, @Nullable Object> chunk = Tree.object(Tree.read(event.data()));
            if (chunk.get("usage") instanceof Map<?, ?> stated) {
                usage = stated;
            }
            for (Object element : Tree.array(chunk.get("choices"))) {
                Map<String, @Nullable Object> choice = Tree.object(element);
                int index = (Integer) Objects.requireNonNull(choice.get("index"));
                started.add(index);
                if (choice.get("finish_reason") != null) {
                    ended.add(index);
                }
                Map<String, @Nullable Object> delta = Tree.object(choice.get("delta"));
                recorded.text(index, delta);
                hear(index, delta);
                for (Object call : Tree.array(delta.get("tool_calls"))) {
                    recorded.upstreamCall(index, Tree.object(call));
                }
            }
        }
    }

    private static long sum(Map<Integer, UsageEstimate> heard) {
        var all = new UsageEstimate();
        heard.values().forEach(all::add);
        return all.tokens();
    }

    @TestFactory
    List<DynamicTest> everyRecordedChatStreamKeepsTheContract() {
        return Recordings.eventStreams().stream()
                .filter(Recorded::isChatStream)
                .map(recording -> DynamicTest.dynamicTest(recording.id(), () -> run(recording)))
                .toList();
    }

    private static void run(Recorded recording) {
        for (UsageChunk usage : UsageChunk.values()) {
            Run run = new Run(recording, usage);
            assertEquals(run.recorded.toString(), run.checker.said.toString());
            byte[] stated = run.contract.usage();
            assertEquals(sum(run.heard), run.contract.said());
            assertEquals(run.usage, stated.length == 0 ? null : Tree.read(stated));
            if (run.contract.finished()) {
                ending(run, usage);
            }
        }
    }

    private static void ending(Run run, UsageChunk usage) {
        String ending = new String(run.contract.ending(), UTF_8);
        assertTrue(ending.endsWith("data: [DONE]\n\n"), ending);
        byte[] chunk = ending.substring(0, ending.length() - 14).getBytes(UTF_8);
        if (chunk.length > 0) {
            run.checker.event(chunk, 0, chunk.length);
        }
        boolean due = usage == UsageChunk.WANTED && run.usage != null;
        assertEquals(due ? 1 : 0, run.checker.usageChunks);
    }

    @Test
    void mostFramesOfTheReferenceServerPassUntouched() {
        Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
        Recordings.eventStreams().stream()
                .filter(recording ->
                        recording.isChatStream() && recording.id().startsWith("openai."))
                .forEach(recording ->
                        new Run(recording, UsageChunk.WANTED)
                                .outcomes.forEach(
                                        (outcome, n) -> all.merge(outcome, n, Integer::sum)));
        assertNotNull(all.get(Outcome.KEEP));
        int relayed = all.getOrDefault(Outcome.KEEP, 0) + all.getOrDefault(Outcome.REPLACE, 0);
        assertTrue(all.getOrDefault(Outcome.KEEP, 0) > relayed * 0.8, all.toString());
    }
}
