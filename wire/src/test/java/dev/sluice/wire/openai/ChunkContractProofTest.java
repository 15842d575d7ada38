package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Allocation;
import dev.sluice.wire.Tree;
import dev.sluice.wire.openai.ChunkContract.Outcome;
import dev.sluice.wire.openai.StreamTerms.UsageChunk;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every chunk: no garbage for an orderly one, no escape for a broken one. */
class ChunkContractProofTest {
    private static final String HEAD =
            "\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\"";
    private static final String TEXT =
            "data:"
                + " {\"id\":\"chatcmpl-ChKbmZCXhXwOQlh8G6eCzGxcdKv8R\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1764415012,\"model\":\"gpt-5-mini-2025-08-07\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + " word\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"ab\"}\n\n";

    private final ChunkContract withheld = contract(UsageChunk.WITHHELD);

    private static ChunkContract contract(UsageChunk usage) {
        return new ChunkContract(new StreamTerms(usage, "spare", 9, "spare-model"));
    }

    /** Wraps choices into a canonical event. */
    private static String event(String choices) {
        return "data: {" + HEAD + ",\"choices\":[" + choices + "]}\n\n";
    }

    private static String delta(String delta, String finish) {
        return event("{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":" + finish + "}");
    }

    /** Feeds one event; the answer is the replacement, or the outcome's name. */
    private static String accept(ChunkContract contract, String raw) {
        byte[] bytes = ("##" + raw + "##").getBytes(UTF_8);
        Outcome outcome = contract.accept(bytes, 2, bytes.length - 2);
        if (outcome == Outcome.FAILED) {
            return "FAILED " + new String(contract.failure(), UTF_8);
        }
        return outcome == Outcome.REPLACE
                ? new String(contract.replacement(), 0, contract.replacementLength(), UTF_8)
                : outcome.name();
    }

    private void begin() {
        assertEquals(
                "KEEP", accept(withheld, delta("\"role\":\"assistant\",\"content\":\"\"", "null")));
    }

    private static String tool(String call) {
        return delta("\"tool_calls\":[{" + call + "}]", "null");
    }

    @Test
    void anOrdinaryChunkIsKeptWithoutAllocating() {
        begin();
        ChunkContract contract = contract(UsageChunk.WITHHELD);
        byte[] role =
                TEXT.replace(
                                "\"content\":\" word\"",
                                "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null")
                        .getBytes(UTF_8);
        byte[] text = TEXT.getBytes(UTF_8);
        assertEquals(Outcome.KEEP, contract.accept(role, 0, role.length));
        long bytes =
                Allocation.ofThousand(
                        () -> assertTrue(contract.accept(text, 0, text.length) == Outcome.KEEP));
        assertEquals(0, bytes);
        byte[] usage =
                TEXT.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":5}").getBytes(UTF_8);
        assertEquals(0, Allocation.ofThousand(() -> contract.accept(usage, 0, usage.length)));
    }

    @Test
    void mutatedStreamsNeverBreakTheContract() {
        String[] seeds = {
            TEXT,
            tool(
                    "\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{}}"),
            "event:"
                + " x~data:{\"choices\":[{\"delta\":{\"content\":[{\"thinking\":[{\"text\":\"t\"}]}],"
                + "\"role\":null},\"finish_reason\":\"eos\",\"index\":0}],\"error\":null}~~",
            "data:"
                + " {\"id\":\"\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"id\":null,\"index\":-1,\"function\":{\"name\":null,\"arguments\":null}}]}}],\"usage\":{}}\n\n",
        };
        String[] parts = {
            "null",
            "\"\"",
            "{}",
            "[]",
            "0",
            "\"x\"",
            ",",
            ":",
            "{",
            "}",
            "\n",
            "\"index\":",
            "\"id\":",
            "\"delta\":",
            "\"content\":",
            "\"role\":",
            "\"finish_reason\":",
            "\"choices\":",
            "data:",
            "\"tool_calls\":",
            "\"function\":",
            "\"arguments\":",
            "\\",
            "\"",
            "-1",
            "true"
        };
        Random random = new Random(5);
        int relayed = 0;
        for (int round = 0; round < 30_000; round++) {
            ChunkContract contract = contract(UsageChunk.WANTED);
            for (int i = 0; i < 3; i++) {
                String seed = seeds[random.nextInt(seeds.length)].replace("~", "\r\n");
                StringBuilder raw = new StringBuilder(seed);
                for (int k = random.nextInt(3); k > 0; k--) {
                    int at = random.nextInt(raw.length());
                    int cut = Math.min(raw.length(), at + random.nextInt(12));
                    raw.replace(at, cut, parts[random.nextInt(parts.length)]);
                }
                String result = accept(contract, raw.toString());
                if (result.startsWith("FAILED ")) {
                    Tree.read(contract.failure());
                    break;
                }
                if (result.startsWith("data: ")) {
                    assertEquals(result.length() - 2, result.indexOf('\n'), result);
                    Tree.read(result.substring(6));
                    relayed++;
                }
            }
        }
        assertTrue(relayed > 10_000, "only " + relayed + " were relayed");
    }
}
