package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.JsonValue;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** A command that talks to a running gateway. */
abstract class Talking implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin GatewayOptions gateway = new GatewayOptions();

    @Override
    public final Integer call() throws Failure {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        int code = run(out);
        out.flush();
        return code;
    }

    /** Does what it is for and returns the exit code. */
    abstract int run(PrintWriter out) throws Failure;

    /** Returns items of a list, with commas between; "" for none. */
    static String joined(JsonValue list) {
        return list.items().stream()
                .map(JsonValue::scalar)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(","));
    }

    /** Returns amounts of money, with a plus between: {@code 1.5 USD + 3 CNY}; "" for none. */
    static String money(JsonValue amounts) {
        return amounts.items().stream()
                .map(each -> each.words("amount") + " " + each.words("currency"))
                .collect(Collectors.joining(" + "));
    }

    /** Returns limits as they are typed: {@code rpm=60,model=gpt-*}. */
    static String limits(JsonValue limits) {
        List<String> all = new ArrayList<>();
        for (JsonValue each : limits.items()) {
            all.add(
                    each.members().keySet().stream()
                            .map(name -> name + "=" + each.words(name))
                            .collect(Collectors.joining(",")));
        }
        return String.join(" ", all);
    }

    /** Returns budgets as they are typed: {@code 100:USD:month}. */
    static String budgets(JsonValue budgets) {
        return budgets.items().stream()
                .map(each ->
                        each.words("amount")
                                + ":"
                                + each.words("currency")
                                + ":"
                                + each.words("window"))
                .collect(Collectors.joining(" "));
    }

    /** Returns a line for each member that says something. */
    static List<String> members(JsonValue object) {
        List<String> lines = new ArrayList<>();
        object.members()
                .forEach((name, value) -> {
                    String text =
                            switch (name) {
                                case "limits" -> limits(value);
                                case "budgets" -> budgets(value);
                                case "model_names" ->
                                        limits(new JsonValue(Map.of(), List.of(value), null));
                                default -> value.scalar() == null ? joined(value) : value.scalar();
                            };
                    if (!text.isEmpty()) {
                        lines.add(String.format("%-24s%s", name, text));
                    }
                });
        return lines;
    }
}
