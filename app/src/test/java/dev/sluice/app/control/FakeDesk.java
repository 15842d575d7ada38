package dev.sluice.app.control;

import dev.sluice.core.Digest;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A desk with its keys in memory, which understands most of the words. */
public final class FakeDesk implements KeyDesk {
    public static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<String> TERMS =
            Set.of("enabled", "models", "endpoints", "addresses", "limits", "budgets");
    private static final Set<String> WORDS =
            Set.of("id", "owner", "team", "expires", "default_model", "model_names", "priority");

    private final TreeMap<String, KeySpec> keys = new TreeMap<>();
    private final TreeMap<String, TeamSpec> teams = new TreeMap<>();
    private int made;

    /** Whether the database answers. */
    public boolean down;

    private void reach() throws StoreUnavailable {
        if (down) {
            throw new StoreUnavailable("jdbc:secret-address\nis down", new IllegalStateException());
        }
    }

    @Override
    public Issued create(byte[] words) throws StoreUnavailable {
        reach();
        JsonValue said = JsonValue.read(words);
        String id = said.words("id").isEmpty() ? "key-" + (made + 1) : said.words("id");
        if (keys.containsKey(id)) {
            throw refused("id", "found an id that a key has already, expected a new one");
        }
        return issue(spec(id, said, null));
    }

    private Issued issue(KeySpec spec) {
        String secret = "sk-canary-" + ++made + "-" + "x".repeat(20) + "tail";
        KeySpec key =
                new KeySpec(
                        spec.id(),
                        Digest.of(secret),
                        "tail",
                        spec.owner(),
                        spec.team(),
                        spec.life(),
                        spec.terms(),
                        spec.names(),
                        spec.route(),
                        spec.habits());
        keys.put(key.id(), key);
        return new Issued(key, secret);
    }

    private static KeySpec spec(String id, JsonValue said, @Nullable KeySpec before) {
        for (String each : said.members().keySet()) {
            if (!TERMS.contains(each) && !WORDS.contains(each)) {
                throw refused(each, "found '" + each + "', expected owner, team, models or such");
            }
        }
        String expires = said.words("expires");
        Instant until =
                expires.isEmpty()
                        ? null
                        : LocalDate.parse(expires)
                                .plusDays(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant();
        boolean enabled =
                said.members().containsKey("enabled")
                        ? said.truth("enabled")
                        : before == null || before.life().enabled();
        return new KeySpec(
                id,
                before == null ? Digest.of("none") : before.digest(),
                before == null ? "" : before.hint(),
                text(said, "owner", before == null ? null : before.owner()),
                text(said, "team", before == null ? null : before.team()),
                new KeySpec.Life(CREATED, until, enabled),
                terms("key:" + id, said, before == null ? Terms.ALL : before.terms()),
                Map.of(),
                new KeySpec.Target(said.text("default_model"), null),
                KeySpec.Habits.USUAL);
    }

    private static @Nullable String text(JsonValue said, String name, @Nullable String before) {
        return said.members().containsKey(name) ? said.text(name) : before;
    }

    private static Terms terms(String holder, JsonValue said, Terms before) {
        List<Limit> limits = new ArrayList<>();
        for (JsonValue each : said.member("limits").items()) {
            for (var measure :
                    Map.of(
                                    "rpm", Limit.Measure.REQUESTS,
                                    "tpm", Limit.Measure.TOKENS,
                                    "parallel", Limit.Measure.PARALLEL)
                            .entrySet()) {
                if (each.text(measure.getKey()) != null) {
                    limits.add(
                            new Limit(
                                    holder,
                                    measure.getValue(),
                                    each.count(measure.getKey()),
                                    each.text("model")));
                }
            }
        }
        List<Budget> budgets = new ArrayList<>();
        for (JsonValue each : said.member("budgets").items()) {
            budgets.add(budget(holder, each));
        }
        boolean models = said.members().containsKey("models");
        return new Terms(
                models
                        ? said.member("models").items().stream().map(e -> "" + e.scalar()).toList()
                        : before.models(),
                before.endpoints(),
                before.addresses(),
                said.members().containsKey("limits") ? limits : before.limits(),
                said.members().containsKey("budgets") ? budgets : before.budgets());
    }

    private static Budget budget(String holder, JsonValue said) {
        try {
            return new Budget(
                    holder,
                    Money.of(said.words("amount"), Currency.valueOf(said.words("currency"))),
                    Budget.Window.valueOf(said.words("window").toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException _) {
            throw refused("budgets[0]", "found another, expected {amount, currency, window}");
        }
    }

    private static ApiException refused(String member, String message) {
        return new ApiException(
                ApiError.badRequest(member + ": " + message + ".", member, "invalid_value"));
    }

    @Override
    public KeySpec change(String id, byte[] words) throws StoreUnavailable {
        reach();
        KeySpec now = spec(id, JsonValue.read(words), keys.get(id));
        keys.put(id, now);
        return now;
    }

    @Override
    public Issued rotate(String id) throws StoreUnavailable {
        reach();
        return issue(Objects.requireNonNull(keys.get(id)));
    }

    @Override
    public boolean remove(String id) throws StoreUnavailable {
        reach();
        return keys.remove(id) != null;
    }

    @Override
    public @Nullable KeySpec key(String id) {
        return keys.get(id);
    }

    @Override
    public List<KeySpec> keys(String after, int limit, Predicate<KeySpec> wanted) {
        return keys.tailMap(after, false).values().stream().filter(wanted).limit(limit).toList();
    }

    @Override
    public TeamSpec put(String id, byte[] words) throws StoreUnavailable {
        reach();
        JsonValue said = JsonValue.read(words);
        boolean enabled = !said.members().containsKey("enabled") || said.truth("enabled");
        var team = new TeamSpec(id, enabled, terms("team:" + id, said, Terms.ALL));
        teams.put(id, team);
        return team;
    }

    @Override
    public TeamSpec changeTeam(String id, byte[] words) throws StoreUnavailable {
        reach();
        TeamSpec before = Objects.requireNonNull(teams.get(id));
        JsonValue said = JsonValue.read(words);
        boolean enabled =
                said.members().containsKey("enabled") ? said.truth("enabled") : before.enabled();
        var team = new TeamSpec(id, enabled, terms("team:" + id, said, before.terms()));
        teams.put(id, team);
        return team;
    }

    @Override
    public boolean removeTeam(String id) throws StoreUnavailable {
        reach();
        return teams.remove(id) != null;
    }

    @Override
    public @Nullable TeamSpec team(String id) {
        return teams.get(id);
    }

    @Override
    public List<TeamSpec> teams() {
        return List.copyOf(teams.values());
    }
}
