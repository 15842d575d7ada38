package dev.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dev.sluice.app.Log;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.SluiceServer;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A running gateway with a fake vendor behind it and a Chromium before it. */
final class Stage implements AutoCloseable {
    /** The vendor's key; another one is refused. */
    static final String VENDOR_KEY = "sk-upstream-fake";

    /** The administrator's token. */
    static final String ADMIN_TOKEN = "admin-in-the-browser";

    /** For what must come; long because machines that run tests are busy. Milliseconds. */
    private static final double WAIT = 20_000;

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");

    private final Playwright playwright;
    private final Browser browser;
    private final FakeUpstream vendor;
    private final SluiceServer server;
    private final Path home;
    private final List<BrowserContext> contexts = new ArrayList<>();

    private Stage(
            Playwright playwright,
            Browser browser,
            FakeUpstream vendor,
            SluiceServer server,
            Path home) {
        this.playwright = playwright;
        this.browser = browser;
        this.vendor = vendor;
        this.server = server;
        this.home = home;
    }

    /**
     * Starts everything.
     *
     * @param home an empty directory, which gets the configuration and the data
     * @param configuration the text of sluice.yaml, {@code VENDOR} standing for the fake vendor's
     *     address; null for a gateway that has none yet
     */
    static Stage open(Path home, @Nullable String configuration) throws Exception {
        return open(home, home.resolve("sluice.yaml"), configuration);
    }

    /** The same with the configuration in a file of another name or place. */
    static Stage open(Path home, Path file, @Nullable String configuration) throws Exception {
        Path executable = chromium();
        FakeUpstream vendor = FakeUpstream.start(new FakeOpenAi(VENDOR_KEY));
        if (configuration != null) {
            Files.writeString(file, configuration.replace("VENDOR", address(vendor)));
        }
        var options =
                new ServeOptions(
                        configuration == null ? null : file.toString(),
                        0,
                        null,
                        home.resolve("data").toString());
        var log = new PrintStream(Files.newOutputStream(home.resolve("log")), true, UTF_8);
        SluiceServer server =
                SluiceServer.start(
                        options,
                        Map.of("ADMIN_TOKEN", ADMIN_TOKEN),
                        new Log(log, Clock.systemUTC()));
        Playwright playwright =
                Playwright.create(
                        // The browser is the machine's; Playwright must not fetch its own.
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(WAIT);
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable)
                                        .setArgs(List.of("--no-sandbox")));
        return new Stage(playwright, browser, vendor, server, home);
    }

    /** Returns the browser of this machine; without one the test is skipped. */
    private static Path chromium() {
        String named = System.getenv("CHROMIUM");
        Stream<Path> known =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .flatMap(folder ->
                                BROWSERS.stream().map(name -> Path.of(folder).resolve(name)));
        @Nullable Path found =
                Stream.concat(Stream.ofNullable(named).map(Path::of), known)
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        Assumptions.assumeTrue(
                found != null,
                "there is no Chromium: install the package chromium, or name one in CHROMIUM");
        return Objects.requireNonNull(found);
    }

    private static String address(FakeUpstream vendor) {
        return "http://127.0.0.1:" + vendor.port();
    }

    /** How a person looks at the console. */
    record Look(String language, ColorScheme theme, int width) {
        /** The usual one. */
        static final Look USUAL = new Look("en-US", ColorScheme.LIGHT, 1440);

        @Override
        public String toString() {
            return language + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + width;
        }
    }

    /** Opens a browser window of its own, with no cookies. */
    Page window(Look look) {
        return context(look).newPage();
    }

    /** Opens a browser window of its own, in which the administrator is signed in. */
    Page signedIn(Look look) {
        BrowserContext context = context(look);
        int status =
                context.request()
                        .post(
                                url("/admin/api/session"),
                                RequestOptions.create().setData(Map.of("token", ADMIN_TOKEN)))
                        .status();
        assertEquals(200, status, "signing in");
        return context.newPage();
    }

    private BrowserContext context(Look look) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale(look.language())
                                .setColorScheme(look.theme())
                                .setViewportSize(look.width(), 900));
        context.setDefaultTimeout(WAIT);
        contexts.add(context);
        return context;
    }

    /** Returns who asks this gateway with the administrator's token. */
    Script script() {
        return new Script(url(""), ADMIN_TOKEN);
    }

    /** Returns the gateway's address with a path. */
    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** Returns the fake vendor's address. */
    String vendorUrl() {
        return address(vendor);
    }

    /** Returns where the configuration is. */
    Path home() {
        return home;
    }

    /** Takes a picture of the whole page into {@code target/screenshots}. */
    static void picture(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target", "screenshots", name + ".png")));
    }

    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
        browser.close();
        playwright.close();
        server.close();
        vendor.close();
    }
}
