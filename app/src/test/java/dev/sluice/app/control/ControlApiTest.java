package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.app.config.Problem;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.HealthBook;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.Snapshot;
import dev.sluice.core.health.Effect;
import dev.sluice.core.health.Standing;
import dev.sluice.relay.Control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions of an administrator and their answers. */
class ControlApiTest {
    private static final long NOW = 1_000_000_000_000L;

    private final HealthBook health = new HealthBook();
    private Snapshot snapshot = Fixture.snapshot(null);
    private Reload reload = new Reload.InForce(8, List.of());

    /** How things stand by the book; it must not be anybody's turn for being asked about. */
    private final Planner.Outlook outlook =
            new Planner.Outlook() {
                @Override
                public Standing standing(Deployment deployment) {
                    return health.of(deployment).standing(NOW);
                }

                @Override
                public int load(Deployment deployment) {
                    return health.of(deployment).load();
                }

                @Override
                public long firstToken(Deployment deployment) {
                    return health.of(deployment).firstToken();
                }

                @Override
                public long turn(Route.Group group) {
                    return 0;
                }

                @Override
                public double chance() {
                    return 0;
                }
            };

    private final ControlApi api =
            new ControlApi(() -> snapshot, health, () -> outlook, () -> reload, () -> NOW);

    private Control.Reply ask(String method, String target) {
        int mark = target.indexOf('?');
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String each : target.substring(mark + 1).split("&", -1)) {
                String[] pair = each.split("=", 2);
                query.put(pair[0], pair[1]);
            }
        }
        String path = mark < 0 ? target : target.substring(0, mark);
        return api.answer(new Control.Ask(method, path, query, new byte[0]));
    }

    private String json(String method, String target) {
        return new String(ask(method, target).body(), UTF_8);
    }

    private void fail(Deployment deployment) {
        for (int i = 0; i < 3; i++) {
            health.of(deployment).begun();
            health.of(deployment).failed(new Effect.Counted(), NOW, 0);
            health.of(deployment).over();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /                        | 404 | unknown_url",
                "GET  | /explains                | 404 | unknown_url",
                "GET  | /deployments/            | 404 | unknown_url",
                "POST | /deployments//reset      | 404 | unknown_url",
                "POST | /explain                 | 405 | method_not_supported",
                "GET  | /reload                  | 405 | method_not_supported",
                "GET  | /deployments/x/reset     | 405 | method_not_supported",
                "POST | /deployments/gone/reset  | 404 | deployment_not_found",
                "GET  | /explain?key=team-c      | 404 | key_not_found",
                "GET  | /explain                 | 400 | missing_required_parameter",
                "GET  | /explain?key=team-a      | 400 | missing_required_parameter",
                "GET  | /explain?key=team-a&model=none          | 404 | model_not_found",
                "GET  | /explain?key=team-a&model=small&use=x   | 400 | invalid_value",
            })
    void whatCannotBeAnsweredIsAnErrorInTheUsualEnvelope(
            String method, String target, int status, String code) {
        Control.Reply reply = ask(method, target);
        assertEquals(status, reply.status());
        String json = new String(reply.body(), UTF_8);
        assertTrue(json.startsWith("{\"error\":{\"message\":\""), json);
        assertTrue(json.endsWith("\"code\":\"" + code + "\"}}"), json);
        assertTrue(json.contains("\"type\":\"invalid_request_error\",\"param\":"), json);
    }

    @Test
    void errorsSayWhatThereIs() {
        assertTrue(json("GET", "/explains").contains("GET /explain, GET /deployments, POST"));
        assertTrue(json("POST", "/explain").contains("allowed: GET"));
        assertTrue(json("POST", "/deployments/openai/smal/reset").contains("'openai/small'"));
        assertTrue(json("GET", "/explain?key=team-c").contains("'team-a' or 'team-b'"));
    }

    @Test
    void explainsAPlanInOrder() {
        String expected =
                "{\"model\":\"small\",\"key\":\"team-a\",\"route\":\"pool\",\"steps\":["
                        + step("openai/small")
                        + ","
                        + step("azure/small")
                        + "],\"larger\":["
                        + step("openai/big")
                        + "],\"excluded\":[],\"policy\":{\"retries\":2,"
                        + "\"hedge\":{\"after_ms\":300,\"share\":0.1},"
                        + "\"larger\":\"openai/big\"},\"refused\":null}";
        assertEquals(expected, json("GET", "/explain?model=small&key=team-a"));
        String digest = Digest.of(Fixture.A_KEY).hex();
        assertEquals(expected, json("GET", "/explain?model=small&key=" + digest));
        assertEquals(expected, json("GET", "/explain?use=chat&user=u&model=small&key=team-a"));
    }

    private static String step(String id) {
        return "{\"together\":[" + choice(id) + "]}";
    }

    private static String choice(String id) {
        return "{\"deployment\":\"" + id + "\",\"model\":\"up-" + id + "\",\"probe\":false}";
    }

    @Test
    void explainsTheKeyOfEverybodyAndItsUsualModel() {
        snapshot = Fixture.snapshot(Fixture.open());
        String json = json("GET", "/explain");
        assertTrue(json.startsWith("{\"model\":\"race\",\"key\":\"everybody\""), json);
        String together = choice("openai/small") + "," + choice("azure/small");
        assertTrue(json.contains("\"steps\":[{\"together\":[" + together + "]}"), json);
    }

    @Test
    void explainsWhoIsLeftOutAndWhy() {
        fail(Fixture.ONE);
        String json = json("GET", "/explain?model=small&key=team-a");
        assertTrue(json.contains("\"steps\":[" + step("azure/small") + "]"), json);
        assertTrue(
                json.contains(
                        "\"excluded\":[{\"deployment\":\"openai/small\",\"reason\":\"failing\""),
                json);
        assertTrue(json.contains("\"refused\":null"), json);
    }

    @Test
    void explainsThatNobodyMayBeAsked() {
        fail(Fixture.ONE);
        fail(Fixture.TWO);
        String json = json("GET", "/explain?model=small&key=team-a");
        assertTrue(json.contains("\"steps\":[]"), json);
        assertTrue(json.contains("\"refused\":{\"status\":503,\"retry_after_ms\":"), json);
    }

    @Test
    void explainingChangesNothing() {
        fail(Fixture.ONE);
        String before = json("GET", "/deployments");
        for (int i = 0; i < 5; i++) {
            json("GET", "/explain?model=small&key=team-a");
        }
        assertEquals(before, json("GET", "/deployments"));
    }

    @Test
    void listsEveryDeploymentWithItsHealth() {
        String well =
                "\"standing\":\"ready\",\"reason\":null,\"retry_after_ms\":0,\"share\":1.0,"
                        + "\"calls\":0,\"failures\":0,\"failures_in_row\":0,\"opened\":0,"
                        + "\"load\":0,\"first_token_ms\":null}";
        assertEquals(
                "{\"deployments\":["
                        + "{\"id\":\"openai/small\","
                        + well
                        + ",{\"id\":\"azure/small\","
                        + well
                        + ",{\"id\":\"openai/big\","
                        + well
                        + "]}",
                json("GET", "/deployments"));
    }

    @Test
    void listsWhoIsOutAndForgetsItWhenTold() {
        fail(Fixture.ONE);
        health.of(Fixture.TWO).begun();
        health.of(Fixture.TWO).succeeded(NOW, 250_000_000);
        String json = json("GET", "/deployments");
        assertTrue(
                json.contains(
                        "{\"id\":\"openai/small\",\"standing\":\"out\",\"reason\":\"failing\","
                                + "\"retry_after_ms\":5000,\"share\":0.0,\"calls\":3,"
                                + "\"failures\":3,\"failures_in_row\":3,\"opened\":1,"),
                json);
        assertTrue(json.contains("\"load\":1,\"first_token_ms\":250}"), json);

        Control.Reply reset = ask("POST", "/deployments/openai/small/reset");
        assertEquals(200, reset.status());
        String after = new String(reset.body(), UTF_8);
        assertTrue(after.startsWith("{\"id\":\"openai/small\",\"standing\":\"ready\""), after);
        assertFalse(json("GET", "/deployments").contains("failing"));
    }

    @Test
    void aWaitForTooManyCallsIsACooldown() {
        var rate = new Effect.Removed(Standing.Reason.COOLDOWN, 30_000);
        health.of(Fixture.ONE).begun();
        health.of(Fixture.ONE).failed(rate, NOW, 0);
        String json = json("GET", "/deployments");
        assertTrue(json.contains("\"reason\":\"cooldown\",\"retry_after_ms\":30000"), json);
    }

    @Test
    void saysWhatBecameOfAReload() {
        assertEquals("{\"revision\":8,\"warnings\":[]}", json("POST", "/reload"));
        var odd = new Problem(3, "models[0]", "looks \"odd\"");
        reload = new Reload.InForce(9, List.of(odd));
        String listed = "[{\"line\":3,\"path\":\"models[0]\",\"message\":\"looks \\\"odd\\\"\"}]";
        assertEquals("{\"revision\":9,\"warnings\":" + listed + "}", json("POST", "/reload"));

        reload = new Reload.Refused(List.of(odd));
        assertEquals(400, ask("POST", "/reload").status());
        String json = json("POST", "/reload");
        assertTrue(json.startsWith("{\"error\":{\"message\":\"The configuration cannot"), json);
        assertTrue(json.endsWith("\"configuration_refused\"},\"problems\":" + listed + "}"), json);
    }
}
