package dev.sluice.app.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.FakeReports;
import dev.sluice.app.control.JsonValue;
import dev.sluice.core.Deployment;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.Rights;
import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.PriceBook;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control;
import dev.sluice.store.Reports;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What clients ask about their account, and how they read the answers. */
class BillingApiTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final long DAY_29 = Instant.parse("2026-11-29T00:00:00Z").getEpochSecond();
    private static final long MONTH = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final Map<String, String> NOTHING = Map.of();

    private final FakeReports reports = new FakeReports();
    private final BillingApi api = new BillingApi(BillingApiTest::snapshot, reports, () -> NOW);

    /** Seven yuan to the dollar. */
    private static Snapshot snapshot() {
        return new Snapshot(
                1,
                new KeyTable(Map.of()),
                null,
                Secret.of("admin"),
                List.of(),
                Settings.DEFAULT,
                new NameTable<>(Map.of(), Map.of()),
                new Snapshot.Tariff(PriceBook.EMPTY, new Exchange(7_000_000), 4096));
    }

    private static Budget budget(String holder, String amount, Budget.Window window) {
        String[] words = amount.split(" ", 2);
        return new Budget(holder, Money.of(words[0], Currency.valueOf(words[1])), window);
    }

    private static VirtualKey key(long expires, Budget... budgets) {
        return new VirtualKey(
                "k1",
                new ModelTable.Listed(new NameTable<>(Map.of(), Map.of()), null),
                Deployment.StreamMode.CONTRACT,
                VirtualKey.KeepAlive.ON,
                VirtualKey.Priority.NORMAL,
                VirtualKey.Wording.AS_PROVIDED,
                new Rights(
                        "ann",
                        "red",
                        true,
                        expires,
                        List.of(),
                        List.of(),
                        new Allowance(List.of(), Arrays.asList(budgets))));
    }

    private static VirtualKey key(Budget... budgets) {
        return key(Long.MAX_VALUE, budgets);
    }

    private JsonValue ask(VirtualKey key, String what, Map<String, String> query) {
        Control.Reply reply = api.answer(key, "/dashboard/billing/" + what, query);
        assertEquals(200, reply.status(), () -> text(reply));
        assertEquals(Control.Reply.JSON, reply.type());
        return JsonValue.read(reply.body());
    }

    private static String text(Control.Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private void spent(String budget, long window, String amount, Currency currency) {
        reports.spent.put(new Reports.Window(budget, window), Money.of(amount, currency));
    }

    /** NextChat's settings show total_usage in cents over hard_limit_usd, this month's. */
    @Test
    void nextChatShowsWhatIsUsedOfWhat() {
        reports.call("2026-11-29T10:00:00Z", "k1", "gpt-4o", Money.of("1.25", Currency.USD));
        reports.call("2026-11-30T10:00:00Z", "k1", "qwen-max", Money.of("0.7", Currency.CNY));
        reports.call("2026-11-30T10:00:00Z", "other", "gpt-4o", Money.of("99", Currency.USD));
        VirtualKey key = key(budget("key:k1", "20 USD", Budget.Window.MONTH));

        JsonValue usage =
                ask(key, "usage", Map.of("start_date", "2026-11-01", "end_date", "2026-12-01"));
        assertEquals("list", usage.text("object"));
        assertEquals("135", usage.text("total_usage"));
        List<JsonValue> days = usage.member("daily_costs").items();
        assertEquals(2, days.size());
        assertEquals(Long.toString(DAY_29), days.getFirst().text("timestamp"));
        JsonValue item = days.getFirst().member("line_items").items().getFirst();
        assertEquals("gpt-4o", item.text("name"));
        assertEquals("125", item.text("cost"));

        JsonValue subscription = ask(key, "subscription", NOTHING);
        assertEquals("billing_subscription", subscription.text("object"));
        assertEquals("20", subscription.text("hard_limit_usd"));
        assertEquals("20", subscription.text("soft_limit_usd"));
        assertEquals("20", subscription.text("system_hard_limit_usd"));
        assertTrue(subscription.truth("has_payment_method"));
        assertFalse(subscription.member("plan").isNull());
    }

    @Test
    void anAnswerHoldsNumbersAndNoStrings() {
        VirtualKey key = key(budget("key:k1", "20.5 USD", Budget.Window.MONTH));
        String subscription = text(api.answer(key, "/dashboard/billing/subscription", NOTHING));
        assertTrue(subscription.contains("\"hard_limit_usd\":20.5,"), subscription);
        String usage = text(api.answer(key, "/dashboard/billing/usage", NOTHING));
        assertEquals("{\"object\":\"list\",\"daily_costs\":[],\"total_usage\":0}", usage);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-29, 2026-11-30, 100",
        "2026-11-29, 2026-12-01, 300",
        "2026-11-29T00:00:00.000Z, 2026-11-30T23:59:59Z, 100",
        "'', '', 300",
    })
    void theEndDateIsNotCounted(String start, String end, String cents) {
        reports.call("2026-11-29T23:59:59Z", "k1", "m", Money.of("1", Currency.USD));
        reports.call("2026-11-30T00:00:00Z", "k1", "m", Money.of("2", Currency.USD));
        JsonValue usage = ask(key(), "usage", Map.of("start_date", start, "end_date", end));
        assertEquals(cents, usage.text("total_usage"));
    }

    /** 002's clients ask with POST and read code and grants.available_amount, a string. */
    @Test
    void creditSatisfiesBothKindsOfClient() {
        spent("key:k1/total/CNY", 0, "88.1342", Currency.CNY);
        VirtualKey key = key(budget("key:k1", "200 CNY", Budget.Window.TOTAL));
        assertEquals(
                "{\"code\":0,\"msg\":\"ok\",\"object\":\"credit_summary\",\"currency\":\"CNY\","
                    + "\"total_granted\":200,\"total_used\":88.1342,\"total_available\":111.8658,"
                    + "\"grants\":{\"object\":\"list\",\"available_amount\":\"111.8658\",\"data\":["
                    + "{\"object\":\"credit_grant\",\"id\":\"key:k1/total/CNY\","
                    + "\"grant_amount\":200,\"used_amount\":88.1342,\"effective_at\":0,"
                    + "\"expires_at\":4102444800}]}}",
                text(api.answer(key, "/dashboard/billing/credit_grants", NOTHING)));
        assertEquals("28.571429", ask(key, "subscription", NOTHING).text("hard_limit_usd"));
    }

    @Test
    void theTightestBudgetOfTheKeyCounts() {
        spent("key:k1/month/USD", MONTH, "3", Currency.USD);
        VirtualKey key =
                key(
                        budget("team:red", "0.01 USD", Budget.Window.MONTH),
                        budget("key:k1", "10 USD", Budget.Window.MONTH),
                        budget("key:k1", "48 CNY", Budget.Window.DAY));
        JsonValue credit = ask(key, "credit_grants", NOTHING);
        assertEquals("CNY", credit.text("currency"), "48 yuan are less than 7 dollars");
        assertEquals("48", credit.text("total_available"));
        JsonValue grant = credit.member("grants").member("data").items().getFirst();
        assertEquals(
                Long.toString(Instant.parse("2026-12-01T00:00:00Z").getEpochSecond()),
                grant.text("expires_at"));
    }

    @Test
    void ofATeamsBudgetTheOthersUsageIsNotTold() {
        spent("team:red/month/USD", MONTH, "30", Currency.USD);
        reports.call("2026-11-29T10:00:00Z", "k1", "m", Money.of("2", Currency.USD));
        reports.call("2026-10-29T10:00:00Z", "k1", "m", Money.of("50", Currency.USD));
        reports.call("2026-11-29T10:00:00Z", "other", "m", Money.of("28", Currency.USD));
        JsonValue credit =
                ask(
                        key(budget("team:red", "40 USD", Budget.Window.MONTH)),
                        "credit_grants",
                        NOTHING);
        assertEquals("10", credit.text("total_available"));
        assertEquals("2", credit.text("total_used"));
        assertEquals("12", credit.text("total_granted"));
    }

    @Test
    void anOverspentBudgetHasNothingLeft() {
        spent("key:k1/month/USD", MONTH, "10.2", Currency.USD);
        JsonValue credit =
                ask(key(budget("key:k1", "10 USD", Budget.Window.MONTH)), "credit_grants", NOTHING);
        assertEquals("0", credit.text("total_available"));
        assertEquals("10.2", credit.text("total_used"));
    }

    @Test
    void withoutABudgetThereIsMoreThanEnough() {
        reports.call("2026-11-29T10:00:00Z", "k1", "m", Money.of("1.5", Currency.USD));
        JsonValue credit = ask(key(), "credit_grants", NOTHING);
        assertEquals("99999998.5", credit.member("grants").text("available_amount"));
        JsonValue subscription = ask(key(), "subscription", NOTHING);
        assertEquals("100000000", subscription.text("hard_limit_usd"));
        assertEquals("4102444800", subscription.text("access_until"));
    }

    @Test
    void accessEndsWithTheKey() {
        JsonValue subscription = ask(key(NOW.toEpochMilli()), "subscription", NOTHING);
        assertEquals(Long.toString(NOW.getEpochSecond()), subscription.text("access_until"));
    }

    @ParameterizedTest
    @CsvSource({
        "usage, start_date, yesterday, 400, invalid_value",
        "usage, end_date, 2026-02-30, 400, invalid_value",
        "usage, start_date, 2027-01-01, 400, invalid_value",
        "invoices, x, y, 404, unknown_url",
    })
    void refuses(String what, String name, String value, int status, String code) {
        Control.Reply reply = api.answer(key(), "/dashboard/billing/" + what, Map.of(name, value));
        assertEquals(status, reply.status());
        JsonValue error = JsonValue.read(reply.body()).member("error");
        assertEquals(code, error.text("code"));
    }

    @ParameterizedTest
    @CsvSource({"usage", "subscription", "credit_grants"})
    void saysThatTheLedgerIsDownButNotWhere(String what) {
        reports.down = true;
        VirtualKey key = key(budget("key:k1", "10 USD", Budget.Window.MONTH));
        Control.Reply reply = api.answer(key, "/dashboard/billing/" + what, NOTHING);
        assertEquals(503, reply.status());
        assertFalse(text(reply).contains("secret-address"), text(reply));
    }
}
