package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the scripts answer, asked one by one. */
class RedisScriptTest {
    private static final String LONG = "60000";
    private static RedisProgram program;
    private static RedisLine redis;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        program = new RedisProgram(false);
        redis = new RedisLine(program.uri());
        RedisProgram.until(() ->
                !redis.run(RedisScript.BEAT, "first", "a", "0").handle((_, e) -> e != null).join());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (redis != null) {
            redis.close();
            program.close();
        }
    }

    private static List<Long> run(RedisScript script, String key, String... arguments) {
        return redis.run(script, key, arguments).join();
    }

    private static List<Long> spend(String key, String node, String number, String... rest) {
        // debt, want, holds, life, nodes, seed, new life
        String debt = rest[0].startsWith("-") ? "0" : rest[0];
        String back = rest[0].startsWith("-") ? rest[0].substring(1) : "0";
        return spend(key, node, number, debt, back, rest, "0");
    }

    private static List<Long> spend(
            String key,
            String node,
            String number,
            String debt,
            String back,
            String[] rest,
            String since) {
        return run(
                RedisScript.SPEND,
                key,
                "1000",
                node,
                number,
                debt,
                back,
                rest[1],
                rest[2],
                rest[3],
                rest[4],
                rest[5],
                rest[6],
                LONG,
                since);
    }

    @Test
    void aRateIsGrantedUntilTheMinuteIsFull() {
        assertEquals(
                List.of(50L, 950L),
                run(RedisScript.RATE, "r1", "1000", "0", "50", "1").subList(0, 2));
        // of what is left no more than the equal share
        assertEquals(475L, run(RedisScript.RATE, "r1", "1000", "0", "900", "2").getFirst());
        // a debt is taken in any case
        List<Long> full = run(RedisScript.RATE, "r1", "1000", "700", "10", "1");
        assertEquals(0L, full.getFirst());
        assertTrue(full.get(2) > 13_000_000 && full.get(2) < 13_600_000, full::toString);
        // and what comes back is there again
        List<Long> back = run(RedisScript.RATE, "r1", "1000", "-700", "0", "1");
        assertTrue(back.get(1) >= 475 && back.get(1) < 500, back::toString);
    }

    @Test
    void aHugeRateIsExact() {
        List<Long> first = run(RedisScript.RATE, "r2", "1000000000", "0", "50000000", "1");
        assertEquals(50_000_000L, first.getFirst());
        assertTrue(first.get(1) > 949_000_000, first::toString);
    }

    @Test
    void placesOfANodeThatIsNotHeardOfComeBack() throws InterruptedException {
        assertEquals(
                List.of(6L, 4L, 0L),
                run(RedisScript.PARALLEL, "p", "10", "a", "2", "6", "1", "80"));
        assertEquals(
                List.of(4L, 0L, 0L),
                run(RedisScript.PARALLEL, "p", "10", "b", "1", "8", "1", LONG));
        // replaced, not added to
        assertEquals(
                List.of(2L, 2L, 0L),
                run(RedisScript.PARALLEL, "p", "10", "b", "1", "2", "1", LONG));
        RedisProgram.until(() ->
                run(RedisScript.PARALLEL, "p", "10", "b", "1", "8", "1", LONG).getFirst() == 8L);
        // what is in use is granted even if there is no room
        assertEquals(
                List.of(5L, -3L, 0L),
                run(RedisScript.PARALLEL, "p", "10", "a", "5", "6", "1", LONG));
        assertEquals(
                List.of(0L, 2L, 0L),
                run(RedisScript.PARALLEL, "p", "10", "a", "0", "0", "1", LONG));
    }

    @Test
    void aBudgetBeginsWithWhatTheLedgerSays() {
        assertEquals(List.of(), spend("b1", "a", "1", "30", "50", "10", "0", "1", "", "7"));
        // the ledger knows what was settled; of the rest the node says what it holds
        assertEquals(
                List.of(50L, 640L, 7L, 30L),
                spend("b1", "a", "1", "30", "50", "10", "0", "1", "300", "7"));
        assertEquals(
                List.of(0L, 610L, 7L, 30L),
                spend("b1", "b", "1", "30", "0", "10", "0", "1", "", "8"));
        assertEquals(
                List.of(0L, 580L, 7L, 30L),
                spend("b1", "a", "2", "30", "0", "10", "7", "1", "", "8"));
        // a node that remembers another life says what it holds
        assertEquals(
                List.of(0L, 570L, 7L, 30L),
                spend("b1", "c", "1", "30", "0", "10", "5", "1", "", "8"));
        // no more than is left
        assertEquals(
                List.of(570L, 0L, 7L, 0L),
                spend("b1", "a", "3", "0", "900", "0", "7", "1", "", "8"));
        assertEquals(
                List.of(0L, 20L, 7L, 0L),
                spend("b1", "a", "4", "-20", "0", "0", "7", "1", "", "8"));
    }

    @Test
    void aNodeThatBeganBeforeTheCounterSaysWhatItHolds() {
        spend("b4", "a", "1", "0", "0", "0", "0", "1", "300", "7");
        String[] unknown = {"", "50", "10", "0", "1", "", "8"};
        assertEquals(
                List.of(50L, 640L, 7L, 200L), spend("b4", "b", "1", "200", "0", unknown, LONG));
        assertEquals(List.of(50L, 390L, 7L, 200L), spend("b4", "c", "1", "200", "0", unknown, "0"));
    }

    @Test
    void aRepeatedQuestionIsNotGrantedTwice() {
        spend("b2", "a", "1", "0", "0", "0", "0", "1", "0", "7");
        List<Long> first = spend("b2", "a", "2", "10", "50", "0", "7", "1", "", "8");
        assertEquals(List.of(50L, 940L, 7L, 10L), first);
        assertEquals(first, spend("b2", "a", "2", "10", "50", "0", "7", "1", "", "8"));
        assertEquals(
                List.of(50L, 880L, 7L, 10L),
                spend("b2", "a", "3", "10", "50", "0", "7", "1", "", "8"));
    }

    @Test
    void largeAmountsStayExact() {
        String amount = "9000000000000001";
        List<Long> first =
                run(
                        RedisScript.SPEND,
                        "b3",
                        amount,
                        "a",
                        "1",
                        "0",
                        "0",
                        "1",
                        "0",
                        "0",
                        "1",
                        "8999999999999990",
                        "9007199254740991",
                        LONG,
                        "0");
        assertEquals(List.of(1L, 10L, 9007199254740991L, 0L), first);
        List<Long> next =
                run(
                        RedisScript.SPEND,
                        "b3",
                        amount,
                        "a",
                        "2",
                        "3",
                        "0",
                        "1",
                        "0",
                        "9007199254740991",
                        "1",
                        "",
                        "5",
                        LONG,
                        "0");
        assertEquals(List.of(1L, 6L, 9007199254740991L, 3L), next);
    }

    @Test
    void nodesAreCountedWhileTheyAreHeardOf() {
        assertEquals(List.of(1L), run(RedisScript.BEAT, "n", "a", LONG));
        assertEquals(List.of(2L), run(RedisScript.BEAT, "n", "b", LONG));
        assertEquals(List.of(2L), run(RedisScript.BEAT, "n", "a", LONG));
        assertEquals(List.of(1L), run(RedisScript.BEAT, "n", "b", "0"));
    }
}
