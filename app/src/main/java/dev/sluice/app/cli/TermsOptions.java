package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a key or a team may do, as it is typed. An empty word takes back what was said before. */
final class TermsOptions {
    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Names, or beginnings with *, that it may use; '' for all.")
    @Nullable List<String> models;

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "PATH",
            description = "Paths below /v1, such as /chat/completions, that it may call.")
    @Nullable List<String> endpoints;

    @Option(
            names = "--addresses",
            split = ",",
            paramLabel = "CIDR",
            description = "Where calls may come from, such as 10.0.0.0/8.")
    @Nullable List<String> addresses;

    @Option(names = "--rpm", paramLabel = "N", description = "Calls per minute.")
    @Nullable Long rpm;

    @Option(names = "--tpm", paramLabel = "N", description = "Tokens per minute.")
    @Nullable Long tpm;

    @Option(names = "--parallel", paramLabel = "N", description = "Calls under way at once.")
    @Nullable Long parallel;

    @Option(
            names = "--limit",
            paramLabel = "LIMIT",
            description = {
                "For one model: rpm=60,tpm=100000,model=gpt-*; may be repeated.",
                "All limits that are given replace all limits there were; '' for none."
            })
    @Nullable List<String> limits;

    @Option(
            names = "--budget",
            paramLabel = "BUDGET",
            description = {
                "Amount, currency, window: 100:USD:month; may be repeated.",
                "Windows are day, week, month, total. '' for none."
            })
    @Nullable List<String> budgets;

    /** Writes what was said. */
    void write(JsonGenerator out) {
        list(out, "models", models);
        list(out, "endpoints", endpoints);
        list(out, "addresses", addresses);
    }

    /**
     * Writes limits and budgets.
     *
     * @throws Failure when they cannot be read
     */
    List<Part> parts() throws Failure {
        List<Part> parts = new ArrayList<>();
        if (rpm != null || tpm != null || parallel != null || limits != null) {
            parts.add(new Part("limits", limits()));
        }
        if (budgets != null) {
            parts.add(new Part("budgets", budgets()));
        }
        return parts;
    }

    /** A member that is an array of objects; numbers are longs. */
    record Part(String name, List<Map<String, Object>> items) {
        void write(JsonGenerator out) {
            Json.array(
                    out,
                    name,
                    items,
                    each -> {
                        out.writeStartObject();
                        each.forEach((member, value) -> {
                            if (value instanceof Long number) {
                                out.writeNumberProperty(member, number);
                            } else {
                                out.writeStringProperty(member, value.toString());
                            }
                        });
                        out.writeEndObject();
                    });
        }
    }

    private List<Map<String, Object>> limits() throws Failure {
        List<Map<String, Object>> all = new ArrayList<>();
        Map<String, Object> every = new LinkedHashMap<>();
        put(every, "rpm", rpm);
        put(every, "tpm", tpm);
        put(every, "parallel", parallel);
        if (!every.isEmpty()) {
            all.add(every);
        }
        for (String each : limits == null ? List.<String>of() : limits) {
            if (!each.isBlank()) {
                all.add(limit(each));
            }
        }
        return all;
    }

    private static void put(Map<String, Object> limit, String name, @Nullable Long amount) {
        if (amount != null) {
            limit.put(name, amount);
        }
    }

    private static Map<String, Object> limit(String text) throws Failure {
        Map<String, Object> limit = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            boolean number = pair.length == 2 && pair[1].matches("[0-9]{1,18}");
            if (number && List.of("rpm", "tpm", "parallel").contains(pair[0])) {
                limit.put(pair[0], Long.valueOf(pair[1]));
            } else if (pair.length == 2 && pair[0].equals("model")) {
                limit.put("model", pair[1]);
            } else {
                throw new Failure(
                        Failure.USAGE,
                        "--limit " + text + ": expected rpm=60,tpm=100000,parallel=4,model=gpt-*");
            }
        }
        return limit;
    }

    private List<Map<String, Object>> budgets() throws Failure {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String each : budgets == null ? List.<String>of() : budgets) {
            if (each.isBlank()) {
                continue;
            }
            String[] parts = each.split(":", -1);
            if (parts.length != 3 || !parts[0].matches("[0-9]+(\\.[0-9]+)?")) {
                throw new Failure(
                        Failure.USAGE,
                        "--budget "
                                + each
                                + ": expected amount, currency and window: 100:USD:month");
            }
            Map<String, Object> budget = new LinkedHashMap<>();
            budget.put("amount", parts[0]);
            budget.put("currency", parts[1]);
            budget.put("window", parts[2]);
            all.add(budget);
        }
        return all;
    }

    private static void list(JsonGenerator out, String name, @Nullable List<String> words) {
        if (words != null) {
            Json.array(
                    out,
                    name,
                    words.stream().map(String::strip).filter(each -> !each.isEmpty()).toList(),
                    out::writeString);
        }
    }
}
