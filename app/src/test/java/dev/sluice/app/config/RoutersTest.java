package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    static String file(String... more) {
        return "[\n"
                + "{\"token\":\"sk-a\",\"type\":\"echo\"},\n"
                + "{\"token\":\"sk-b\",\"type\":\"echo\"},\n"
                + String.join(",\n", more)
                + "\n]";
    }

    static String router(String token, String config) {
        return "{\"token\":\"" + token + "\",\"type\":\"router\",\"config\":{" + config + "}}";
    }

    static String byName(String token, String names) {
        return "{\"token\":\""
                + token
                + "\",\"type\":\"model-name-router\",\"config\":{\"model-2-token\":{"
                + names
                + "}}}";
    }

    static Loaded loaded(String text, Moment moment) {
        Configuration read = ProblemsTest.read("model-config.json", text, moment);
        return assertInstanceOf(Loaded.class, read, read::toString);
    }

    static @Nullable VirtualKey key(Loaded loaded, String token) {
        return loaded.snapshot().keys().find(Digest.of(token).bytes());
    }

    static Route route(Loaded loaded, String token) {
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
}
