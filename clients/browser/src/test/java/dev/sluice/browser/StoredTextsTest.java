package dev.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts that would run a script, stored wherever a text can be stored: they stay texts, and are
 * there to be read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredTextsTest {
    /** Marks that something ran, and reads everything that a page shows or says. */
    private static final String MARKER =
            """
            window.ran = () => { window.hasRun = true; };
            window.shown = () => {
              const said = [document.documentElement.textContent];
              for (const e of document.querySelectorAll('input, textarea, [title], [aria-label], option')) said.push(e.value, e.title, e.ariaLabel);
              return said.join(' ').replace(/\\s+/g, ' ');
            };
            localStorage.setItem('sluice.start.left', '1');
            """;

    private static final String GO =
            "to => { history.pushState(null, '', to);"
                    + " dispatchEvent(new PopStateEvent('popstate')); }";

    private static final String SHOWN =
            "text => window.shown().includes(text.replace(/\\s+/g, ' ').trim())";

    private static final int ENOUGH = 60;

    /** Where each needs the whole console to be loaded anew. */
    private static final int FEW = 20;

    private Stage stage;
    private Stored stored;
    private Page page;
    private Witness witness;

    @BeforeAll
    void open(@TempDir Path home) throws Exception {
        stage = Stage.open(home, Stored.CONFIGURATION);
        stored = Stored.in(stage, Payloads.all());
        page = stage.signedIn(Stage.Look.USUAL);
        page.addInitScript(MARKER);
        witness = Witness.of(page, stage.url(""));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void keysTeamsAndOwners() {
        assertTrue(stored.owners().size() >= ENOUGH, () -> stored.owners().size() + " owners");
        visit("/keys");
        for (String id : stored.keys()) {
            go("/keys?key=" + coded(id));
            sees(id);
        }
        for (String owner : stored.owners()) {
            go("/keys?search=" + coded(owner));
            sees(owner);
        }
        visit("/keys/teams");
        stored.teams().forEach(this::sees);
        visit("/limits");
        visit("/usage?by=key");
        visit("/usage?by=owner");
        nothingRan();
    }

    @Test
    void modelsAndProviders() {
        assertTrue(stored.models().size() >= ENOUGH / 2, () -> stored.models().size() + " models");
        visit("/providers");
        stored.providers().forEach(this::sees);
        visit("/routes");
        for (String model : stored.models()) {
            go("/routes?edit=" + coded(model));
            sees(model);
            go("/routes?simulate=" + coded(model));
            sees(model);
        }
        visit("/prices");
        visit("");
        visit("/settings/configuration");
        stored.models().stream().filter(Stored::isPlainInYaml).forEach(this::sees);
        nothingRan();
    }

    @Test
    void promptsAnswersAndErrors() {
        assertTrue(stored.calls().size() >= ENOUGH, () -> stored.calls().size() + " calls");
        visit("/log");
        visit("/usage?by=model");
        for (Stored.Call call : stored.calls()) {
            go("/log/" + call.id());
            sees(call.id());
            sees(call.inJson());
        }
        for (Stored.Call call : stored.calls()) {
            if (!call.prompt().isEmpty()) {
                go("/playground?from=" + call.id());
                sees(call.prompt());
            }
        }
        nothingRan();
    }

    @Test
    void notesNamesAndTheHistory() {
        visit("/settings/history");
        List<String> notes = stored.notes();
        for (int n = 0; n < notes.size(); n++) {
            if (n > 0 && n % 30 == 0) {
                page.getByText("Next", new Page.GetByTextOptions().setExact(true)).click();
            }
            sees(notes.get(notes.size() - 1 - n));
        }
        page.locator("tbody button.open").first().click();
        page.locator("dialog .diff, dialog pre, dialog .quiet").first().waitFor();
        visit("/settings/users");
        stored.names().forEach(this::sees);
        visit("/settings/audit");
        visit("/settings/import");
        visit("/settings/about");
        nothingRan();
    }

    @Test
    void whatStandsInTheAddress() throws Exception {
        visit("/log");
        for (String payload : Payloads.all()) {
            String text = coded(payload);
            go("/log?text=" + text);
            sees(payload);
            go("/clients?client=" + text);
            go("/playground?model=" + text);
            sees(payload);
            go("/keys?owner=" + text);
            sees(payload);
            go("/settings/" + text);
        }
        Page stranger = stage.window(Stage.Look.USUAL);
        stranger.addInitScript(MARKER);
        for (String payload : Payloads.all().subList(0, FEW)) {
            String text = coded(payload);
            stranger.navigate(stage.url("/console/signin?error=" + text + "&to=" + text));
            stranger.waitForFunction(SHOWN, payload);
            assertEquals(false, stranger.evaluate("() => !!window.hasRun"), payload);
        }
        nothingRan();
    }

    private void visit(String path) {
        witness.at(path);
        page.navigate(stage.url("/console" + path));
        PagesTest.arrived(page);
    }

    private void go(String path) {
        witness.at(path);
        page.evaluate(GO, "/console" + path);
    }

    private void sees(String text) {
        try {
            page.waitForFunction(SHOWN, text);
        } catch (TimeoutError e) {
            throw new AssertionError(page.url() + " does not show " + text, e);
        }
    }

    private void nothingRan() {
        assertEquals(false, page.evaluate("() => !!window.hasRun"), "a stored text ran");
        assertEquals("", String.join("\n", witness.faults()));
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
