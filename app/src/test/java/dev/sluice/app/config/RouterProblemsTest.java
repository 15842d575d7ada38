package dev.sluice.app.config;

import static dev.sluice.app.config.RoutersTest.byName;
import static dev.sluice.app.config.RoutersTest.file;
import static dev.sluice.app.config.RoutersTest.key;
import static dev.sluice.app.config.RoutersTest.loaded;
import static dev.sluice.app.config.RoutersTest.route;
import static dev.sluice.app.config.RoutersTest.router;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with the routers of a model-config.json, word for word; never a token. */
class RouterProblemsTest {
    static Stream<Arguments> mistakes() {
        String words =
                "expected ordered or round-robin or random or weighted or parallel or least-busy or"
                        + " fastest or cheapest or sticky";
        String unknown = "no entry has this token, expected one of this file";
        String empty = "is empty, expected tokens of this file";
        String pool = "line 4: [2].config.token_pool";
        String names = "line 4: [2].config.model-2-token";
        return Stream.of(
                Arguments.of(
                        router("r", "\"router_strategy\":\"best\",\"token_pool\":[\"sk-a\"]"),
                        "line 4: [2].config.router_strategy: found 'best', " + words),
                Arguments.of(router("r", ""), pool + ": " + empty),
                Arguments.of(router("r", "\"token_pool\":[]"), pool + ": " + empty),
                Arguments.of(
                        router("r", "\"token_pool\":\"sk-a\""),
                        pool + ": found a single value, expected a list of tokens"),
                Arguments.of(
                        router("r", "\"token_pool\":[\"sk-a\",\n\"sk-gone\"]"),
                        "line 5: [2].config.token_pool[1]: " + unknown),
                Arguments.of(router("r", "\"token_pool\":[[]]"), pool + "[0]: " + unknown),
                Arguments.of(
                        router("r", "\"token_pool\":[{\"token\":\"sk-gone\"}]"),
                        pool + "[0]: " + unknown),
                Arguments.of(
                        router("r", "\"token_pool\":[{\"token\":\"sk-a\",\"weight\":0}]"),
                        pool + "[0].weight: found 0, expected a whole number from 1 to 1000000"),
                Arguments.of(
                        router("r", "\"token_pool\":[{\"token\":\"sk-a\",\"wieght\":1}]"),
                        pool + "[0].wieght: unknown member; did you mean 'weight'?"),
                Arguments.of(
                        router("r", "\"token_pool\":[{\"weight\":1}]"),
                        pool + "[0].token: missing; expected the token of an entry"),
                Arguments.of(
                        router("r", "\"token_pool\":[\"sk-a\"],\"hedge\":{\"share\":2}"),
                        "line 4: [2].config.hedge.share: found 2, expected a number from 0 to 1"),
                Arguments.of(
                        router("r", "\"token_pool\":[\"sk-a\"],\"retries\":99"),
                        "line 4: [2].config.retries: found 99, expected a whole number from 0 to"
                                + " 10"),
                Arguments.of(
                        router("r", "\"token_pool\":[\"sk-a\"],\"larger_model\":\"sk-gone\""),
                        "line 4: [2].config.larger_model: " + unknown),
                Arguments.of(
                        router("r", "\"token_pool\":[\"r\"]"),
                        "line 4: [2]: leads back to itself, expected no cycle"),
                Arguments.of(
                        router("r", "\"token_pool\":[\"sk-a\"],\"larger_model\":\"r\""),
                        "line 4: [2]: leads back to itself, expected no cycle"),
                Arguments.of(
                        "{\"token\":\"r\",\"type\":\"model-name-router\"}", names + ": " + empty),
                Arguments.of(byName("r", ""), names + ": " + empty),
                Arguments.of(byName("r", "\"m\":\"sk-gone\""), names + ".m: " + unknown),
                Arguments.of(
                        byName("r", "\"default\":\"sk-gone\""), names + ".default: " + unknown),
                Arguments.of(
                        byName("r", "\"a*b\":\"sk-a\""),
                        names
                                + ".a*b: found 'a*b', expected a name, or a beginning that ends in"
                                + " *"),
                Arguments.of(byName("r", "\"m\":{\"token\":\"sk-a\"}"), names + ".m: " + unknown));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrongWithARouter(String entry, String sentence) {
        Configuration read = ProblemsTest.read("m.json", file(entry), Moment.RELOAD);
        assertEquals(
                List.of(sentence),
                assertInstanceOf(Rejected.class, read).problems().stream()
                        .map(Problem::sentence)
                        .toList());
        assertFalse(read.toString().contains("sk-"), "tokens are secrets");
    }

    @Test
    void everyRouterOfACycleIsNamed() {
        String text =
                file(
                        router("r1", "\"token_pool\":[\"sk-a\",\"r2\"]"),
                        byName("r2", "\"m\":\"r3\""),
                        router("r3", "\"token_pool\":[\"r1\"]"),
                        router("r4", "\"token_pool\":[\"r1\"]"));
        Configuration read = ProblemsTest.read("m.json", text, Moment.RELOAD);
        assertEquals(
                List.of(4, 5, 6),
                assertInstanceOf(Rejected.class, read).problems().stream()
                        .map(Problem::line)
                        .toList());
    }

    @Test
    void aRouterKeepsItsGoodMembersAtStart() {
        String text =
                file(
                        "{\"token\":\"sk-c\",\"type\":\"nix\"}",
                        router(
                                "r1",
                                "\"token_pool\":[\"sk-a\",\"sk-c\",\"sk-gone\",\"r2\",\"r3\"]"),
                        router("r2", "\"token_pool\":[\"r2\"]"),
                        router("r3", "\"token_pool\":[\"sk-c\"]"),
                        router("r4", "\"router_strategy\":\"x\",\"token_pool\":[\"sk-a\"]"),
                        byName("r5", "\"m\":\"r4\",\"n\":\"sk-b\""));
        Loaded loaded = loaded(text, Moment.START);
        assertEquals("router-4 roundrobin(echo-1)", RouteText.of(route(loaded, "r1")));
        assertEquals("model-name-router-8 {n: echo-2}", RouteText.of(route(loaded, "r5")));
        for (String left : List.of("sk-c", "r2", "r3", "r4")) {
            assertNull(key(loaded, left), left);
        }
        String used = ": left out: the entry it names cannot be used";
        List<String> said = loaded.warnings().stream().map(Problem::sentence).toList();
        for (String sentence :
                List.of(
                        "line 5: [3].config.token_pool[1]" + used,
                        "line 5: [3].config.token_pool[2]: no entry has this token, expected one of"
                                + " this file",
                        "line 5: [3].config.token_pool[3]" + used,
                        "line 5: [3].config.token_pool[4]" + used,
                        "line 6: [4]: leads back to itself, expected no cycle",
                        "line 7: [5].config.token_pool[0]" + used,
                        "line 7: [5]: left out: none of its members can be used",
                        "line 9: [7].config.model-2-token.m" + used)) {
            assertTrue(said.contains(sentence), sentence + " in " + said);
        }
        assertEquals(10, said.size(), said::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"token_pool\":[\"sk-a\"],\"tempreature\":1|[2].config.tempreature: ignored",
                "\"token_pool\":[\"sk-a\"],\"strategy\":\"random\""
                        + "|[2].config.strategy: ignored",
                "\"token_pool\":[\"sk-a\"],\"sticky_by\":\"user\""
                        + "|[2].config.sticky_by: has no effect: the strategy is not sticky",
                "\"token_pool\":[\"sk-a\"],\"hedge\":{}"
                        + "|[2].config.hedge: has no effect: there is no second deployment to ask",
                "\"token_pool\":[\"sk-a\"],\"router_strategy\":\"cheapest\""
                        + "|[2].config: a member without a price is asked after all others",
            })
    void saysWhatIsOdd(String config, String sentence) {
        Loaded loaded = loaded(file(router("r", config)), Moment.RELOAD);
        assertEquals(
                List.of("line 4: " + sentence),
                loaded.warnings().stream().map(Problem::sentence).toList());
    }
}
