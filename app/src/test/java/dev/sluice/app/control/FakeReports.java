package dev.sluice.app.control;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger in memory: calls are added, and summed up by hand. */
public final class FakeReports implements Reports {
    /**
     * A finished call of 10 input tokens, 4 of them cached, and 5 output tokens, 2 of reasoning.
     */
    public record Fact(Instant begun, Map<By, String> of, Money cost, boolean failed) {}

    private final List<Fact> facts = new ArrayList<>();

    /** What has been spent of budgets, by budget id, with the window that it was in. */
    public final Map<Window, Money> spent = new HashMap<>();

    /** Whose keys are whose. */
    public final Map<String, String> owners = new HashMap<>();

    /** Whether the database answers. */
    public boolean down;

    /** Adds a call of a key to a model. */
    public void call(String begun, String key, String model, Money cost) {
        call(begun, key, model, cost, false);
    }

    /** Adds a call that may have failed. */
    public void call(String begun, String key, String model, Money cost, boolean failed) {
        Map<By, String> of = new EnumMap<>(By.class);
        of.put(By.KEY, key);
        of.put(By.TEAM, "red");
        of.put(By.MODEL, model);
        of.put(By.PROVIDER, "up");
        of.put(By.DEPLOYMENT, "up/" + model);
        facts.add(new Fact(Instant.parse(begun), of, cost, failed));
    }

    private void reach() throws StoreUnavailable {
        if (down) {
            throw new StoreUnavailable("jdbc:secret-address is down", new IllegalStateException());
        }
    }

    private static String column(Fact fact, By by) {
        return switch (by) {
            case HOUR -> fact.begun().truncatedTo(ChronoUnit.HOURS).toString();
            case DAY -> fact.begun().toString().substring(0, 10);
            case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT -> fact.of().getOrDefault(by, "");
        };
    }

    private static boolean fits(Fact fact, Instant from, Instant to, Map<By, String> only) {
        return !fact.begun().isBefore(from)
                && fact.begun().isBefore(to)
                && only.entrySet().stream()
                        .allMatch(each -> column(fact, each.getKey()).equals(each.getValue()));
    }

    private boolean isOf(Fact fact, @Nullable String owner) {
        return owner == null || owner.equals(owners.get(fact.of().getOrDefault(By.KEY, "")));
    }

    @Override
    public List<Sum> usage(Question question) throws StoreUnavailable {
        reach();
        Instant from = question.from().truncatedTo(ChronoUnit.HOURS);
        Map<List<String>, List<Fact>> groups = new LinkedHashMap<>();
        for (Fact each : facts) {
            if (isOf(each, question.owner()) && fits(each, from, question.to(), question.only())) {
                List<String> of = question.by().stream().map(by -> column(each, by)).toList();
                groups.computeIfAbsent(of, _ -> new ArrayList<>()).add(each);
            }
        }
        List<Sum> sums = new ArrayList<>();
        groups.forEach((of, members) -> sums.add(sum(of, members)));
        return sums;
    }

    private static Sum sum(List<String> of, List<Fact> facts) {
        Map<Currency, Long> cost = new EnumMap<>(Currency.class);
        for (Fact each : facts) {
            if (each.cost().micro() > 0) {
                cost.merge(each.cost().currency(), each.cost().micro(), Long::sum);
            }
        }
        long unpriced = facts.stream().filter(each -> each.cost().micro() == 0).count();
        long failed = facts.stream().filter(Fact::failed).count();
        int n = facts.size();
        return new Sum(of, n, failed, 10L * n, 4L * n, 5L * n, 2L * n, cost, Map.of(), unpriced, 0);
    }

    @Override
    public void calls(CallFilter filter, int limit, Consumer<Call> to) throws StoreUnavailable {
        reach();
        int before = filter.before() == null ? facts.size() : Integer.parseInt(filter.before()) - 1;
        int found = 0;
        for (int i = before - 1; i >= 0 && found < limit; i--) {
            Fact fact = facts.get(i);
            String id = "req-" + (i + 1);
            if (fits(fact, filter.from(), filter.to(), filter.only())
                    && isOf(fact, filter.owner())
                    && (!filter.failed() || fact.failed())
                    && (filter.requestId() == null || filter.requestId().equals(id))) {
                to.accept(new Call(Integer.toString(i + 1), json(id, fact)));
                found++;
            }
        }
    }

    @Override
    public Page page(CallFilter filter, int limit) throws StoreUnavailable {
        List<Call> found = new ArrayList<>();
        calls(filter, limit + 1, found::add);
        boolean more = found.size() > limit;
        List<Call> page = more ? found.subList(0, limit) : found;
        return new Page(List.copyOf(page), more ? page.getLast().place() : null);
    }

    @Override
    public Timeline timeline(CallFilter filter, long millis) throws StoreUnavailable {
        reach();
        Map<Long, List<Fact>> buckets = new TreeMap<>();
        long origin = filter.from().toEpochMilli();
        for (Fact each : facts) {
            if (fits(each, filter.from(), filter.to(), filter.only())) {
                long bucket = (each.begun().toEpochMilli() - origin) / millis;
                buckets.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(each);
            }
        }
        List<Bucket> all = new ArrayList<>();
        buckets.forEach((bucket, members) -> {
            Sum sum = sum(List.of(), members);
            long tokens = sum.inputTokens() + sum.outputTokens();
            long begun = origin + bucket * millis;
            all.add(new Bucket(begun, sum.calls(), sum.failed(), tokens, sum.cost()));
        });
        return new Timeline(all, filter.from());
    }

    @Override
    public List<Timed> times(CallFilter filter, int limit) throws StoreUnavailable {
        reach();
        return facts.stream()
                .filter(each -> fits(each, filter.from(), filter.to(), filter.only()))
                .map(each -> new Timed(each.begun().toEpochMilli(), 1_234_567))
                .limit(limit)
                .toList();
    }

    private static String json(String id, Fact fact) {
        String model = fact.of().getOrDefault(By.MODEL, "").replace("\"", "\\\"");
        String deployment = "up/" + model;
        String charge =
                """
                {"deployment":"%2$s","provider":"up","vendor":"openai","model":"%1$s-up",\
                "role":"served","tokens":{"input":6,"cached_input":4,"output":3,"reasoning":2}%3$s}\
                """
                        .formatted(
                                model,
                                deployment,
                                fact.cost().micro() == 0
                                        ? ""
                                        : ",\"cost_micro\":%d,\"currency\":\"%s\",\"price\":\"p\""
                                                .formatted(
                                                        fact.cost().micro(),
                                                        fact.cost().currency()));
        String lost = charge.replace("served", "lost");
        return """
        {"v":1,"id":"%s","key":"%s","team":"red","method":"POST","path":"/chat/completions",\
        "model":"%s","begun":%d,"duration_us":1234567,"first_byte_us":-1,"status":%d,\
        "outcome":"complete","deployment":"%s","attempts":2,"charges":[%s,%s]}\
        """
                .formatted(
                        id,
                        fact.of().get(By.KEY),
                        model,
                        fact.begun().toEpochMilli(),
                        fact.failed() ? 500 : 200,
                        deployment,
                        lost,
                        charge);
    }

    @Override
    public Map<String, Money> spent(List<Window> windows) throws StoreUnavailable {
        reach();
        Map<String, Money> found = new HashMap<>();
        for (Window each : windows) {
            if (spent.containsKey(each)) {
                found.put(each.budget(), spent.get(each));
            }
        }
        return found;
    }
}
