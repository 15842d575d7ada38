package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How soon the first page is there, and how much is fetched for all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SizeTest {
    private static final int VISITS = 5;
    private static final int ROUNDS = 3;
    private static final double LATEST_PAINT = 300;

    /** Bytes as they come over the wire, for who visits every page in one language. */
    private static final double MOST = 150_000;

    /** What the console itself fetched so far, as it came over the wire. */
    private static final String FETCHED =
            """
            () => Object.fromEntries([...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .map((one) => [new URL(one.name), one.encodedBodySize])
              .filter(([url]) => url.pathname.startsWith('/console')).map(([url, size]) => [url.pathname.includes('.') ? url.pathname : 'index', size]))
            """;

    /** Fetched by a page that needs it: who has not got these has not seen every page. */
    private static final List<String> LATE =
            List.of("vendor/uplot.js", "pages/clients/recipes.json", "vendor/VENDOR.md");

    private static final Stage.Look CHINESE =
            new Stage.Look("zh-CN", ColorScheme.LIGHT, Stage.Look.USUAL.width());

    private static final String GO =
            "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate'));"
                    + " }";

    private static final String PAINT =
            "() => performance.getEntriesByName('first-contentful-paint')[0].startTime";

    @Test
    void isSmallAndSoonThere(@TempDir Path home) throws Exception {
        try (Stage stage = Furnished.open(home)) {
            Visits visits = Visits.of(stage);
            // A machine that runs something else besides is not what is measured.
            for (int n = 1; n < ROUNDS && visits.paint() >= LATEST_PAINT; n++) {
                visits = Visits.of(stage);
            }
            double english = everything(stage, Stage.Look.USUAL);
            double chinese = everything(stage, CHINESE);
            double paint = visits.paint();
            System.out.printf(
                    "paint: first contentful paint %.0f ms, page with its data %.0f ms, first page"
                            + " %.0f bytes, everything visited %.0f bytes in English, %.0f in"
                            + " Chinese%n",
                    paint, visits.there(), visits.first(), english, chinese);
            assertTrue(english < MOST, () -> english + " bytes in English");
            assertTrue(chinese < MOST, () -> chinese + " bytes in Chinese");
            assertTrue(paint < LATEST_PAINT, () -> paint + " ms");
        }
    }

    /** Medians of several visits: the first paint, the page with its data; and what is fetched. */
    private record Visits(double paint, double there, double first) {
        static Visits of(Stage stage) {
            List<Double> paints = new ArrayList<>();
            List<Double> there = new ArrayList<>();
            double first = 0;
            for (int n = 0; n <= VISITS; n++) {
                Page page = stage.signedIn(Stage.Look.USUAL);
                page.navigate(stage.url("/console"));
                PagesTest.arrived(page);
                if (n > 0) { // The visit before those that count warms the server.
                    there.add(((Number) page.evaluate("() => performance.now()")).doubleValue());
                    paints.add(((Number) page.evaluate(PAINT)).doubleValue());
                }
                assertThat(page.locator(".uplot").first()).isVisible();
                first = sum(fetched(page));
                page.context().close();
            }
            return new Visits(median(paints), median(there), first);
        }
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    /** Goes to every page without loading the console again. */
    private static double everything(Stage stage, Stage.Look look) {
        Page stranger = stage.window(look);
        stranger.navigate(stage.url("/console/signin"));
        PagesTest.arrived(stranger);
        Map<String, Double> files = new TreeMap<>(fetched(stranger));
        Page page = stage.signedIn(look);
        page.navigate(stage.url("/console"));
        PagesTest.arrived(page);
        Map<String, String> pages = new TreeMap<>(PagesTest.pages());
        pages.put("settings-about", "/settings/about");
        pages.forEach((name, path) -> {
            page.evaluate(GO, "/console" + path);
            String there = path.replaceFirst("(/[a-z]+).*", "$1");
            var link = "nav a[aria-current='page'][href='/console" + there + "']";
            assertThat(page.locator(link)).hasCount(1);
            PagesTest.arrived(page);
        });
        files.putAll(fetched(page));
        for (String late : LATE) {
            assertTrue(files.getOrDefault("/console/" + late, 0.0) > 0, late);
        }
        return sum(files);
    }

    private static Map<String, Double> fetched(Page page) {
        Map<String, Double> files = new TreeMap<>();
        ((Map<?, ?>) page.evaluate(FETCHED))
                .forEach((path, size) -> files.put((String) path, ((Number) size).doubleValue()));
        return files;
    }

    private static double sum(Map<String, Double> files) {
        return files.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
