package dev.sluice.app.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.api.EncodingType;
import dev.sluice.core.meter.TokenCounter;
import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JTokkitCounterTest {
    /** One for all tests: vocabularies take a while to load. */
    private static final JTokkitCounter COUNTER = new JTokkitCounter(Runnable::run);

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, O200K_BASE",
        "gpt-4o-mini-2024-07-18, O200K_BASE",
        "gpt-4.1-nano, O200K_BASE",
        "gpt-5, O200K_BASE",
        "gpt-5.4-mini, O200K_BASE",
        "gpt-6-luna, O200K_BASE",
        "gpt-oss-120b, O200K_BASE",
        "chatgpt-4o-latest, O200K_BASE",
        "o1, O200K_BASE",
        "o3-mini, O200K_BASE",
        "o4-mini-2025-04-16, O200K_BASE",
        "ft:gpt-4o-2024-08-06:me::1, O200K_BASE",
        "gpt-4, CL100K_BASE",
        "gpt-4-turbo, CL100K_BASE",
        "gpt-3.5-turbo-0125, CL100K_BASE",
        "gpt-35-turbo, CL100K_BASE",
        "text-embedding-3-small, CL100K_BASE",
        "claude-opus-5, ",
        "qwen-plus, ",
        "o200, ",
        "orca, ",
        "gpt-40, ",
        "'', "
    })
    void knowsWhoseVocabularyItHas(String model, @Nullable EncodingType type) {
        assertEquals(type, JTokkitCounter.type(model));
    }

    /** As tiktoken counts. */
    @ParameterizedTest
    @CsvSource({
        "gpt-4, tiktoken is great!, 6",
        "gpt-4o, tiktoken is great!, 6",
        "gpt-4, antidisestablishmentarianism, 6",
        "gpt-4o, antidisestablishmentarianism, 6",
        "gpt-4, 2 + 2 = 4, 7",
        "gpt-4o, 2 + 2 = 4, 7",
        "gpt-4, お誕生日おめでとう, 9",
        "gpt-4o, お誕生日おめでとう, 8",
        "gpt-4o, <|endoftext|>, 7",
        "gpt-4o, '', 0",
        "qwen-plus, 介绍一下你自己 hello world, 10"
    })
    void countsAsTheVendorDoesOrByTheFormula(String model, String text, long tokens) {
        assertEquals(tokens, COUNTER.count(model, text));
    }

    @Test
    void nobodyWaitsForAVocabulary() {
        Deque<Runnable> later = new ArrayDeque<>();
        var counter = new JTokkitCounter(later::add);

        assertEquals(10, counter.count("gpt-4", "介绍一下你自己 hello world"));
        assertEquals(10, counter.conversation("gpt-4", List.of("介绍一下你自己 hello world")));
        assertEquals(1, later.size());
        later.remove().run();
        assertEquals(6, counter.count("gpt-4", "tiktoken is great!"));
        assertEquals(0, later.size());
    }

    @Test
    void cuttingLongTextsChangesNextToNothing() {
        String prose = "The quick brown fox jumps over the lazy dog. ".repeat(800);
        long whole = 800L * COUNTER.count("gpt-4o", "The quick brown fox jumps over the lazy dog.");

        assertEquals((double) whole, (double) COUNTER.count("gpt-4o", prose), 5.0);
        // Beyond what is counted, in proportion.
        assertEquals(
                whole * 100.0, (double) COUNTER.count("gpt-4o", prose.repeat(100)), (double) whole);
    }

    @ParameterizedTest
    @CsvSource({"a", "中", "'=-'", "😀", "\uD83D", "' '", "'\n'"})
    void longRunsWithoutASpaceAreCountedToo(String unit) {
        long tokens = COUNTER.count("gpt-4o", unit.repeat(2_000_000));

        assertTrue(tokens > 0 && tokens < 10_000_000, tokens + " tokens");
    }

    @Test
    void conversationsOfOtherModelsAreTheFormulas() {
        List<String> messages = List.of("你好", "hello world", "hi");

        assertEquals(
                TokenCounter.FORMULA.conversation("glm-4", messages),
                COUNTER.conversation("glm-4", messages));
    }

    @Test
    void agreesWithWhatOpenAiCounted() {
        Optional<Recordings> recordings = Recordings.find();
        Assumptions.assumeTrue(recordings.isPresent(), Recordings.ABSENT);
        int[] same = new int[2];
        List<String> others = new ArrayList<>();
        try (var records = recordings.get().records("openai", "chat.completions")) {
            records.filter(JTokkitCounterTest::isPlain)
                    .forEach(record -> {
                        String model = Objects.requireNonNull(record.model());
                        long stated =
                                Objects.requireNonNull(record.responseJson())
                                        .path("usage")
                                        .path("prompt_tokens")
                                        .asLong();
                        long counted = COUNTER.conversation(model, texts(record));
                        same[counted == stated ? 0 : 1]++;
                        if (counted != stated) {
                            others.add(model + " " + stated + " " + counted + " " + record.id());
                        }
                    });
        }

        // Newer models are told more than the caller wrote.
        assertTrue(same[0] > 20 && same[0] > 3 * same[1], same[0] + " the same, but " + others);
    }

    /** Nothing but text: whatever else a model is told is not in the request. */
    private static boolean isPlain(Recording record) {
        JsonNode request = record.requestJson();
        if (request == null
                || record.model() == null
                || JTokkitCounter.type(record.model()) == null
                || record.responseJson() == null
                || record.status() != 200) {
            return false;
        }
        for (String other :
                Set.of(
                        "tools",
                        "functions",
                        "response_format",
                        "web_search_options",
                        "prediction")) {
            if (request.has(other)) {
                return false;
            }
        }
        return request.path("messages")
                .valueStream()
                .allMatch(message -> message.path("content").isString() && message.size() == 2);
    }

    private static List<String> texts(Recording record) {
        JsonNode request = record.requestJson();
        return request == null
                ? List.of()
                : request.path("messages")
                        .valueStream()
                        .map(message -> message.path("content").asString())
                        .toList();
    }
}
