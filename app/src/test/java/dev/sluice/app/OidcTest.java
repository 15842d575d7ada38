package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.FakeIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by the word of an OpenID Connect provider, from the first click to the console. */
class OidcTest {
    private static final String ANN =
            "\"sub\":\"1\",\"email\":\"ann@example.com\",\"email_verified\":true,"
                    + "\"name\":\"Ann\",\"groups\":[\"staff\",\"ops\"]";

    @TempDir Path directory;
    private final FakeIdentity identity = new FakeIdentity();
    private RunningSluice sluice;

    @BeforeEach
    void start() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sluice.yaml"),
                        """
                        server:
                          oidc:
                            name: Company
                            issuer: %s
                            client_id: sluice
                            client_secret: ${OIDC_SECRET}
                            roles: {staff: viewer, ops: operator}
                        """
                                .formatted(identity.issuer()));
        sluice =
                RunningSluice.start(
                        file,
                        directory.resolve("data"),
                        Map.of("ADMIN_TOKEN", "admin-1", "OIDC_SECRET", FakeIdentity.SECRET));
    }

    @AfterEach
    void stop() {
        sluice.close();
        identity.close();
    }

    /** A browser: keeps cookies, and goes where it is told only when the test says so. */
    private final class Browser {
        private final HttpClient client = HttpClient.newHttpClient();
        private final Map<String, String> cookies = new TreeMap<>();

        HttpResponse<String> get(String address) throws Exception {
            String base = "http://127.0.0.1:" + sluice.port();
            String whole = address.startsWith("/") ? base + address : address;
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(whole))
                                    .timeout(RunningSluice.PATIENCE)
                                    .header(
                                            "cookie",
                                            cookies.toString()
                                                    .replaceAll("[{}]", "")
                                                    .replace(",", ";"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            for (String each : response.headers().allValues("set-cookie")) {
                String[] pair = each.split(";", 2)[0].split("=", 2);
                cookies.put(pair[0], pair[1]);
            }
            return response;
        }

        String begin() throws Exception {
            HttpResponse<String> begun = get("/admin/api/session/oidc");
            assertEquals(302, begun.statusCode(), begun::body);
            return begun.headers().firstValue("location").orElseThrow();
        }

        HttpResponse<String> signIn() throws Exception {
            return get(identity.agree(begin()));
        }

        String who() throws Exception {
            return get("/admin/api/session").body();
        }
    }

    @Test
    void somebodyForWhomTheProviderVouchesIsSignedIn() throws Exception {
        var browser = new Browser();
        String methods = browser.get("/admin/api/session/methods").body();
        assertTrue(
                methods.contains(
                        "\"oidc\":{\"name\":\"Company\",\"start\":\"/admin/api/session/oidc\"}"),
                methods);
        identity.vouchFor(ANN);
        HttpResponse<String> back = browser.signIn();
        assertEquals(200, back.statusCode(), () -> back.body() + sluice.log());
        assertTrue(back.body().contains("http-equiv=\"refresh\""), back::body);
        String who = browser.who();
        assertTrue(
                who.contains(
                        "{\"name\":\"ann@example.com\",\"role\":\"operator\","
                                + "\"display_name\":\"Ann\"}"),
                who);
        assertEquals(403, browser.get("/admin/api/audit").statusCode());

        identity.vouchFor(ANN.replace(",\"ops\"", "").replace("ann@", "other@"));
        assertEquals(200, new Browser().signIn().statusCode());
        assertTrue(browser.who().contains("no_session"), "another role ends sessions");
        var again = new Browser();
        again.signIn();
        assertTrue(
                again.who().contains("\"name\":\"ann@example.com\",\"role\":\"viewer\""),
                "the subject counts, not what it calls itself");
    }

    @Test
    void whoHasNoRoleOrAnothersNameIsNotLetIn() throws Exception {
        identity.vouchFor(ANN);
        assertEquals(200, new Browser().signIn().statusCode());
        for (String claims :
                new String[] {
                    ANN.replace("[\"staff\",\"ops\"]", "[\"guests\"]").replace("\"1\"", "\"2\""),
                    ANN.replace("\"1\"", "\"3\""),
                    ANN.replace("\"1\"", "\"4\"").replace("true", "false").replace("ann", "eve"),
                    "\"sub\":\"5\",\"groups\":[\"staff\"]",
                }) {
            identity.vouchFor(claims);
            var browser = new Browser();
            assertEquals(401, browser.signIn().statusCode(), claims);
            assertTrue(browser.who().contains("no_session"), claims);
        }
    }

    @Test
    void aTokenThatIsNotGoodLetsNobodyIn() throws Exception {
        identity.vouchFor(ANN);
        for (UnaryOperator<String> twist :
                java.util.List.<UnaryOperator<String>>of(
                        token -> FakeIdentity.forged(token, c -> c.replace("staff", "boss")),
                        FakeIdentity::unsigned,
                        token -> identity.resigned(token, c -> c.replace("\"sluice\"", "\"x\"")),
                        token ->
                                identity.resigned(
                                        token, c -> c.replace("\"nonce\":\"", "\"nonce\":\"x")),
                        token ->
                                identity.resigned(
                                        token, c -> c.replaceAll("\"exp\":[0-9]+", "\"exp\":9")),
                        token ->
                                identity.resigned(
                                        token,
                                        c -> c.replace("\"iss\":\"http", "\"iss\":\"xttp")))) {
            identity.twist(twist);
            // Each from a sign-in of its own; a few in a row are still looked at.
            assertEquals(401, new Browser().signIn().statusCode());
            identity.twist(UnaryOperator.identity());
            assertEquals(200, new Browser().signIn().statusCode(), sluice::log);
        }
    }

    @Test
    void whatWasBegunElsewhereIsNotEndedHere() throws Exception {
        identity.vouchFor(ANN);
        String attackers = identity.agree(new Browser().begin());
        var victim = new Browser();
        assertEquals(401, victim.get(attackers).statusCode(), "without a beginning");
        victim.begin();
        assertEquals(401, victim.get(attackers).statusCode(), "with a beginning of its own");
        assertTrue(victim.who().contains("no_session"));
        assertFalse(sluice.log().contains(FakeIdentity.SECRET), sluice::log);
        assertTrue(sluice.log().contains("sign-in refused"), sluice::log);
    }
}
