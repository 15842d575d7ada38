package dev.sluice.store;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports.By;
import dev.sluice.wire.chat.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Fills a ledger and times it: {@code LedgerFill CALLS KEYS DAYS BATCH [sqlite|postgres [DATA]]}.
 * Not a test: it takes minutes and asserts nothing. A ledger that is in the directory DATA already
 * is asked as it is.
 */
public final class LedgerFill {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final String DECISION = "{\"plan\":\"only one\",\"tried\":[\"a\"]}";

    private final Random random = new Random(1);
    private final long calls;
    private final int keys;
    private final long millis;

    private LedgerFill(long calls, int keys, int days) {
        this.calls = calls;
        this.keys = keys;
        this.millis = Duration.ofDays(days).toMillis();
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        var fill =
                new LedgerFill(
                        Long.parseLong(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]));
        boolean postgres = arguments.length > 4 && arguments[4].equals("postgres");
        Path data =
                arguments.length > 5
                        ? Path.of(arguments[5])
                        : Files.createTempDirectory("sluice-fill");
        try (Store store = Store.of(postgres ? Store.Kind.POSTGRES : Store.Kind.SQLITE, data)) {
            store.now.set(FROM);
            var settings =
                    new LedgerSettings(
                            data,
                            postgres ? store.address() : null,
                            LedgerSettings.Durability.GROUP,
                            Duration.ZERO);
            try (Database database = Database.open(settings, store.now::get)) {
                time("open", database::prepare);
                if (store.number("select count(*) from applied") == 0) {
                    fill.fill(database, Integer.parseInt(arguments[3]));
                    store.change("analyze"); // as PostgreSQL does by itself within minutes
                }
                fill.ask(database);
                say("rollups " + store.number("select count(*) from rollup"));
            }
            try (Database database = Database.open(settings, store.now::get)) {
                time("open again", database::prepare);
            }
        }
    }

    private void fill(Database database, int batch) throws StoreUnavailable {
        Books books = database.books();
        long cpu = 0;
        long wall = 0;
        long counted = 0;
        for (long n = 0; n < calls; n += batch) {
            List<Numbered> entries = new ArrayList<>(batch);
            for (int i = 0; i < batch; i++) {
                entries.add(new Numbered.Finished(n + i + 1, call(n + i)));
            }
            long cpuBefore = cpuNanos();
            long wallBefore = System.nanoTime();
            ListBooks.apply(books, "a", entries);
            if (n > calls / 4) { // warm
                cpu += cpuNanos() - cpuBefore;
                wall += System.nanoTime() - wallBefore;
                counted += batch;
            }
        }
        say(
                String.format(
                        "apply: %.1f us of cpu, %.1f us of time per call",
                        cpu / 1e3 / counted, wall / 1e3 / counted));
    }

    private UsageRecord call(long n) {
        int key = (int) (random.nextDouble() * random.nextDouble() * keys);
        String deployment = "openai-main/gpt-" + key % 5;
        var charge =
                new Charge(
                        deployment,
                        "openai-main",
                        "openai",
                        "gpt-" + key % 5,
                        Role.SERVED,
                        Quantities.of(Usage.of(random.nextInt(3000), random.nextInt(900))),
                        new Rating.Priced(new Money(random.nextInt(9000), Currency.USD), "p"));
        return new UsageRecord(
                "req-" + Long.toHexString(random.nextLong()),
                new UsageRecord.Who("key-" + key, "owner", "team-" + key % 20),
                new UsageRecord.Asked("POST", "/chat/completions", "gpt-" + key % 5, false),
                new UsageRecord.Times(
                        FROM.toEpochMilli() + (long) (millis * ((double) n / calls)), 1, 1),
                new UsageRecord.End(200, "complete", deployment, 1, null),
                List.of(charge),
                List.of(),
                DECISION,
                null);
    }

    private void ask(Database database) throws Exception {
        Instant to = FROM.plusMillis(millis);
        Reports reports = database.reports();
        List<List<By>> questions =
                List.of(
                        List.of(),
                        List.of(By.KEY),
                        List.of(By.TEAM, By.MODEL),
                        List.of(By.DAY),
                        List.of(By.DAY, By.DEPLOYMENT),
                        List.of(By.HOUR),
                        List.of(By.HOUR, By.KEY));
        for (List<By> by : questions) {
            var all = new Reports.Question(FROM, to, by, Map.of());
            time("usage by " + by, () -> say(reports.usage(all).size() + " sums"));
        }
        var one = new Reports.Question(FROM, to, List.of(By.DAY), Map.of(By.KEY, "key-7"));
        time("usage of a key by day", () -> reports.usage(one));
        var team = new Reports.Question(FROM, to, List.of(By.DAY), Map.of(By.TEAM, "team-7"));
        time("usage of a team by day", () -> reports.usage(team));
        Instant middle = FROM.plusMillis(millis / 2);
        var newest = new Reports.CallFilter(FROM, middle, null, Map.of(), null, false);
        time("50 calls", () -> reports.calls(newest, 50, _ -> {}));
        search(reports, to, keys);
        time("check", () -> say(database.check().run(FROM).toString()));
    }

    /** What the call log's page asks: the newest, a page in the middle, and what there is not. */
    private static void search(Reports reports, Instant to, int keys) throws Exception {
        var any = new Reports.CallFilter(FROM, to, null, Map.of(), null, false);
        time("page of 100", () -> reports.page(any, 100));
        long middle = FROM.plus(Duration.between(FROM, to).dividedBy(2)).toEpochMilli();
        var later = new Reports.CallFilter(FROM, to, middle + "-1", Map.of(), null, false);
        time("page of 100 in the middle", () -> reports.page(later, 100));
        var failed = new Reports.CallFilter(FROM, to, null, Map.of(), null, true);
        time("page of failed ones, of which there are none", () -> say(on(reports, failed)));
        var texts = new Reports.Marks(null, null, "nowhere to be found", null);
        var text = new Reports.CallFilter(FROM, to, null, Map.of(), null, false, null, texts);
        time("page with a text that is nowhere", () -> say(on(reports, text)));
        var model = new Reports.CallFilter(FROM, to, null, Map.of(By.MODEL, "gpt-3"), null, false);
        time("page of a model", () -> say(on(reports, model)));
        for (String each : List.of("key-7", "key-" + (keys * 9 / 10), "key-" + (keys - 2))) {
            Map<By, String> only = Map.of(By.KEY, each);
            var of = new Reports.CallFilter(FROM, to, null, only, null, false);
            time("page of " + each, () -> say(on(reports, of)));
            var wrong = new Reports.CallFilter(FROM, to, null, only, null, true);
            time("page of failed ones of " + each, () -> say(on(reports, wrong)));
        }
        long width = Duration.between(FROM, to).toMillis() / 60;
        time("timeline of all", () -> say("from " + reports.timeline(any, width).from()));
        var hour = new Reports.CallFilter(to.minusSeconds(3600), to, null, Map.of(), null, false);
        time("timeline of an hour", () -> reports.timeline(hour, 60_000));
        time("5000 times", () -> reports.times(any, 5000));
    }

    private static String on(Reports reports, Reports.CallFilter filter) throws Exception {
        Reports.Page page = reports.page(filter, 100);
        return page.calls().size() + " calls, next " + page.next();
    }

    /** Of the whole process: what the virtual machine does for it is part of the price. */
    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void time(String what, Step step) throws Exception {
        long begin = System.nanoTime();
        long cpu = cpuNanos();
        step.run();
        say(
                String.format(
                        "%s: %.0f ms, %.0f ms of cpu",
                        what, (System.nanoTime() - begin) / 1e6, (cpuNanos() - cpu) / 1e6));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
