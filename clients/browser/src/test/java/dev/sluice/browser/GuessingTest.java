package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever guesses tokens is slowed down, and nobody else. */
class GuessingTest {
    private static final String BEHIND_A_PROXY =
            """
            server: {trusted_proxies: [127.0.0.1]}
            providers:
              - {id: one, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
            """;

    private static final int MOST = 25;

    @Test
    void aGuesserWaitsAndNobodyElse(@TempDir Path home) throws Exception {
        try (Stage stage = Stage.open(home, BEHIND_A_PROXY)) {
            HttpResponse<String> refused = guessed(stage, "203.0.113.5");
            long wait = refused.headers().firstValueAsLong("retry-after").orElseThrow();
            assertTrue(wait >= 1 && wait <= 60, () -> wait + " s");
            assertEquals(429, signIn(stage, Stage.ADMIN_TOKEN, "203.0.113.5").statusCode());
            assertEquals(200, signIn(stage, Stage.ADMIN_TOKEN, "203.0.113.6").statusCode());
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (signIn(stage, Stage.ADMIN_TOKEN, "203.0.113.5").statusCode() != 200) {
                assertTrue(System.nanoTime() < end, "delayed, and not shut out");
            }
        }
    }

    @Test
    void anAddressThatAnybodyCanClaimDoesNotCount(@TempDir Path home) throws Exception {
        try (Stage stage = Stage.open(home, null)) {
            int status = 401;
            for (int n = 0; n < MOST && status == 401; n++) {
                status = signIn(stage, "wrong-" + n, "203.0.113." + n).statusCode();
            }
            assertEquals(429, status);
            Page page = stage.window(Stage.Look.USUAL);
            page.navigate(stage.url("/"));
            page.getByLabel("Admin token").fill("wrong-again");
            var go = new Page.GetByRoleOptions().setName("Sign in").setExact(true);
            // The pause may be over by now; the next wrong one begins a longer one.
            while (page.getByText("Too many attempts").count() == 0) {
                page.getByRole(AriaRole.BUTTON, go).click();
                assertThat(page.getByRole(AriaRole.BUTTON, go)).isEnabled();
                assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            }
            assertThat(page.getByText("Try again in")).isVisible();
        }
    }

    private static HttpResponse<String> guessed(Stage stage, String address) throws Exception {
        HttpResponse<String> answer = signIn(stage, "wrong", address);
        for (int n = 0; n < MOST && answer.statusCode() == 401; n++) {
            answer = signIn(stage, "wrong-" + n, address);
        }
        assertEquals(429, answer.statusCode());
        return answer;
    }

    private static HttpResponse<String> signIn(Stage stage, String token, String address)
            throws Exception {
        return stage.script()
                .as("")
                .ask(
                        "POST",
                        "/admin/api/session",
                        "{\"token\":\"" + token + "\"}",
                        "content-type",
                        "application/json",
                        "x-forwarded-for",
                        address);
    }
}
