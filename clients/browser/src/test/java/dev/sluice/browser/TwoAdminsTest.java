package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two administrators at once: nobody's work is lost, and nobody overwrites without knowing. */
class TwoAdminsTest {
    private static final String CONFIGURATION =
            """
            providers:
              - id: one
                type: proxy
                api_base: VENDOR
                api_key: sk-upstream-fake
            """;

    private static final String CONFLICT = "Somebody else has changed the configuration meanwhile";

    @TempDir private Path home;
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open(home, CONFIGURATION);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theSecondSeesWhatTheFirstDidAndSavesOnTopOfIt() throws Exception {
        Page first = at("/settings/configuration");
        Page second = at("/settings/configuration");
        Desk.write(first, text -> text + "# From the first.\n");
        Desk.write(second, text -> text + "# From the second.\n");
        Desk.save(first, "mine");
        assertThat(Desk.message(first, "Saved and in force")).isVisible();

        Desk.apply(second, "");
        assertThat(second.getByText(CONFLICT)).isVisible();
        assertThat(second.locator(".problem .diff .added")).containsText("# From the first.");
        assertThat(Desk.editor(second)).hasValue(Pattern.compile("# From the second\\.\n$"));
        assertTrue(!onDisk().contains("second"), "nothing was saved");

        Desk.write(second, text -> text + "# From the first.\n");
        press(second, "I have merged it");
        Desk.save(second, "both");
        assertThat(Desk.message(second, "Saved and in force")).isVisible();
        assertTrue(onDisk().endsWith("# From the second.\n# From the first.\n"), onDisk());
        assertTrue(onDisk().contains(Stage.VENDOR_KEY), "the secret behind the mask stays");
    }

    @Test
    void theSecondMayGoOnWithWhatTheFirstDid() {
        Page first = at("/settings/configuration");
        Page second = at("/settings/configuration");
        Desk.write(first, text -> text + "# From the first.\n");
        Desk.write(second, text -> text + "# From the second.\n");
        Desk.save(first, "");
        assertThat(Desk.message(first, "Saved and in force")).isVisible();
        Desk.apply(second, "");
        assertThat(second.getByText(CONFLICT)).isVisible();
        press(second, "Go on with theirs");
        assertThat(Desk.editor(second)).hasValue(Pattern.compile("# From the first\\.\n$"));
        press(second, "Bring mine back");
        assertThat(Desk.editor(second)).hasValue(Pattern.compile("# From the second\\.\n$"));
    }

    @Test
    void providersMeetTheSameWay() throws Exception {
        Page first = at("/providers");
        Page second = at("/providers");
        timeout(first, "11s");
        timeout(second, "22s");
        press(first, "Save");
        assertThat(Desk.message(first, "one is saved and in force.")).isVisible();

        press(second, "Save");
        var dialog = second.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Somebody else has changed the configuration");
        assertThat(dialog.getByLabel("Timeout", Desk.EXACTLY)).hasValue("22s");
        assertTrue(onDisk().contains("11s"), "nothing was saved");
        press(second, "Save");
        assertThat(Desk.message(second, "one is saved and in force.")).isVisible();
        assertEquals(1, onDisk().split("timeout: 22s", -1).length - 1, onDisk());
    }

    private Page at(String path) {
        Page page = stage.signedIn(Stage.Look.USUAL);
        page.navigate(stage.url("/console" + path));
        PagesTest.arrived(page);
        return page;
    }

    private static void timeout(Page page, String time) {
        press(page, "Edit one");
        var dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByText("More settings").click();
        dialog.getByLabel("Timeout", Desk.EXACTLY).fill(time);
    }

    private static void press(Page page, String button) {
        Desk.press(page, button);
    }

    private String onDisk() throws Exception {
        return Files.readString(home.resolve("sluice.yaml"));
    }
}
