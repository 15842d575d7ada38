package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every page in both languages, both themes and three widths, with a picture of each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    /** A page's name in {@code pages.js}, and where it is. */
    private static final Map<String, String> PAGES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("start", "/start"),
                            Map.entry("overview", ""),
                            Map.entry("log", "/log"),
                            Map.entry("usage", "/usage"),
                            Map.entry("providers", "/providers"),
                            Map.entry("routes", "/routes"),
                            Map.entry("keys", "/keys"),
                            Map.entry("limits", "/limits"),
                            Map.entry("prices", "/prices"),
                            Map.entry("playground", "/playground"),
                            Map.entry("clients", "/clients"),
                            Map.entry("settings", "/settings")));

    /** What pages show besides, by what their pictures are called. */
    private static final Map<String, String> MORE =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("log-call", "/log/CALL"),
                            Map.entry("keys-one", "/keys?key=limited"),
                            Map.entry("keys-new", "/keys?new=1"),
                            Map.entry("keys-teams", "/keys/teams"),
                            Map.entry("routes-edit", "/routes?edit=mixed"),
                            Map.entry("routes-simulate", "/routes?simulate=gpt-4o"),
                            Map.entry("settings-history", "/settings/history"),
                            Map.entry("settings-import", "/settings/import"),
                            Map.entry("settings-backup", "/settings/backup"),
                            Map.entry("settings-users", "/settings/users"),
                            Map.entry("settings-audit", "/settings/audit"),
                            Map.entry("settings-about", "/settings/about"),
                            Map.entry("nowhere", "/no/such/page")));

    /** Those that are looked at with everything that pages show besides, and by axe. */
    private static final Set<Stage.Look> WHOLE =
            Set.of(
                    Stage.Look.USUAL,
                    new Stage.Look("zh-CN", ColorScheme.DARK, 768),
                    new Stage.Look("zh-CN", ColorScheme.LIGHT, 360));

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    /** Names what sticks out of the window and cannot be scrolled to in a box of its own. */
    private static final String STICKS_OUT =
            """
            () => {
              const wide = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= wide) return '';
              const held = (e) => e.parentElement && (getComputedStyle(e.parentElement).overflowX !== 'visible' || held(e.parentElement));
              const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > wide + 1 && !held(e));
              return `${document.documentElement.scrollWidth} of ${wide} px, ` + out.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(' | ');
            }
            """;

    private static final Pattern ENTRY = Pattern.compile("\\{name: ?\"(\\w+)\", ?path:");

    private Stage stage;
    private String call;

    @BeforeAll
    void open(@TempDir Path home) throws Exception {
        stage = Furnished.open(home);
        call = longest();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    /** Returns the call with the most attempts. */
    private String longest() throws IOException, InterruptedException {
        return stage.script()
                .get("/admin/api/calls?model=gpt-4o&limit=1")
                .path("calls")
                .get(0)
                .path("record")
                .path("id")
                .asString();
    }

    @Test
    void noPageIsMissingHere() throws Exception {
        String list = stage.script().ask("GET", "/console/console.js", "").body();
        Set<String> there = new TreeSet<>(PAGES.keySet());
        there.add("signin");
        assertEquals(
                there,
                new TreeSet<>(ENTRY.matcher(list).results().map(each -> each.group(1)).toList()));
    }

    @TestFactory
    Stream<DynamicTest> looks() {
        List<Stage.Look> looks = new ArrayList<>();
        for (String language : List.of("en-US", "zh-CN")) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(360, 768, 1440)) {
                    looks.add(new Stage.Look(language, theme, width));
                }
            }
        }
        return looks.stream().map(look -> dynamicTest(look.toString(), () -> walk(look)));
    }

    private void walk(Stage.Look look) {
        Page stranger = stage.window(look);
        Witness before = Witness.of(stranger, stage.url(""));
        visit(stranger, before, look, "signin", "/signin");
        stranger.context().close();
        Page page = stage.signedIn(look);
        Witness witness = Witness.of(page, stage.url(""));
        PAGES.forEach((name, path) -> visit(page, witness, look, name, path));
        if (WHOLE.contains(look)) {
            MORE.forEach(
                    (name, path) -> visit(page, witness, look, name, path.replace("CALL", call)));
        }
        page.context().close();
        assertEquals("", String.join("\n", before.faults()) + String.join("\n", witness.faults()));
    }

    private void visit(Page page, Witness witness, Stage.Look look, String name, String path) {
        witness.at(name);
        page.navigate(stage.url("/console" + path));
        arrived(page);
        if (!page.title().matches(".+ · Sluice")) {
            witness.fault("title " + page.title());
        }
        String out = (String) page.evaluate(STICKS_OUT);
        if (!out.isEmpty()) {
            witness.fault("sticks out: " + out);
        }
        Stage.picture(page, look + "/" + name);
        if (WHOLE.contains(look)) {
            witness.deafTo(() -> reachable(page, witness));
        }
    }

    /** Returns the pages for somebody who is signed in, and where they are. */
    static Map<String, String> pages() {
        return Collections.unmodifiableMap(PAGES);
    }

    /** Waits until the page shows what it has. */
    static void arrived(Page page) {
        assertThat(page.locator("h1").first()).not().isEmpty();
        assertThat(page.locator(".skeleton")).hasCount(0);
    }

    private static void reachable(Page page, Witness witness) {
        var results = new AxeBuilder(page).setLegacyMode(true).withTags(RULES).analyze();
        results.getViolations().stream()
                .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
                .forEach(rule ->
                        rule.getNodes()
                                .forEach(node ->
                                        witness.fault(rule.getId() + ": " + node.getHtml())));
    }
}
