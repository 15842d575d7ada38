package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Routers of a model-config.json become trees of routes, or problems that name no token. */
class RoutersTest {
    /** The routers and their members exactly as openai-style-api's README has them. */
    static final String README =
            """
                [
                {
                    "token": "7c7aa4a3549f5",
                    "type": "zhipu-api",  // 智谱API
                    "config": {
                        "api_key": "xxxxxx",
                        "model": "chatglm_lite",
                        "temperature": 0.8,
                        "top_p": 0.7
                    }
                },
                {
                    "token": "7c7aa4a3549f11",
                    "type": "xunfei-spark-api", // 讯飞星火API
                    "config": {
                        "app_id": "xxxx",
                        "api_key": "xxxx",
                        "api_secret": "xxxxxx",
                        "api_model_version": "v2.0",
                        "top_k": 5
                    }
                },
                {
                    "token": "7c7aa4a3549f12",
                    "type": "router", // 路由  可以包含多个模型进行负载均衡
                    "config": {
                        "router_strategy": "round-robin", // 路由策略  round-robin 轮询   random 随机
                        "token_pool": [   // 路由的token池
                            "7c7aa4a3549f11",
                            "7c7aa4a3549f5"
                        ]
                    }
                },
                {
                    "token": "7c7aa4a3549f13",
                    "type": "model-name-router", //根据req中的modelname进行路由, 可以方便的结合ChatGPT-Next-Web
                    "config": {
                        "model-2-token": {   // 路由的token池
                            "spark-api-v2.0":"7c7aa4a3549f11",
                            "chatglm_lite": "7c7aa4a3549f5",
                            "router-round-robin": "7c7aa4a3549f12"
                        }
                    }
                }
                ]
            """;

    /** Two entries on lines 2 and 3, and more from line 4 on. */
    private static String file(String... more) {
        return "[\n"
                + "{\"token\":\"sk-a\",\"type\":\"echo\"},\n"
                + "{\"token\":\"sk-b\",\"type\":\"echo\"},\n"
                + String.join(",\n", more)
                + "\n]";
    }

    private static String router(String token, String config) {
        return "{\"token\":\"" + token + "\",\"type\":\"router\",\"config\":{" + config + "}}";
    }

    private static String byName(String token, String names) {
        return "{\"token\":\""
                + token
                + "\",\"type\":\"model-name-router\",\"config\":{\"model-2-token\":{"
                + names
                + "}}}";
    }

    private static Loaded loaded(String text, Moment moment) {
        Configuration read = ProblemsTest.read("model-config.json", text, moment);
        return assertInstanceOf(Loaded.class, read, read::toString);
    }

    private static @Nullable VirtualKey key(Loaded loaded, String token) {
        return loaded.snapshot().keys().find(Digest.of(token).bytes());
    }

    private static Route route(Loaded loaded, String token) {
        VirtualKey key = key(loaded, token);
        assertNotNull(key);
        return assertInstanceOf(ModelTable.Bound.class, key.models()).route();
    }

    @Test
    void readsTheRoutersOfTheReadme() {
        Loaded loaded = loaded(README, Moment.RELOAD);
        assertEquals(
                "router-3 roundrobin(xunfei-spark-api-2, zhipu-api-1)",
                RouteText.of(route(loaded, "7c7aa4a3549f12")));
        assertEquals(
                "model-name-router-4 {spark-api-v2.0: xunfei-spark-api-2, chatglm_lite:"
                    + " zhipu-api-1, router-round-robin: router-3 roundrobin(xunfei-spark-api-2,"
                    + " zhipu-api-1)}",
                RouteText.of(route(loaded, "7c7aa4a3549f13")));
        assertEquals(List.of(), loaded.warnings());
        assertEquals(
                List.of("zhipu-api-1", "xunfei-spark-api-2"),
                loaded.snapshot().deployments().stream().map(each -> each.id()).toList());
    }

    @Test
    void aMemberIsTheDeploymentOfItsOwnKey() {
        Loaded loaded = loaded(README, Moment.RELOAD);
        Route.One own = assertInstanceOf(Route.One.class, route(loaded, "7c7aa4a3549f5"));
        Route.Group group = assertInstanceOf(Route.Group.class, route(loaded, "7c7aa4a3549f12"));
        assertSame(
                own.deployment(),
                assertInstanceOf(Route.One.class, group.members().getLast().route()).deployment());
        Route.ByModel names =
                assertInstanceOf(Route.ByModel.class, route(loaded, "7c7aa4a3549f13"));
        assertSame(group, names.names().find("router-round-robin"));
    }

    @Test
    void everyNameLeadsToTheRouterThatDecides() {
        VirtualKey key = key(loaded(README, Moment.RELOAD), "7c7aa4a3549f13");
        assertNotNull(key);
        assertEquals(
                List.of("spark-api-v2.0", "chatglm_lite", "router-round-robin"),
                key.models().names());
        assertTrue(key.models().decides());
        ModelTable.Resolution.Found found =
                assertInstanceOf(
                        ModelTable.Resolution.Found.class, key.models().resolve("anything"));
        assertEquals("anything", found.name());
        assertEquals(Planner.Naming.BOUND, found.naming());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"token_pool\":[\"sk-a\",\"sk-b\"]|r roundrobin(echo-1, echo-2)",
                "\"router_strategy\":\"random\",\"token_pool\":[\"sk-a\",\"sk-b\"]"
                        + "|r random(echo-1, echo-2)",
                "\"router_strategy\":\"parallel\",\"token_pool\":[\"sk-b\",\"sk-a\"]"
                        + "|r parallel(echo-2, echo-1)",
                "\"router_strategy\":\"ordered\",\"token_pool\":[\"sk-a\"]|r ordered(echo-1)",
                "\"router_strategy\":\"least-busy\",\"token_pool\":[\"sk-a\"]|r leastbusy(echo-1)",
                "\"router_strategy\":\"fastest\",\"token_pool\":[\"sk-a\"]|r fastest(echo-1)",
                "\"router_strategy\":\"sticky\",\"token_pool\":[\"sk-a\"]|r sticky by user(echo-1)",
                "\"router_strategy\":\"sticky\",\"sticky_by\":\"prefix\",\"token_pool\":[\"sk-a\"]"
                        + "|r sticky by prefix(echo-1)",
                "\"router_strategy\":\"weighted\",\"token_pool\":[{\"token\":\"sk-a\",\"weight\":3},\"sk-b\"]|r"
                    + " weighted(echo-1*3, echo-2)",
                "\"router_strategy\":\"cheapest\",\"token_pool\":[{\"token\":\"sk-a\",\"price\":0.5,\"tier\":2},{\"token\":\"sk-b\",\"price\":2}]|r"
                    + " cheapest(echo-1/2$0.5, echo-2$2.0)",
                "\"token_pool\":[\"sk-a\",\"sk-a\",\"sk-b\"]|r roundrobin(echo-1, echo-1, echo-2)",
                "\"token_pool\":[\"sk-a\"],\"retries\":2,\"larger_model\":\"sk-b\""
                        + "|r roundrobin(echo-1) retries 2 larger echo-2",
                "\"token_pool\":[\"sk-a\",\"sk-b\"],\"hedge\":{}"
                        + "|r roundrobin(echo-1, echo-2) hedge 0 0.1",
                "\"token_pool\":[\"sk-a\",\"sk-b\"],\"hedge\":{\"after\":\"2s\",\"share\":0.05}"
                        + "|r roundrobin(echo-1, echo-2) hedge 2000 0.05",
            })
    void readsEveryWordOfARouter(String config, String tree) {
        Loaded loaded = loaded(file(router("sk-r", config)), Moment.RELOAD);
        assertEquals(tree.replaceFirst("^r ", "router-3 "), RouteText.of(route(loaded, "sk-r")));
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void routersContainRoutersWhereverTheyStand() {
        String text =
                file(
                        router("sk-outer", "\"token_pool\":[\"sk-names\",\"sk-b\"]"),
                        byName(
                                "sk-names",
                                "\"m\":\"sk-inner\",\"g*\":\"sk-b\",\"default\":\"sk-a\""),
                        router(
                                "sk-inner",
                                "\"router_strategy\":\"random\",\"token_pool\":[\"sk-a\"]"));
        assertEquals(
                "router-3 roundrobin(model-name-router-4 {m: router-5 random(echo-1), g*: echo-2,"
                        + " else: echo-1}, echo-2)",
                RouteText.of(route(loaded(text, Moment.RELOAD), "sk-outer")));
    }

    @Test
    void fillsInReferencesOfMembers() {
        String text =
                "[{\"token\":\"${SET}\",\"type\":\"echo\"},\n"
                        + router("r", "\"token_pool\":[\"${SET}\",\"from-env\"]")
                        + "]";
        assertEquals(
                "router-2 roundrobin(echo-1, echo-1)",
                RouteText.of(route(loaded(text, Moment.RELOAD), "r")));
    }

    @Test
    void severalKeysAreDeploymentsThatTakeTurns() {
        String text =
                "[{\"token\":\"t\",\"type\":\"openai\",\"config\":{\"api_keys\":[\"k1\",\"k2\"],"
                        + "\"model\":\"m\",\"max_calls\":3,\"queue\":4,\"queue_timeout\":\"1s\","
                        + "\"health_check\":{\"path\":\"/models\"}}},\n"
                        + router("r", "\"token_pool\":[\"t\"]")
                        + "]";
        Loaded loaded = loaded(text, Moment.RELOAD);
        assertEquals(
                "openai-1 roundrobin(openai-1#1, openai-1#2)", RouteText.of(route(loaded, "t")));
        assertEquals(
                "router-2 roundrobin(openai-1 roundrobin(openai-1#1, openai-1#2))",
                RouteText.of(route(loaded, "r")));
        loaded.snapshot()
                .deployments()
                .forEach(each -> {
                    assertEquals(3, each.operation().maxCalls());
                    assertEquals(4, each.operation().queue());
                    assertEquals(1000, each.operation().queueTimeout().toMillis());
                    assertEquals(
                            new Deployment.HealthCheck(
                                    "/models", Duration.ofSeconds(10), Duration.ofSeconds(2)),
                            each.operation().check());
                    assertEquals(0, each.overrides().size());
                });
    }

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
