package dev.sluice.store;

import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads what {@link SpecCodec} has written; members that it does not know are left out. */
final class SpecReader {
    private final JsonParser from;

    /** Takes a parser that stands on a value. */
    SpecReader(JsonParser from) {
        this.from = from;
    }

    /** What an object says, by the names of its members. */
    private static final class Members {
        private final Map<String, Object> values = new HashMap<>();

        @Nullable String text(String name) {
            return values.get(name) instanceof String text ? text : null;
        }

        String needed(String name) {
            String text = text(name);
            if (text == null) {
                throw new IllegalArgumentException("a stored key or team has no " + name);
            }
            return text;
        }

        long number(String name) {
            return values.get(name) instanceof Long number ? number : 0;
        }

        @Nullable Boolean truth(String name) {
            return values.get(name) instanceof Boolean truth ? truth : null;
        }

        boolean is(String name) {
            return Boolean.TRUE.equals(truth(name));
        }

        <E extends Enum<E>> E constant(Class<E> type, String name) {
            return Enum.valueOf(type, needed(name).toUpperCase(Locale.ROOT));
        }
    }

    KeySpec key() {
        List<Limit> limits = new ArrayList<>();
        List<Budget> budgets = new ArrayList<>();
        Map<String, List<String>> lists = new HashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        Members members =
                object(name -> {
                    if (name.equals("model_names")) {
                        names(names);
                    } else {
                        terms(name, lists, limits, budgets);
                    }
                });
        String expires = members.text("expires");
        return new KeySpec(
                members.needed("id"),
                Digest.parse(members.needed("sha256")),
                members.needed("hint"),
                members.text("owner"),
                members.text("team"),
                new KeySpec.Life(
                        Instant.parse(members.needed("created")),
                        expires == null ? null : Instant.parse(expires),
                        members.is("enabled")),
                terms(lists, limits, budgets),
                names,
                new KeySpec.Target(members.text("default_model"), members.text("bound_to")),
                new KeySpec.Habits(
                        members.constant(VirtualKey.Priority.class, "priority"),
                        members.is("heartbeat")
                                ? VirtualKey.KeepAlive.ON
                                : VirtualKey.KeepAlive.OFF,
                        members.truth("code_msg"),
                        members.truth("sensitive_finish_reason")));
    }

    TeamSpec team() {
        List<Limit> limits = new ArrayList<>();
        List<Budget> budgets = new ArrayList<>();
        Map<String, List<String>> lists = new HashMap<>();
        Members members = object(name -> terms(name, lists, limits, budgets));
        return new TeamSpec(
                members.needed("id"), members.is("enabled"), terms(lists, limits, budgets));
    }

    private void terms(
            String name,
            Map<String, List<String>> lists,
            List<Limit> limits,
            List<Budget> budgets) {
        switch (name) {
            case "limits" -> limits.addAll(list(this::limit));
            case "budgets" -> budgets.addAll(list(this::budget));
            case "models", "endpoints", "addresses" -> lists.put(name, list(from::getString));
            default -> from.skipChildren();
        }
    }

    private static Terms terms(
            Map<String, List<String>> lists, List<Limit> limits, List<Budget> budgets) {
        return new Terms(
                lists.getOrDefault("models", List.of()),
                lists.getOrDefault("endpoints", List.of()),
                lists.getOrDefault("addresses", List.of()).stream().map(AddressRange::of).toList(),
                List.copyOf(limits),
                List.copyOf(budgets));
    }

    private Limit limit() {
        Members members = object(_ -> from.skipChildren());
        return new Limit(
                members.needed("holder"),
                members.constant(Limit.Measure.class, "measure"),
                members.number("amount"),
                members.text("model"));
    }

    private Budget budget() {
        Members members = object(_ -> from.skipChildren());
        Currency currency = members.constant(Currency.class, "currency");
        return new Budget(
                members.needed("holder"),
                new Money(members.number("micro"), currency),
                members.constant(Budget.Window.class, "window"));
    }

    private void names(Map<String, String> names) {
        while (from.nextToken() != JsonToken.END_OBJECT) {
            String name = from.currentName();
            from.nextToken();
            names.put(name, from.getString());
        }
    }

    /**
     * Reads the object that the parser stands on.
     *
     * @param nested reads a member that is an array or an object
     */
    private Members object(Consumer<String> nested) {
        var members = new Members();
        while (from.nextToken() != JsonToken.END_OBJECT) {
            String name = from.currentName();
            switch (from.nextToken()) {
                case VALUE_STRING -> members.values.put(name, from.getString());
                case VALUE_NUMBER_INT -> members.values.put(name, from.getLongValue());
                case VALUE_TRUE -> members.values.put(name, true);
                case VALUE_FALSE -> members.values.put(name, false);
                case START_ARRAY, START_OBJECT -> nested.accept(name);
                case null, default -> {}
            }
        }
        return members;
    }

    /** Reads the array that the parser stands on. */
    <T> List<T> list(Supplier<T> each) {
        List<T> list = new ArrayList<>();
        while (from.nextToken() != JsonToken.END_ARRAY) {
            list.add(each.get());
        }
        return List.copyOf(list);
    }
}
