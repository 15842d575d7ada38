package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.function.UnaryOperator;

/** The configuration's editor in the settings, as a person uses it. */
final class Desk {
    /** Labels and names as a whole. */
    static final Locator.GetByLabelOptions EXACTLY = new Locator.GetByLabelOptions().setExact(true);

    private Desk() {}

    /** Returns the box with the text. */
    static Locator editor(Page page) {
        return page.locator("main textarea").first();
    }

    /** Writes another text. */
    static void write(Page page, UnaryOperator<String> change) {
        Locator editor = editor(page);
        editor.fill(change.apply(editor.inputValue()));
    }

    /** Compares and puts in force; what comes of it is on the page. */
    static void apply(Page page, String note) {
        press(page, "Compare and save…");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog.locator(".diff").or(dialog.locator(".problem")).first()).isVisible();
        dialog.getByLabel("Note").fill(note);
        press(page, "Save and put in force");
    }

    /** The same, where nothing may be in the way. */
    static void save(Page page, String note) {
        apply(page, note);
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(page.getByText("not saved", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
    }

    /** Returns a message that the page shows for a while. */
    static Locator message(Page page, String text) {
        return page.getByLabel("Messages").getByText(text);
    }

    /** Presses a button. */
    static void press(Page page, String button) {
        var exactly = new Page.GetByRoleOptions().setName(button).setExact(true);
        page.getByRole(AriaRole.BUTTON, exactly).click();
    }
}
