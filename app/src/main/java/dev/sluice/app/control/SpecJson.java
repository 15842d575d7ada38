package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes keys and teams in the words of the configuration; never a secret or its digest. */
final class SpecJson {
    private static final Schema LIMIT =
            Schema.form(
                    "Limit",
                    may("rpm", Schema.WHOLE, "Calls per minute."),
                    may("tpm", Schema.WHOLE, "Tokens per minute, input and output."),
                    may("parallel", Schema.WHOLE, "Calls under way at once."),
                    may("model", Schema.TEXT, "The model that it is for; all when absent."));
    static final Schema WINDOW = Schema.words("day", "week", "month", "total");
    private static final Schema BUDGET =
            Schema.form(
                    "Budget",
                    must("amount", Schema.TEXT, "A decimal number with at most six decimals."),
                    must("currency", Schema.words("USD", "CNY"), "Its currency."),
                    must("window", WINDOW, "When it is renewed, in UTC."));

    private static final Schema SWITCH = Schema.words("on", "off");

    /** The members that keys and teams share. */
    private static final List<Schema.Member> TERMS =
            List.of(
                    may("enabled", Schema.TRUTH, "Whether calls are answered."),
                    may("models", Schema.TEXTS, "Names, or beginnings with *; empty for all."),
                    may("endpoints", Schema.TEXTS, "Paths below /v1; empty for all."),
                    may("addresses", Schema.TEXTS, "Where calls may come from, as CIDR."),
                    may("limits", items(LIMIT), "How fast."),
                    may("budgets", items(BUDGET), "How much."));

    private static final List<Schema.Member> HABITS =
            List.of(
                    may("owner", perhaps(Schema.TEXT), "Who uses it, in free words."),
                    may("team", perhaps(Schema.TEXT), "The team whose terms hold, too."),
                    may("expires", perhaps(Schema.TIME), "Until when; null for ever."),
                    may("model_names", Schema.FREE, "Names of its own for models."),
                    may("default_model", perhaps(Schema.TEXT), "For calls that name none."),
                    may("bound_to", perhaps(Schema.TEXT), "The model that serves every call."),
                    may("priority", Schema.words("high", "normal", "low"), "Who goes first."),
                    may("heartbeat", SWITCH, "Comments on silent streams."),
                    may("code_msg", perhaps(SWITCH), "Whether answers have code and msg."),
                    may(
                            "sensitive_finish_reason",
                            perhaps(SWITCH),
                            "Whether withheld answers finish with sensitive."));

    /** What may be said of a key to make. */
    static final Schema.Form KEY_WORDS =
            form(
                    "KeyWords",
                    List.of(may("id", Schema.TEXT, "Its name; made up when absent.")),
                    HABITS,
                    TERMS);

    /** What may be said of a key that exists. */
    static final Schema.Form KEY_CHANGE = form("KeyChange", HABITS, TERMS);

    /** A key as it is shown. */
    static final Schema.Form KEY =
            form(
                    "Key",
                    List.of(
                            must("id", Schema.TEXT, "Its name."),
                            must("hint", Schema.TEXT, "The last characters of the secret."),
                            must("created", Schema.TIME, "Since when.")),
                    HABITS,
                    TERMS);

    /** A key with its secret, which is shown this once. */
    static final Schema.Form ISSUED =
            form(
                    "IssuedKey",
                    List.of(must("key", Schema.TEXT, "The secret; it is not shown again.")),
                    KEY.members());

    /** What may be said of a team. */
    static final Schema.Form TEAM_WORDS = form("TeamWords", TERMS);

    /** A team as it is shown. */
    static final Schema.Form TEAM =
            form("Team", List.of(must("id", Schema.TEXT, "Its name.")), TERMS);

    private SpecJson() {}

    @SafeVarargs
    private static Schema.Form form(String name, List<Schema.Member>... parts) {
        List<Schema.Member> members = new ArrayList<>();
        for (List<Schema.Member> part : parts) {
            members.addAll(part);
        }
        return new Schema.Form(name, List.copyOf(members));
    }

    /** Writes the members of a key. */
    static void key(JsonGenerator out, KeySpec key) {
        out.writeStringProperty("id", key.id());
        out.writeStringProperty("hint", key.hint());
        out.writeStringProperty("created", key.life().created().toString());
        Json.put(out, "owner", key.owner());
        Json.put(out, "team", key.team());
        @Nullable Instant expires = key.life().expires();
        Json.put(out, "expires", expires == null ? null : expires.toString());
        out.writeObjectPropertyStart("model_names");
        key.names().forEach(out::writeStringProperty);
        out.writeEndObject();
        Json.put(out, "default_model", key.route().defaultModel());
        Json.put(out, "bound_to", key.route().boundTo());
        out.writeStringProperty("priority", word(key.habits().priority()));
        out.writeStringProperty("heartbeat", word(key.habits().keepAlive()));
        Json.put(out, "code_msg", onOff(key.habits().codeMsg()));
        Json.put(out, "sensitive_finish_reason", onOff(key.habits().sensitive()));
        out.writeBooleanProperty("enabled", key.life().enabled());
        terms(out, key.terms());
    }

    /** Writes the members of a team. */
    static void team(JsonGenerator out, TeamSpec team) {
        out.writeStringProperty("id", team.id());
        out.writeBooleanProperty("enabled", team.enabled());
        terms(out, team.terms());
    }

    private static void terms(JsonGenerator out, Terms terms) {
        Json.array(out, "models", terms.models(), out::writeString);
        Json.array(out, "endpoints", terms.endpoints(), out::writeString);
        List<String> addresses = terms.addresses().stream().map(AddressRange::text).toList();
        Json.array(out, "addresses", addresses, out::writeString);
        Json.array(
                out,
                "limits",
                byModel(terms.limits()).entrySet(),
                each -> {
                    out.writeStartObject();
                    each.getValue().forEach(out::writeNumberProperty);
                    if (!each.getKey().isEmpty()) {
                        out.writeStringProperty("model", each.getKey());
                    }
                    out.writeEndObject();
                });
        Json.array(
                out,
                "budgets",
                terms.budgets(),
                each -> {
                    out.writeStartObject();
                    budget(out, each);
                    out.writeEndObject();
                });
    }

    /** Writes what a budget is, without whose. */
    static void budget(JsonGenerator out, Budget budget) {
        Json.amount(out, budget.amount());
        out.writeStringProperty("window", word(budget.window()));
    }

    /** Limits as they are written: those of a model together, of all models under "". */
    private static Map<String, Map<String, Long>> byModel(List<Limit> limits) {
        Map<String, Map<String, Long>> byModel = new LinkedHashMap<>();
        for (Limit each : limits) {
            @Nullable String model = each.model();
            byModel.computeIfAbsent(model == null ? "" : model, _ -> new LinkedHashMap<>())
                    .put(measure(each.measure()), each.amount());
        }
        return byModel;
    }

    /** Returns the word of the configuration. */
    static String measure(Limit.Measure measure) {
        return switch (measure) {
            case REQUESTS -> "rpm";
            case TOKENS -> "tpm";
            case PARALLEL -> "parallel";
        };
    }

    private static @Nullable String onOff(@Nullable Boolean on) {
        if (on == null) {
            return null;
        }
        return on ? "on" : "off";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
