package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console without a mouse: nothing here clicks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyboardTest {
    private static final String CONFIGURATION =
            """
            providers:
              - {id: one, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
              - {id: two, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
              - {id: three, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
            models:
              - name: gpt-4o
                targets: [{provider: one}, {provider: two}, {provider: three}]
            """;

    /** Between the last control of a dialog and its first one is the browser's own: the body. */
    private static final String OUTSIDE =
            "() => !document.activeElement.closest('dialog')"
                    + " && document.activeElement !== document.body";

    /** More than any page has controls before its content. */
    private static final int MANY = 60;

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path home) throws Exception {
        stage = Stage.open(home, CONFIGURATION);
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void signsIn() {
        Page page = stage.window(Stage.Look.USUAL);
        page.navigate(stage.url("/"));
        assertThat(page.getByLabel("Admin token")).isVisible();
        tabTo(page, "input[type=password]");
        page.keyboard().type(Stage.ADMIN_TOKEN);
        page.keyboard().press("Enter");
        assertThat(heading(page)).hasText("Overview");
    }

    @Test
    void goesToPagesByTheirLetters() {
        Page page = at("/");
        press(page, "g", "k");
        assertThat(heading(page)).hasText("Keys");
        assertThat(heading(page)).isFocused();
        press(page, "g", "l");
        assertThat(heading(page)).hasText("Live log");
        press(page, "/");
        assertThat(page.locator("main [data-search]")).isFocused();
        press(page, "g", "k");
        assertThat(heading(page)).hasText("Live log");
    }

    @Test
    void listsItsKeys() {
        Page page = at("/keys");
        press(page, "?");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Keyboard shortcuts");
        press(page, "Escape");
        assertThat(dialog).hasCount(0);
    }

    @Test
    void reachesTheContent() {
        Page page = at("/keys");
        page.evaluate("document.activeElement.blur()");
        press(page, "Tab");
        assertThat(page.getByText("Skip to content")).isFocused();
        press(page, "Enter");
        assertThat(page.locator("#main")).isFocused();
        press(page, "Tab");
        assertTrue(within(page, "main"), "Tab goes on in the content");

        page.navigate(stage.url("/console/keys"));
        PagesTest.arrived(page);
        page.evaluate("document.activeElement.blur()");
        page.evaluate("document.querySelector('.skip').focus()");
        tabTo(page, "main *");
        assertThat(page.locator(":focus-visible")).isInViewport();
    }

    @Test
    void aDialogHoldsTheFocusAndGivesItBack() {
        Page page = at("/keys");
        Locator opener = page.getByRole(AriaRole.BUTTON, named("New key"));
        opener.focus();
        press(page, "Enter");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).isVisible();
        for (int n = 0; n < MANY; n++) {
            press(page, n % 3 == 2 ? "Shift+Tab" : "Tab");
            boolean outside = (boolean) page.evaluate(OUTSIDE);
            assertFalse(outside, () -> "on " + page.evaluate("document.activeElement.outerHTML"));
        }
        press(page, "Escape");
        assertThat(dialog).hasCount(0);
        assertThat(opener).isFocused();
    }

    @Test
    void ordersTargetsWithAltAndArrows() throws Exception {
        Page page = at("/routes?edit=gpt-4o");
        Locator rows = page.locator(".target-row");
        assertThat(rows).hasCount(3);
        rows.first().locator(".handle").focus();
        press(page, "Alt+ArrowDown");
        assertThat(page.getByText(Pattern.compile("one: now number 2 of 3"))).hasCount(1);
        assertThat(rows.nth(1).locator(".handle")).isFocused();
        press(page, "Alt+ArrowDown");
        assertThat(rows.nth(2).locator(".handle")).isFocused();
        rows.first().locator(".handle").focus();
        press(page, "Alt+ArrowUp");
        tabTo(page, "dialog footer button[type=submit]");
        press(page, "Enter");
        assertThat(Desk.message(page, "gpt-4o is saved and in force.")).isVisible();
        var targets = stage.script().get("/admin/api/routes").path("data").get(0);
        List<String> order =
                targets.path("config")
                        .path("targets")
                        .valueStream()
                        .map(target -> target.path("provider").asString())
                        .toList();
        assertEquals(List.of("two", "three", "one"), order);
    }

    private Page at(String path) {
        Page page = stage.signedIn(Stage.Look.USUAL);
        // Without a call in it, the gateway is led to its first steps; these have been left.
        page.addInitScript("localStorage.setItem('sluice.start.left', '1')");
        page.navigate(stage.url("/console" + path));
        PagesTest.arrived(page);
        return page;
    }

    private static Locator heading(Page page) {
        return page.locator("h1");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static void press(Page page, String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    private static boolean within(Page page, String selector) {
        return (boolean) page.evaluate("s => document.activeElement.closest(s) !== null", selector);
    }

    private static void tabTo(Page page, String selector) {
        for (int n = 0; n < MANY; n++) {
            press(page, "Tab");
            if ((boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
                return;
            }
        }
        throw new AssertionError("Tab does not reach " + selector);
    }
}
