package dev.sluice.app.config;

import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes keys and teams in the words in which they are read; never a secret or what it hashes to.
 */
public final class SpecJson {
    private SpecJson() {}

    /**
     * Writes the members of a key into an object that has been begun: its words, and {@code hint}
     * and {@code created}, which nobody can change.
     */
    public static void write(KeySpec key, JsonGenerator json) {
        json.writeStringProperty("id", key.id());
        members(words(key), json);
        json.writeStringProperty("hint", key.hint());
        json.writeStringProperty("created", key.life().created().toString());
    }

    /** Writes the members of a team into an object that has been begun. */
    public static void write(TeamSpec team, JsonGenerator json) {
        json.writeStringProperty("id", team.id());
        members(words(team), json);
    }

    private static void members(Map<String, Node> words, JsonGenerator json) {
        words.forEach((name, value) -> {
            json.writeName(name);
            RawJson.write(value, json);
        });
    }

    /** Returns all words of a key that can be changed, as they would be read. */
    static Map<String, Node> words(KeySpec key) {
        var words = new Words();
        words.text("owner", key.owner());
        words.text("team", key.team());
        words.truth("enabled", key.life().enabled());
        @Nullable Instant expires = key.life().expires();
        words.text("expires", expires == null ? null : expires.toString());
        terms(key.terms(), words);
        if (!key.names().isEmpty()) {
            Map<String, Node> names = new LinkedHashMap<>();
            key.names().forEach((name, meant) -> names.put(name, text(meant)));
            words.put("model_names", new Node.Members(0, names));
        }
        words.text("default_model", key.route().defaultModel());
        words.text("bound_to", key.route().boundTo());
        KeySpec.Habits habits = key.habits();
        words.text("heartbeat", lower(habits.keepAlive()));
        words.text("priority", lower(habits.priority()));
        words.text("code_msg", onOff(habits.codeMsg()));
        words.text("sensitive_finish_reason", onOff(habits.sensitive()));
        return words.words();
    }

    /** Returns all words of a team that can be changed, as they would be read. */
    static Map<String, Node> words(TeamSpec team) {
        var words = new Words();
        words.truth("enabled", team.enabled());
        terms(team.terms(), words);
        return words.words();
    }

    private static void terms(Terms terms, Words words) {
        words.texts("models", terms.models());
        words.texts("endpoints", terms.endpoints());
        words.texts("addresses", terms.addresses().stream().map(AddressRange::text).toList());
        // Limits for the same models stand together, as they were read.
        Map<@Nullable String, Words> limits = new LinkedHashMap<>();
        for (Limit each : terms.limits()) {
            limits.computeIfAbsent(each.model(), _ -> new Words())
                    .number(SpecReader.word(each.measure()), Long.toString(each.amount()));
        }
        limits.forEach((model, limit) -> limit.text("model", model));
        words.objects("limits", List.copyOf(limits.values()));
        List<Words> budgets = new ArrayList<>();
        for (Budget each : terms.budgets()) {
            var budget = new Words();
            budget.number("amount", each.amount().decimal());
            budget.text("currency", each.amount().currency().name());
            budget.text("window", lower(each.window()));
            budgets.add(budget);
        }
        words.objects("budgets", budgets);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String onOff(@Nullable Boolean truth) {
        if (truth == null) {
            return null;
        }
        return truth ? "on" : "off";
    }

    private static Node text(String text) {
        return new Node.Scalar(0, Node.Kind.TEXT, text, text);
    }

    /** Members in the making; what is not there is left out. */
    private record Words(Map<String, Node> words) {
        Words() {
            this(new LinkedHashMap<>());
        }

        void put(String name, Node value) {
            words.put(name, value);
        }

        void text(String name, @Nullable String text) {
            if (text != null) {
                put(name, SpecJson.text(text));
            }
        }

        void truth(String name, boolean truth) {
            String word = Boolean.toString(truth);
            put(name, new Node.Scalar(0, Node.Kind.BOOLEAN, word, word));
        }

        void number(String name, String number) {
            put(name, new Node.Scalar(0, Node.Kind.NUMBER, number, number));
        }

        void texts(String name, List<String> texts) {
            if (!texts.isEmpty()) {
                put(name, new Node.Items(0, texts.stream().map(SpecJson::text).toList()));
            }
        }

        void objects(String name, List<Words> objects) {
            if (!objects.isEmpty()) {
                List<Node> items = new ArrayList<>();
                objects.forEach(each -> items.add(new Node.Members(0, each.words())));
                put(name, new Node.Items(0, items));
            }
        }
    }
}
