package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a gateway that has no configuration to the first call of a client, as a stranger goes. */
class FirstRunTest {
    private static final Duration ALLOWED = Duration.ofMinutes(2);

    @Test
    void leadsToALiveCall(@TempDir Path home) throws Exception {
        try (Stage stage = Stage.open(home, null)) {
            Page page = stage.window(Stage.Look.USUAL);
            long begun = System.nanoTime();
            signIn(stage, page);
            connect(stage, page, Stage.VENDOR_KEY);
            assertThat(page.getByText("It works.")).isVisible();
            press(page, "Continue");
            choose(page, "gpt-4o-mini");
            press(page, "Create key");
            String key = issued(page);
            Script caller = stage.script().as(key);
            assertThat(page.getByText("Waiting for your first call")).isVisible();
            assertEquals(200, caller.call("gpt-4o-mini", "Hello from outside"));
            assertThat(page.getByText("Your first call has arrived")).isVisible();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println(
                    "walk: first run to first live call in " + took.toMillis() / 1000.0 + " s");
            assertTrue(took.compareTo(ALLOWED) < 0, took::toString);

            assertTrue(models(caller).contains("gpt-4o-mini"));
            assertOnDisk(home, key);
            page.reload();
            assertThat(page.getByText("The key's secret is not shown again")).isVisible();
            assertThat(page.getByText(key)).hasCount(0);
            page.navigate(stage.url("/console/log"));
            assertThat(page.getByRole(AriaRole.TABLE).getByText("gpt-4o-mini").first()).isVisible();
        }
    }

    @Test
    void aWrongKeyOfTheVendorIsSaidInTheVendorsWords(@TempDir Path home) throws Exception {
        try (Stage stage = Stage.open(home, null)) {
            Page page = stage.window(Stage.Look.USUAL);
            signIn(stage, page);
            connect(stage, page, "sk-a-slip-of-the-pen");
            var result = page.locator(".test-result");
            assertThat(result).containsText("401");
            assertThat(result).containsText("Incorrect API key provided");
            assertThat(result.locator(".why > p:not(.bad-text)").first()).not().isEmpty();
            result.getByText("What the vendor said").first().click();
            assertThat(result.locator("details[open]").first()).containsText("invalid_api_key");
            press(page, "Change the connection");
            page.getByLabel("API key").fill(Stage.VENDOR_KEY);
            press(page, "Test connection");
            assertThat(page.getByText("It works.")).isVisible();
            assertFalse(Files.exists(home.resolve("data/sluice.yaml")), "a test changes nothing");
        }
    }

    private static void signIn(Stage stage, Page page) {
        page.navigate(stage.url("/"));
        page.getByLabel("Admin token").fill(Stage.ADMIN_TOKEN);
        press(page, "Sign in");
        assertThat(page.getByRole(AriaRole.HEADING, heading("Choose a provider"))).isVisible();
    }

    private static void connect(Stage stage, Page page, String vendorKey) {
        page.getByRole(AriaRole.SEARCHBOX).fill("compatible");
        press(page, "Any OpenAI-compatible service");
        page.getByLabel("Address").fill(stage.vendorUrl());
        page.getByLabel("API key").fill(vendorKey);
        press(page, "Test connection");
    }

    private static void choose(Page page, String model) {
        page.getByLabel("Search or type a model").fill(model);
        var box = page.getByLabel(model, new Page.GetByLabelOptions().setExact(true));
        box.setChecked(true);
        press(page, "Save and continue");
        assertThat(page.getByRole(AriaRole.HEADING, heading("Make a key and call"))).isVisible();
    }

    private static String issued(Page page) {
        var secret = page.locator("code").getByText("sk-").first();
        assertThat(secret).isVisible();
        return secret.innerText().strip();
    }

    private static List<String> models(Script caller) throws Exception {
        return caller.get("/v1/models")
                .path("data")
                .valueStream()
                .map(model -> model.path("id").asString())
                .toList();
    }

    private static void assertOnDisk(Path home, String key) throws IOException {
        String yaml = Files.readString(home.resolve("data/sluice.yaml"));
        assertTrue(yaml.contains("type: proxy") && yaml.contains("gpt-4o-mini"), yaml);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), UTF_8);
                assertFalse(text.contains(key), () -> "the key stands in clear in " + file);
            }
        }
    }

    private static void press(Page page, String button) {
        var exactly = new Page.GetByRoleOptions().setName(button).setExact(true);
        page.getByRole(AriaRole.BUTTON, exactly).click();
    }

    private static Page.GetByRoleOptions heading(String text) {
        return new Page.GetByRoleOptions().setName(text).setLevel(1);
    }
}
