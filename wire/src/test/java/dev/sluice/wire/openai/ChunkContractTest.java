package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.openai.ChunkContract.Outcome;
import dev.sluice.wire.openai.StreamTerms.UsageChunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkContractTest {
    private static final String HEAD =
            "\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\"";
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

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"content\":\"x\" | null | KEEP | KEEP",
                "\"content\":\"\" | \"stop\" | KEEP | KEEP",
                "`` | \"stop\" | \"content\":\"\" | \"stop\"",
                "\"content\":null | null | \"content\":\"\" | null",
                "\"content\":null,\"reasoning_content\":\"r\" | null |"
                        + " \"content\":\"\",\"reasoning_content\":\"r\" | null",
                "\"reasoning\":\"r\" | null | \"reasoning\":\"r\",\"content\":\"\" | null",
                "\"content\":\"x\",\"tool_calls\":null | null | \"content\":\"x\" | null",
                "\"tool_calls\":[],\"content\":null | null | \"content\":\"\" | null",
                "\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"\"} | null |"
                        + " KEEP | KEEP",
                "\"content\":5 | null | \"content\":\"5\" | null",
                "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]"
                    + " | null | \"content\":\"ab\" | null",
                "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]}]"
                    + " | null | \"content\":\"\",\"reasoning_content\":\"t\" | null",
                "\"content\":\"x\" | \"\" | \"content\":\"x\" | null",
                "\"content\":\"x\" | \"null\" | \"content\":\"x\" | null",
                "\"content\":\"x\" | \"eos\" | \"content\":\"x\" | \"stop\"",
                "\"content\":\"x\" | \"end_turn\" | \"content\":\"x\" | \"stop\"",
                "\"content\":\"x\" | \"stop_sequence\" | \"content\":\"x\" | \"stop\"",
                "\"content\":\"x\" | \"max_tokens\" | \"content\":\"x\" | \"length\"",
                "\"content\":\"x\" | \"model_length\" | \"content\":\"x\" | \"length\"",
                "\"content\":\"x\" | \"tool_use\" | \"content\":\"x\" | \"tool_calls\"",
                "\"content\":\"x\" | \"safety\" | \"content\":\"x\" | \"content_filter\"",
                "\"content\":\"\" | \"sensitive\" | KEEP | KEEP",
                "\"content\":\"x\" | \"tool_calls\" | KEEP | KEEP",
            })
    void repairsDeltasAndFinishReasons(
            String delta, String finish, String expectedDelta, String expectedFinish) {
        begin();
        String expected =
                expectedDelta.equals("KEEP") ? "KEEP" : delta(expectedDelta, expectedFinish);
        assertEquals(expected, accept(withheld, delta(delta, finish)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // delta in front of the index; finish key absent; index absent; delta absent or
                // null
                "{\"delta\":{\"content\":\"x\",\"role\":\"assistant\"},\"finish_reason\":null,\"index\":0}"
                    + " | KEEP",
                "{\"delta\":{\"content\":\"x\"},\"index\":0} |"
                    + " {\"delta\":{\"content\":\"x\",\"role\":\"assistant\"},\"index\":0,\"finish_reason\":null}",
                "{\"delta\":{\"role\":\"assistant\",\"content\":\"x\"},\"finish_reason\":null} |"
                    + " {\"delta\":{\"role\":\"assistant\",\"content\":\"x\"},\"finish_reason\":null,\"index\":0}",
                "{\"index\":0,\"finish_reason\":null} |"
                    + " {\"index\":0,\"finish_reason\":null,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}",
                "{\"index\":0,\"delta\":null,\"finish_reason\":null} |"
                    + " {\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                "{\"index\":0,\"delta\":{},\"finish_reason\":null} |"
                    + " {\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                "{\"index\":0,\"delta\":{\"role\":null,\"content\":\"\"},\"finish_reason\":null} |"
                    + " {\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                "{\"index\":null,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}"
                    + " | {\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                "{\"index\":0,\"message\":{\"content\":\"all\"},\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}"
                    + " | KEEP",
            })
    void repairsFirstChoices(String choice, String expected) {
        assertEquals(
                expected.equals("KEEP") ? "KEEP" : event(expected),
                accept(withheld, event(choice)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"id\":\"c2\",\"object\":\"x\",\"created\":8,\"model\":\"n\"",
                "\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\"",
                "\"id\":null,\"object\":null,\"created\":null,\"model\":null",
            })
    void oneStreamHasOneIdentity(String head) {
        begin();
        String choices =
                ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null}]";
        assertEquals(
                "data: {" + HEAD + choices + "}\n\n",
                accept(withheld, "data: {" + head + choices + "}\n\n"));
    }

    @Test
    void whatTheUpstreamDoesNotSayIsMadeUpOnce() {
        String choice =
                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}";
        String head =
                ",\"id\":\"spare\",\"object\":\"chat.completion.chunk\",\"created\":9,\"model\":\"spare-model\"";
        assertEquals(
                "data: {\"choices\":[" + choice + "]" + head + "}\n\n",
                accept(withheld, "data: {\"choices\":[" + choice + "]}\n\n"));
        assertTrue(accept(withheld, event(choice)).contains("\"id\":\"spare\""));
    }

    @Test
    void framesAreMadeCanonical() {
        begin();
        String json = delta("\"content\":\"x\"", "null").substring(6).trim();
        String canonical = "data: " + json + "\n\n";
        String split = json.replace(",\"choices\"", ",\ndata: \"choices\"");
        for (String raw :
                new String[] {
                    "data:" + json + "\n\n",
                    "data: " + json + "\r\n\r\n",
                    "data: " + json + "\r\r",
                    "data: " + json + "\n",
                    "data: " + json,
                    "\ndata: " + json + "\n\n",
                    "\uFEFFdata: " + json + "\n\n",
                    ": note\nevent: message\nid: 5\nretry: 1\ndata: " + json + "\n\n",
                }) {
            assertEquals(canonical, accept(withheld, raw), raw);
        }
        assertEquals(
                canonical.replace(",\"choices\"", ", \"choices\""),
                accept(withheld, "data: " + split + "\n\n"));
        assertEquals("KEEP", accept(withheld, canonical));
        assertEquals("DROP", accept(withheld, ": OPENROUTER PROCESSING\n\n"));
        assertEquals("DROP", accept(withheld, "data:\n\n"));
        assertEquals("DROP", accept(withheld, "\n\n"));
        assertEquals("DONE", accept(withheld, "data: [DONE]\n\n"));
        assertEquals("DONE", accept(withheld, "data:[DONE] \r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "data: {\"error\":{\"code\":429}} | {\"code\":429}",
                "data: {\"error\":\"busy\",\"code\":\"x\"} | \"busy\"",
                "data: {\"id\":\"c\",\"choices\":[],\"error\":{\"a\":1}} | {\"a\":1}",
                "data: {\"code\":\"1301\",\"message\":\"no\"} |"
                        + " {\"code\":\"1301\",\"message\":\"no\"}",
                "data: {\"detail\":\"no\"} | {\"detail\":\"no\"}",
            })
    void upstreamErrorsFail(String raw, String failure) {
        assertEquals("FAILED " + failure, accept(withheld, raw + "\n\n"));
        assertEquals("FAILED " + failure, accept(contract(UsageChunk.WANTED), raw + "\r\n\r\n"));
    }

    @Test
    void anErrorEventFailsWhateverItSays() {
        assertEquals("FAILED {\"x\":1}", accept(withheld, "event: error\ndata: {\"x\":1}\n\n"));
        assertEquals("FAILED 3", accept(withheld, "event: error\ndata: {\"error\":3}\n\n"));
        assertTrue(accept(withheld, "event: error\n\n").startsWith("FAILED \"the upstream"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{", "{\"a\":1", "[1]", "null", "{\"choices\":[1]}", "<html>"})
    void whatIsNotAChunkFails(String data) {
        String outcome = accept(withheld, "data: " + data + "\n\n");
        assertTrue(outcome.startsWith("FAILED \"the upstream sent an event that is not"), outcome);
    }

    @Test
    void aNullErrorIsTakenOut() {
        begin();
        String clean = delta("\"content\":\"x\"", "null");
        for (String error : new String[] {"null", "\"\"", "false"}) {
            assertEquals(
                    clean,
                    accept(withheld, clean.replace("{\"id\"", "{\"error\":" + error + ",\"id\"")));
            assertEquals(
                    clean, accept(withheld, clean.replace("]}\n", "],\"error\":" + error + "}\n")));
        }
    }

    private static final String CHOICELESS = "data: {" + HEAD + ",\"choices\":[]%s}\n\n";
    private static final String USAGE = ",\"usage\":{\"total_tokens\":%d}";

    @Test
    void theUsageChunkReachesOnlyWhoAskedForIt() {
        String usage = String.format(CHOICELESS, String.format(USAGE, 3));
        String other = String.format(CHOICELESS, ",\"moderation\":{}");
        String end = delta("\"role\":\"assistant\",\"content\":\"\"", "\"stop\"");
        ChunkContract wanted = contract(UsageChunk.WANTED);
        for (ChunkContract contract : new ChunkContract[] {withheld, wanted}) {
            assertEquals("DROP", accept(contract, String.format(CHOICELESS, ",\"usage\":null")));
            assertEquals("KEEP", accept(contract, end));
        }
        assertEquals("DROP", accept(withheld, usage));
        assertEquals("DROP", accept(withheld, other));
        assertEquals("KEEP", accept(wanted, usage));
        assertEquals("DROP", accept(wanted, usage));
        assertEquals("KEEP", accept(wanted, other));
        for (ChunkContract contract : new ChunkContract[] {withheld, wanted}) {
            assertEquals("{\"total_tokens\":3}", new String(contract.usage(), UTF_8));
            assertEquals("data: [DONE]\n\n", new String(contract.ending(), UTF_8));
        }
    }

    @Test
    void theEndingMakesUpForAMissingUsageChunk() {
        ChunkContract wanted = contract(UsageChunk.WANTED);
        String end = delta("\"role\":\"assistant\",\"content\":\"\"", "\"stop\"");
        assertEquals(
                "KEEP",
                accept(wanted, end.replace("]}\n", "]" + String.format(USAGE, 30) + "}\n")));
        assertEquals(
                "KEEP",
                accept(
                        wanted,
                        delta("\"content\":\"x\"", "null")
                                .replace("]}\n", "]" + String.format(USAGE, 4) + "}\n")));
        assertEquals(
                String.format(CHOICELESS, String.format(USAGE, 4)) + "data: [DONE]\n\n",
                new String(wanted.ending(), UTF_8));
        assertEquals("data: [DONE]\n\n", new String(wanted.ending(), UTF_8));
        assertEquals("data: [DONE]\n\n", new String(withheld.ending(), UTF_8));
        assertEquals(0, withheld.usage().length);
    }

    @Test
    void aChoiceEndsOnce() {
        begin();
        assertFalse(withheld.finished());
        assertEquals("KEEP", accept(withheld, delta("\"content\":\"x\"", "\"length\"")));
        assertTrue(withheld.finished());
        assertEquals(
                "DROP",
                accept(withheld, delta("\"role\":\"assistant\",\"content\":\"\"", "\"stop\"")));
        assertEquals("DROP", accept(withheld, delta("\"content\":null", "\"end_turn\"")));
        assertEquals(
                delta("\"content\":\"y\"", "null"),
                accept(withheld, delta("\"content\":\"y\"", "\"stop\"")));
        assertEquals("KEEP", accept(withheld, delta("\"content\":\"z\"", "null")));
        String second =
                "{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}";
        assertEquals("KEEP", accept(withheld, event(second)));
        assertFalse(withheld.finished());
    }

    @Test
    void contentIsSeenWhenSomethingIsSaid() {
        begin();
        assertFalse(withheld.contentSeen());
        accept(
                withheld,
                delta("\"content\":\"\",\"refusal\":null,\"reasoning_details\":[]", "null"));
        assertFalse(withheld.contentSeen());
        accept(withheld, delta("\"content\":\"\",\"reasoning\":\"r\"", "null"));
        assertTrue(withheld.contentSeen());
    }

    @Test
    void toolCallsAreNumberedNamedAndEnded() {
        begin();
        // An orderly call stays as it is.
        assertEquals(
                "KEEP",
                accept(
                        withheld,
                        tool(
                                "\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}")));
        assertEquals(
                "KEEP", accept(withheld, tool("\"index\":0,\"function\":{\"arguments\":\"{\"}")));
        // What is repeated goes.
        assertEquals(
                tool("\"index\":0,\"function\":{\"arguments\":\"}\"}"),
                accept(
                        withheld,
                        tool(
                                "\"id\":null,\"index\":0,\"type\":\"function\",\"function\":{\"name\":\"\",\"arguments\":\"}\"}")));
        assertEquals(
                tool("\"function\":{\"arguments\":\"\"},\"index\":0"),
                accept(
                        withheld,
                        tool("\"function\":{\"name\":\"f\",\"arguments\":null},\"id\":\"a\"")));
        // A new id and a name at a taken index open another call; arguments become a string.
        assertEquals(
                tool(
                        "\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":"
                            + " 1}\"}"),
                accept(
                        withheld,
                        tool(
                                "\"index\":0,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":"
                                    + " 1}}")));
        // No index, no type, no arguments.
        assertEquals(
                tool(
                        "\"id\":\"c\",\"function\":{\"name\":\"g\",\"arguments\":\"\"},\"index\":2,\"type\":\"function\""),
                accept(withheld, tool("\"id\":\"c\",\"function\":{\"name\":\"g\"}")));
        assertEquals(
                tool(
                        "\"index\":3,\"id\":\"d\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}"),
                accept(
                        withheld,
                        tool(
                                "\"index\":-1,\"id\":\"d\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}")));
        assertEquals(
                delta("\"content\":\"\"", "\"tool_calls\""),
                accept(withheld, delta("", "\"stop\"")));
    }

    @Test
    void aMissingCallIdIsMadeUp() {
        begin();
        String first =
                accept(
                        withheld,
                        tool("\"index\":4,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}"));
        assertTrue(
                first.matches(
                        "(?s).*\"index\":0,.*\"id\":\"call_[0-9a-f]{24}\",\"type\":\"function\".*"),
                first);
        assertEquals(
                tool("\"index\":0,\"function\":{\"arguments\":\"\"}"),
                accept(
                        withheld,
                        tool("\"index\":4,\"id\":\"late\",\"function\":{\"arguments\":\"\"}")));
    }

    private static String tool(String call) {
        return delta("\"tool_calls\":[{" + call + "}]", "null");
    }

    @Test
    void whatStatesItsUsageHasStopped() {
        begin();
        accept(withheld, delta("\"audio\":{\"data\":\"AA==\"}", "null"));
        accept(withheld, "data: {" + HEAD + ",\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n");
        assertEquals("DONE", accept(withheld, "data: [DONE]\n\n"));
        assertFalse(withheld.finished());
        assertEquals(
                delta("\"content\":\"\"", "\"stop\""), new String(withheld.missingFinish(), UTF_8));
        assertTrue(withheld.finished());
        assertEquals(0, withheld.missingFinish().length);
    }

    @Test
    void withoutUsageAStreamMayHaveBeenCut() {
        begin();
        accept(withheld, delta("\"content\":\"x\"", "null"));
        assertEquals(0, withheld.missingFinish().length);
        assertFalse(withheld.finished());
    }
}
