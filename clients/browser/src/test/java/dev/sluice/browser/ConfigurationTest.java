package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change in the console: in force at once, on disk, in the history, and taken back. */
class ConfigurationTest {
    private static final String YAML =
            """
            # Who made this file wants to keep this line.
            providers:
              - id: one
                type: proxy
                api_base: VENDOR
                api_key: sk-upstream-fake
            models:
              - {name: first, provider: one, upstream_model: gpt-4o}
            keys:
              - {id: caller, key: sk-the-caller}
            """;

    private static final String ENTRIES =
            """
            [
              {"token": "sk-the-caller", "type": "openai",
               "config": {"api_base": "VENDOR", "api_key": "sk-upstream-fake", "model": "gpt-4o"}}
            ]
            """;

    private static final String MODEL =
            "  - {name: second, provider: one, upstream_model: gpt-4o-mini}\n";

    @Test
    void isInForceOnDiskInTheHistoryAndRolledBack(@TempDir Path home) throws Exception {
        Path file = home.resolve("sluice.yaml");
        try (Stage stage = Stage.open(home, YAML)) {
            Script caller = stage.script().as("sk-the-caller");
            assertEquals(404, caller.call("second", "Too early"));
            Page page = at(stage, "/settings/configuration");
            Desk.write(page, text -> text.replace("keys:\n", MODEL + "keys:\n"));
            Desk.save(page, "a second model");
            assertEquals(200, caller.call("second", "In force without a restart"));
            String changed = Files.readString(file);
            assertTrue(changed.contains(MODEL) && changed.contains("# Who made this"), changed);
            assertTrue(changed.contains("sk-upstream-fake"), "masks are put back");

            rollBack(stage, page, "a second model");
            assertEquals(404, caller.call("second", "Too late"));
            assertEquals(200, caller.call("first", "It still serves"));
            assertEquals(YAML.replace("VENDOR", stage.vendorUrl()), Files.readString(file));
        }
    }

    @Test
    void aBadOneChangesNothingAndShowsItsLine(@TempDir Path home) throws Exception {
        Path file = home.resolve("sluice.yaml");
        try (Stage stage = Stage.open(home, YAML)) {
            String before = Files.readString(file);
            Page page = at(stage, "/settings/configuration");
            Desk.write(page, text -> text.replace("type: proxy", "type: prxoy"));
            var problem = page.locator(".problems").getByText("Line 4:").first();
            assertThat(problem).isVisible();
            Desk.apply(page, "");
            assertThat(page.getByText("Refused; nothing was changed")).isVisible();
            problem.click();
            String selected =
                    (String)
                            page.evaluate(
                                    "() => { const e = document.activeElement; return"
                                        + " e.value.slice(e.selectionStart, e.selectionEnd); }");
            assertEquals("    type: prxoy", selected);
            assertEquals(before, Files.readString(file));
            assertEquals(200, stage.script().as("sk-the-caller").call("first", "As before"));
            assertTrue(
                    stage.script().get("/admin/api/config").path("in_force").asBoolean(false),
                    "what is on disk is what is in force");
        }
    }

    @Test
    void theSameWithAListOfEntries(@TempDir Path home) throws Exception {
        Path file = home.resolve("model-config.json");
        try (Stage stage = Stage.open(home, file, ENTRIES)) {
            entries(stage, file);
        }
    }

    /** As a file that is mounted alone into a container: nothing can be made beside it. */
    @Test
    void theSameWhereTheFileCanOnlyBeWrittenInPlace(@TempDir Path home) throws Exception {
        Path folder = Files.createDirectory(home.resolve("mounted"));
        Path file = folder.resolve("model-config.json");
        try (Stage stage = Stage.open(home, file, ENTRIES)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            assumeFalse(
                    canCreateIn(folder),
                    "this user may write into folders that are read-only: root is not kept out");
            entries(stage, file);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean canCreateIn(Path folder) {
        try {
            Files.delete(Files.createFile(folder.resolve("probe")));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void entries(Stage stage, Path file) throws Exception {
        String before = Files.readString(file);
        Script fresh = stage.script().as("sk-another-caller");
        assertEquals(401, fresh.call("gpt-4o", "Too early"));
        Page page = at(stage, "/settings/configuration");
        String more = "\"sk-another-caller\", \"type\": \"openai\"";
        Desk.write(
                page,
                text -> text.replaceFirst("(?s)\\{\"token.*\\}\\}", "$0,\n  " + entry(stage)));
        Desk.save(page, "another caller");
        assertEquals(200, fresh.call("gpt-4o", "In force without a restart"));
        assertEquals(200, stage.script().as("sk-the-caller").call("gpt-4o", "So is the old one"));
        assertTrue(Files.readString(file).contains(more), Files.readString(file));

        Desk.write(page, text -> text.replace("\"type\": \"openai\"", "\"type\": \"opnai\""));
        assertThat(page.locator(".problems").getByText("Line 2:").first()).isVisible();
        Desk.apply(page, "");
        assertThat(page.getByText("Refused; nothing was changed")).isVisible();
        assertFalse(Files.readString(file).contains("opnai"), "nothing was changed");
        Desk.press(page, "Discard changes");

        rollBack(stage, page, "another caller");
        assertEquals(401, fresh.call("gpt-4o", "Too late"));
        assertEquals(before, Files.readString(file));
    }

    private static String entry(Stage stage) {
        return "{\"token\": \"sk-another-caller\", \"type\": \"openai\", \"config\": {\"api_base\":"
                + " \""
                + stage.vendorUrl()
                + "\", \"api_key\": \""
                + Stage.VENDOR_KEY
                + "\", \"model\": \"gpt-4o-mini\"}}";
    }

    /** Goes back to what was there before the change with this note. */
    private static void rollBack(Stage stage, Page page, String note) {
        page.navigate(stage.url("/console/settings/history"));
        var rows = page.getByRole(AriaRole.TABLE).locator("tbody tr");
        assertThat(rows.first()).containsText(note);
        assertThat(rows.first()).containsText("in force");
        rows.nth(1).locator("button.open").click();
        assertThat(page.getByRole(AriaRole.DIALOG).locator(".diff")).isVisible();
        page.getByRole(AriaRole.DIALOG)
                .getByText("Roll back", new Locator.GetByTextOptions().setExact(true))
                .click();
        // The question, not the dialog below it, which has a button of the same name.
        page.locator("dialog[open].size-s")
                .getByText("Roll back", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(Desk.message(page, "Saved and in force")).isVisible();
    }

    private static Page at(Stage stage, String path) {
        Page page = stage.signedIn(Stage.Look.USUAL);
        page.navigate(stage.url("/console" + path));
        PagesTest.arrived(page);
        return page;
    }
}
