package dev.sluice.app.config;

import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.money.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes keys and teams of their words: the same rules for the file and for the control API. */
final class SpecReader {
    private final Findings findings;
    private final Binder binder;

    SpecReader(Findings findings, Binder binder) {
        this.findings = findings;
        this.binder = binder;
    }

    /** Makes a team; what is wrong is left out and in the findings. */
    TeamSpec team(TeamWords words) {
        name(words.id(), binder.origin(words), Binder.join(binder.path(words), "id"));
        return new TeamSpec(
                words.id(), words.enabled(), terms(words.terms(), "team:" + words.id()));
    }

    /** Makes a key; what is wrong is left out and in the findings. */
    KeySpec key(KeyRequest.Issue identity, KeyWords.Traits words) {
        Node.Members at = binder.origin(words);
        String path = binder.path(words);
        if (words.owner() != null) {
            name(words.owner(), at, Binder.join(path, "owner"));
        }
        names(words, at, path);
        KeyWords.Habits habits = words.habits();
        return new KeySpec(
                identity.id(),
                identity.digest(),
                identity.hint(),
                words.owner(),
                words.team(),
                new KeySpec.Life(identity.created(), words.expires(), words.enabled()),
                terms(words.terms(), "key:" + identity.id()),
                Collections.unmodifiableMap(words.modelNames()),
                new KeySpec.Target(words.target().defaultModel(), words.target().boundTo()),
                new KeySpec.Habits(
                        habits.priority(),
                        habits.heartbeat(),
                        truth(habits.codeMsg()),
                        truth(habits.sensitiveFinishReason())));
    }

    private static @Nullable Boolean truth(SluiceYaml.@Nullable Switch word) {
        return word == null ? null : Boolean.valueOf(word == SluiceYaml.Switch.ON);
    }

    /** Names stand in headers and log lines. */
    private void name(String text, Node.Members at, String path) {
        if (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl)) {
            String word = path.substring(path.lastIndexOf('.') + 1);
            findings.problem(
                    at.lineOf(word),
                    path,
                    "expected a text that is not empty and has no control characters");
        }
    }

    private void names(KeyWords.Traits words, Node.Members at, String path) {
        if (at.get("model_names") instanceof Node.Members written) {
            for (String name : words.modelNames().keySet()) {
                pattern(name, written.lineOf(name), Binder.join(path, "model_names") + "." + name);
            }
        }
    }

    private void pattern(String text, int line, String path) {
        if (!Patterns.isName(text)) {
            findings.problem(
                    line,
                    path,
                    "found '" + text + "', expected a name, or a beginning that ends in *");
        }
    }

    private Terms terms(TermsWords words, String holder) {
        var list = new Lists(binder.origin(words), binder.path(words));
        list.each("models", words.models(), this::pattern);
        list.each("endpoints", words.endpoints(), this::endpoint);
        List<AddressRange> addresses = new ArrayList<>();
        list.each(
                "addresses",
                words.addresses(),
                (text, line, path) -> {
                    @Nullable AddressRange range = address(text, line, path);
                    if (range != null) {
                        addresses.add(range);
                    }
                });
        return new Terms(
                words.models(),
                words.endpoints(),
                List.copyOf(addresses),
                limits(words.limits(), holder),
                budgets(words.budgets(), holder));
    }

    private void endpoint(String text, int line, String path) {
        if (!Patterns.isPath(text)) {
            findings.problem(
                    line,
                    path,
                    "found '"
                            + text
                            + "', expected a path below /v1 such as /chat/completions, or a"
                            + " beginning that ends in *");
        }
    }

    /** Reads a range; null, and a problem, when it is none. */
    @Nullable AddressRange address(String text, int line, String path) {
        try {
            return AddressRange.of(text.strip());
        } catch (IllegalArgumentException e) {
            findings.problem(line, path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private List<Limit> limits(List<TermsWords.Limit> words, String holder) {
        record Seen(Limit.Measure measure, @Nullable String model) {}
        Set<Seen> seen = new HashSet<>();
        List<Limit> limits = new ArrayList<>();
        for (TermsWords.Limit each : words) {
            Node.Members at = binder.origin(each);
            String path = binder.path(each);
            @Nullable String model = each.model();
            if (model != null) {
                pattern(model, at.lineOf("model"), path + ".model");
            }
            int before = limits.size();
            for (Limit.Measure measure : Limit.Measure.values()) {
                @Nullable Long amount = amount(each, measure);
                if (amount == null) {
                    continue;
                }
                limits.add(new Limit(holder, measure, amount, model));
                if (!seen.add(new Seen(measure, model))) {
                    String word = word(measure);
                    findings.problem(
                            at.lineOf(word),
                            path + "." + word,
                            "stands here a second time for the same models, expected it once");
                }
            }
            if (limits.size() == before) {
                findings.problem(at.line(), path, "limits nothing, expected rpm, tpm or parallel");
            }
        }
        return List.copyOf(limits);
    }

    private static @Nullable Long amount(TermsWords.Limit words, Limit.Measure measure) {
        return switch (measure) {
            case REQUESTS -> words.rpm();
            case TOKENS -> words.tpm();
            case PARALLEL -> words.parallel();
        };
    }

    /** Returns what a measure is called in the file. */
    static String word(Limit.Measure measure) {
        return switch (measure) {
            case REQUESTS -> "rpm";
            case TOKENS -> "tpm";
            case PARALLEL -> "parallel";
        };
    }

    private List<Budget> budgets(List<TermsWords.Budget> words, String holder) {
        Set<String> seen = new HashSet<>();
        List<Budget> budgets = new ArrayList<>();
        for (TermsWords.Budget each : words) {
            Node.Members at = binder.origin(each);
            String path = binder.path(each);
            if (!Decimals.isExact(each.amount())) {
                findings.problem(
                        at.lineOf("amount"),
                        path + ".amount",
                        "found " + each.amount() + ", expected at most six decimals");
                continue;
            }
            Money amount = new Money(Decimals.micro(each.amount()), each.currency());
            var budget = new Budget(holder, amount, each.window());
            budgets.add(budget);
            if (!seen.add(budget.id())) {
                findings.problem(
                        at.line(),
                        path,
                        "another budget has the same window and currency, expected one");
            }
        }
        return List.copyOf(budgets);
    }

    /** A list of texts in its place in the file. */
    private record Lists(Node.Members at, String path) {
        /** What is done with an item. */
        @FunctionalInterface
        interface Item {
            void see(String text, int line, String path);
        }

        void each(String word, List<String> texts, Item item) {
            int index = 0;
            for (String text : texts) {
                int line =
                        at.get(word) instanceof Node.Items items && index < items.items().size()
                                ? items.items().get(index).line()
                                : at.lineOf(word);
                item.see(text, line, Binder.join(path, word) + "[" + index++ + "]");
            }
        }
    }
}
