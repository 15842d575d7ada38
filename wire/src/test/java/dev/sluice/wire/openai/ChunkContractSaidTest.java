package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Allocation;
import dev.sluice.wire.openai.StreamTerms.UsageChunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stream is heard to say, for the case that nobody counts it. */
class ChunkContractSaidTest {
    private final ChunkContract contract =
            new ChunkContract(new StreamTerms(UsageChunk.WITHHELD, "spare", 9, "spare-model"));

    private void chunk(String members) {
        byte[] event = ("data: {\"id\":\"c\"," + members + "}\n\n").getBytes(UTF_8);
        contract.accept(event, 0, event.length);
    }

    private void delta(int choice, String delta) {
        chunk("\"choices\":[{\"index\":" + choice + ",\"delta\":{" + delta + "}}]");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"content\":\"\" | 0",
                "\"content\":null | 0",
                "\"content\":\"one two\" | 3",
                "\"content\":\"介绍 \\u4ecb\\u7ecd\" | 4",
                "\"content\":[{\"type\":\"text\",\"text\":\"one\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"two\"}] | 3",
                "\"reasoning_content\":\"one\",\"content\":\"\" | 2",
                "\"reasoning\":\"one\" | 2",
                "\"reasoning\":\"one\",\"reasoning_content\":\"one\" | 2",
                "\"reasoning_content\":\"one\",\"reasoning\":\"one\" | 2",
                "\"refusal\":\"one\" | 2",
                "\"role\":\"assistant\",\"name\":\"nobody counts this\" | 0",
                "\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1\"} | 3",
                "\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1\"}}] | 3",
                "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}] | 3",
                "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":null}}] | 0",
            })
    void everythingThatAModelSaysCounts(String delta, long expected) {
        delta(0, delta);
        assertEquals(expected, contract.said());
    }

    @Test
    void aWordGoesOnInItsOwnTextOnly() {
        delta(0, "\"content\":\"hel\"");
        delta(1, "\"content\":\"wor\"");
        delta(0, "\"content\":\"lo\"");
        delta(1, "\"content\":\"ld\",\"reasoning_content\":\"hm\"");
        delta(1, "\"content\":\"next\"");
        assertEquals(6, contract.said()); // hello, world, hm, next
    }

    @Test
    void usageIsCurrentUntilMoreIsSaid() {
        String usage = ",\"usage\":{\"completion_tokens\":1}";
        chunk("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]" + usage);
        assertTrue(contract.usageCurrent());
        delta(0, "\"content\":\"\"");
        assertTrue(contract.usageCurrent());
        delta(0, "\"content\":\"b\"");
        assertTrue(!contract.usageCurrent());
        chunk("\"choices\":[]" + usage);
        assertTrue(contract.usageCurrent());
    }

    @Test
    void toHearAllocatesNothing() {
        delta(0, "\"role\":\"assistant\",\"content\":\"\"");
        byte[] event =
                ("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":9,"
                                + "\"model\":\"spare-model\",\"choices\":[{\"index\":0,\"delta\":"
                                + "{\"content\":\" wörd 介绍\\n\"},\"finish_reason\":null}]}\n\n")
                        .getBytes(UTF_8);
        assertEquals(0, Allocation.ofThousand(() -> contract.accept(event, 0, event.length)));
        assertTrue(contract.said() > 3_000);
    }
}
