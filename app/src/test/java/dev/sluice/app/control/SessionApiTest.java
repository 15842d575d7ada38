package dev.sluice.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.access.Role;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control;
import dev.sluice.store.AuditStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in and out, what ends a session, and what another site cannot do with it. */
class SessionApiTest {
    private static final String PASSWORD = "a few plain words";

    private final FakeControl control = new FakeControl();
    private final Personas people = new Personas(control);

    @BeforeEach
    void addAnn() {
        String ann = "{\"name\":\"ann\",\"role\":\"operator\",\"password\":\"" + PASSWORD + "\"}";
        assertEquals(201, control.ask("POST", "/users", ann).status());
    }

    private Control.Reply signIn(String body) {
        return people.plain("POST", "/session", body, Map.of());
    }

    private static String said(String name, String password) {
        return "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    private static String cookie(Control.Reply reply) {
        return reply.headers().stream()
                .filter(each -> each.startsWith("set-cookie: "))
                .findFirst()
                .orElse("")
                .replaceFirst("set-cookie: ([^;]*).*", "$1");
    }

    private static JsonValue json(Control.Reply reply) {
        return JsonValue.read(reply.body());
    }

    private static String code(Control.Reply reply) {
        return json(reply).member("error").words("code");
    }

    private Map<String, String> browser(Control.Reply signedIn) {
        return Map.of("cookie", cookie(signedIn), "x-csrf-token", json(signedIn).words("csrf"));
    }

    private int status(Map<String, String> headers) {
        return people.plain("GET", "/session", "", headers).status();
    }

    @Test
    void aUserSignsInAndIsKnown() {
        Control.Reply reply = signIn(said("ann", PASSWORD));
        assertEquals(200, reply.status());
        assertEquals("ann", json(reply).member("user").words("name"));
        assertEquals("operator", json(reply).member("user").words("role"));
        String set =
                reply.headers().stream()
                        .filter(each -> each.startsWith("set-cookie"))
                        .findFirst()
                        .orElse("");
        assertTrue(
                set.matches(
                        "set-cookie: sluice_session=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/;"
                                + " Max-Age=604800; Secure"),
                set);
        Control.Reply again = people.plain("GET", "/session", "", browser(reply));
        assertEquals(new String(reply.body(), UTF_8), new String(again.body(), UTF_8));
        assertEquals("no_session", code(people.plain("GET", "/session", "", Map.of())));
        String methods =
                new String(people.plain("GET", "/session/methods", "", Map.of()).body(), UTF_8);
        assertTrue(methods.startsWith("{\"token\":true,\"password\":true,\"oidc\":null"), methods);
    }

    @Test
    void theAdministratorsTokenSignsInUntilItIsAnotherOne() {
        Control.Reply reply = signIn("{\"token\":\" " + FakeControl.TOKEN + "\\n\"}");
        assertEquals("admin", json(reply).member("user").words("role"));
        assertEquals(200, status(browser(reply)));
        control.administrator.set(Secret.of("another"));
        assertEquals(401, status(browser(reply)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"ann\",\"password\":\"wrong\"}  | 401 | invalid_credentials",
                "{\"name\":\"eve\",\"password\":\"wrong\"}  | 401 | invalid_credentials",
                "{\"name\":\"ANN\",\"password\":\"x\"}      | 401 | invalid_credentials",
                "{\"name\":\"\",\"password\":\"\"}          | 401 | invalid_credentials",
                "{\"token\":\"wrong\"}                      | 401 | invalid_credentials",
                "{\"token\":\"\"}                           | 401 | invalid_credentials",
                "{\"name\":\"ann\"}                         | 400 | missing_required_parameter",
                "{}                                         | 400 | missing_required_parameter",
                "[]                                         | 400 | invalid_json",
                "no json                                    | 400 | invalid_json",
            })
    void whoeverIsWrongIsNotLetIn(String body, int status, String code) {
        Control.Reply reply = signIn(body);
        assertEquals(status, reply.status());
        assertEquals(code, code(reply));
        assertEquals("", cookie(reply));
    }

    @Test
    void aDisabledUserSoundsLikeAWrongPassword() {
        control.text("PATCH", "/users/ann", "{\"enabled\":false}");
        String right = new String(signIn(said("ann", PASSWORD)).body(), UTF_8);
        assertEquals(right, new String(signIn(said("nobody", "x")).body(), UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH  | /users/ann | {\"password\":\"other plain words\"}",
                "PATCH  | /users/ann | {\"enabled\":false}",
                "PATCH  | /users/ann | {\"role\":\"viewer\"}",
                "DELETE | /users/ann | ''",
            })
    void whatAnAdministratorChangesEndsSessions(String method, String target, String body) {
        Map<String, String> browser = browser(signIn(said("ann", PASSWORD)));
        assertEquals(200, status(browser));
        assertEquals(200, control.ask(method, target, body).status());
        assertEquals(401, status(browser));
    }

    @Test
    void signingOutEndsIt() {
        Map<String, String> browser = browser(signIn(said("ann", PASSWORD)));
        Control.Reply out = people.plain("DELETE", "/session", "", browser);
        assertEquals(204, out.status());
        assertEquals("sluice_session=", cookie(out));
        assertEquals(401, status(browser));
    }

    @Test
    void itEndsAfterTwelveQuietHoursAndAfterAWeekInAnyCase() {
        Map<String, String> browser = browser(signIn(said("ann", PASSWORD)));
        for (int hours = 0; hours + 11 < 7 * 24; hours += 11) {
            control.now.set(control.now.get().plus(Duration.ofHours(11)));
            assertEquals(200, status(browser), "after " + hours + " h");
        }
        control.now.set(control.now.get().plus(Duration.ofHours(11)));
        assertEquals(401, status(browser), "after a week");
        Map<String, String> quiet = browser(signIn(said("ann", PASSWORD)));
        control.now.set(control.now.get().plus(Duration.ofHours(12)));
        assertEquals(401, status(quiet), "after twelve hours");
    }

    @Test
    void ownPasswordsAreChangedByWhoeverKnowsTheOldOne() {
        Map<String, String> elsewhere = browser(signIn(said("ann", PASSWORD)));
        Map<String, String> browser = browser(signIn(said("ann", PASSWORD)));
        String wrong = "{\"old\":\"wrong\",\"new\":\"some more plain words\"}";
        assertEquals(401, people.plain("POST", "/session/password", wrong, browser).status());
        String weak = "{\"old\":\"" + PASSWORD + "\",\"new\":\"short\"}";
        assertEquals(400, people.plain("POST", "/session/password", weak, browser).status());
        String right = "{\"old\":\"" + PASSWORD + "\",\"new\":\"some more plain words\"}";
        Control.Reply changed = people.plain("POST", "/session/password", right, browser);
        assertEquals(200, changed.status());
        assertEquals(401, status(elsewhere));
        assertEquals(401, status(browser));
        assertEquals(200, status(browser(changed)));
        assertEquals(200, signIn(said("ann", "some more plain words")).status());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -,                           403",
                "wrong, -,                           403",
                "right, -,                           200",
                "right, https://gateway.example,     200",
                "right, http://gateway.example:80,   200",
                "right, https://GATEWAY.example:443, 200",
                "right, https://evil.example,        403",
                "right, https://gateway.example.evil.example, 403",
                "right, https://gateway.example:8443, 403",
                "right, null,                        403",
                "right, file://gateway.example,      403",
                "-,     https://gateway.example,     403",
            })
    void anotherSiteCannotChangeAnything(String csrf, String origin, int status) {
        Control.Reply session = signIn(said("ann", PASSWORD));
        control.text("POST", "/keys", "{\"id\":\"a\"}");
        Map<String, String> headers = new HashMap<>();
        headers.put("cookie", cookie(session));
        if (csrf != null) {
            headers.put("x-csrf-token", csrf.equals("right") ? json(session).words("csrf") : csrf);
        }
        if (origin != null) {
            headers.put("origin", origin);
        }
        Control.Reply reply = people.plain("POST", "/keys/a/disable", "", headers);
        assertEquals(status, reply.status());
        if (status == 403) {
            assertEquals("csrf", code(reply));
        }
        assertEquals(200, people.plain("GET", "/keys/a", "", headers).status(), "reading is free");
    }

    @Test
    void anotherSiteCannotSignSomebodyIn() {
        Map<String, String> headers = Map.of("origin", "https://evil.example");
        Control.Reply reply = people.plain("POST", "/session", said("ann", PASSWORD), headers);
        assertEquals("csrf", code(reply));
    }

    @Test
    void whoeverGuessesWaitsAndHearsForHowLong() {
        int looked = 0;
        Control.Reply reply = signIn("{\"token\":\"guess\"}");
        while (reply.status() == 401) {
            looked++;
            reply = signIn("{\"token\":\"guess-" + looked + "\"}");
        }
        assertEquals(429, reply.status());
        assertEquals("too_many_attempts", code(reply));
        assertTrue(reply.headers().contains("retry-after: 1"), reply.headers()::toString);
        assertTrue(looked <= 20, looked + " were looked at");
        for (String path : List.of("/keys", "/openai-style-api/verify", "/metrics")) {
            Control.Reply bearer =
                    control.ask("GET", path, "", Map.of(), Personas.from(FakeControl.TOKEN));
            assertEquals(429, bearer.status(), "the same rule for a bearer: " + path);
        }
        assertEquals(200, control.ask("GET", "/keys", "").status(), "others are not concerned");
    }

    @Test
    void bearersOfAWrongTokenWaitToo() {
        int looked = 0;
        for (int i = 0; i < 1000; i++) {
            var from = Personas.from("guess-" + i);
            looked += control.ask("GET", "/keys", "", Map.of(), from).status() == 401 ? 1 : 0;
        }
        assertTrue(looked <= 20, looked + " were looked at");
    }

    @Test
    void everyChangeAndEveryRefusedSignInIsKeptAndNoSecretIs() {
        signIn("{\"token\":\"guessed-token\"}");
        signIn(said("ann", "guessed-password"));
        signIn(said("my-password-in-the-wrong-field", "x"));
        Map<String, String> browser = browser(signIn(said("ann", PASSWORD)));
        people.plain("POST", "/keys", "{\"id\":\"k\"}", browser);
        people.plain("POST", "/keys/sk-pasted-key/rotate", "", browser);
        people.plain("PUT", "/config", "a: b", browser);
        people.add("vic", Role.VIEWER);
        people.ask("vic", "DELETE", "/keys/k", "");
        StringBuilder all = new StringBuilder();
        for (AuditStore.Entry each : control.audit.entries) {
            all.append(
                    String.join(
                            " | ",
                            each.who(),
                            each.role(),
                            each.address(),
                            each.action(),
                            each.what(),
                            Integer.toString(each.status())));
            all.append('\n');
        }
        assertEquals(
                """
                admin | admin | 127.0.0.1 | POST /users | added the user ann as operator | 201
                 |  | 192.0.2.9 | sign in | a wrong administrator's token | 401
                ann |  | 192.0.2.9 | sign in | a wrong password | 401
                 |  | 192.0.2.9 | sign in | no such user | 401
                ann | operator | 192.0.2.9 | POST /session | signed in | 200
                ann | operator | 192.0.2.9 | POST /keys | created the key k | 201
                ann | operator | 192.0.2.9 | POST /keys/{id}/rotate | refused: key_not_found | 404
                ann | operator | 192.0.2.9 | PUT /config | refused: role_required | 403
                vic | viewer | 192.0.2.9 | DELETE /keys/{id} | refused: role_required | 403
                """,
                all.toString());
        String page = control.get("/audit?limit=2");
        assertTrue(page.contains("\"more\":true,\"next\":8"), page);
        assertTrue(control.get("/audit?limit=2&before=2").contains("\"more\":false"), "the end");
        assertFalse(control.get("/audit?who=vic").contains("\"ann\""), "only hers");
        String everything = all + control.log.toString();
        for (String secret :
                List.of(PASSWORD, "guessed", "pasted", "my-password", FakeControl.TOKEN, "argon")) {
            assertFalse(everything.contains(secret), secret + " in " + everything);
        }
        assertFalse(control.get("/users").contains("argon"), "no hash in an answer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"ann\",\"role\":\"viewer\",\"password\":\"long enough x\"}    | 409",
                "{\"name\":\"Ann\",\"role\":\"viewer\",\"password\":\"long enough x\"}    | 409",
                "{\"name\":\"admin\",\"role\":\"viewer\",\"password\":\"long enough x\"}  | 409",
                "{\"name\":\"b b\",\"role\":\"viewer\",\"password\":\"long enough x\"}    | 400",
                "{\"name\":\"bob\",\"role\":\"king\",\"password\":\"long enough x\"}      | 400",
                "{\"name\":\"bob\",\"role\":\"viewer\",\"password\":\"short\"}            | 400",
                "{\"name\":\"bob.bobson\",\"role\":\"owner\",\"password\":\"Bob.Bobson\"} | 400",
                "{\"name\":\"bob\",\"role\":\"owner\"}                                    | 400",
                "{\"name\":\"bob\",\"rôle\":\"owner\"}                                    | 400",
                "{\"name\":\"bob\",\"role\":\"owner\",\"password\":\"long enough x\"}     | 201",
            })
    void usersAreCheckedBeforeTheyAreMade(String body, int status) {
        Control.Reply reply = control.ask("POST", "/users", body);
        assertEquals(status, reply.status(), () -> new String(reply.body(), UTF_8));
    }

    @Test
    void aNameThatIsShownIsTakenAsItIsOrRefused() {
        String body =
                "{\"name\":\"%s\",\"role\":\"owner\",\"password\":\"long enough x\","
                        + "\"display_name\":\"%s\"}";
        String longest = "长".repeat(100);
        String taken =
                new String(
                        control.ask("POST", "/users", body.formatted("bob", longest)).body(),
                        UTF_8);
        assertTrue(taken.contains(longest), taken);
        for (String shown : List.of(longest + "x", "a\\nb")) {
            Control.Reply reply = control.ask("POST", "/users", body.formatted("eve", shown));
            String said = new String(reply.body(), UTF_8);
            assertEquals(400, reply.status(), said);
            assertTrue(said.contains("\"display_name\"") && said.contains("up to 100"), said);
            String change = "{\"display_name\":\"" + shown + "\"}";
            assertEquals(400, control.ask("PATCH", "/users/ann", change).status());
        }
    }
}
