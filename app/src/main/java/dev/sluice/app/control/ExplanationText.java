package dev.sluice.app.control;

import dev.sluice.app.control.Explanation.Choice;
import dev.sluice.app.control.Explanation.Excluded;
import dev.sluice.app.control.Explanation.Hedge;
import dev.sluice.app.control.Explanation.Refused;
import dev.sluice.app.control.Explanation.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation as a table for people. */
public final class ExplanationText {
    private final List<List<String>> rows = new ArrayList<>();

    private ExplanationText() {}

    /** Returns its lines, without a line break at the end. */
    public static List<String> lines(Explanation explanation) {
        var table = new ExplanationText();
        table.rows.add(List.of("ORDER", "DEPLOYMENT", "MODEL", "REMARK"));
        table.steps(explanation.steps(), "");
        table.steps(explanation.larger(), "when the conversation is too long");
        explanation.excluded().forEach(table::excluded);
        List<String> lines = new ArrayList<>();
        lines.add(
                "model "
                        + orDash(explanation.model())
                        + ", key "
                        + explanation.key()
                        + ", route "
                        + explanation.route());
        lines.addAll(table.aligned());
        policy(explanation.policy(), lines);
        @Nullable Refused refused = explanation.refused();
        if (refused != null) {
            lines.add(
                    "refused with "
                            + refused.status()
                            + ": nobody may be asked for another "
                            + seconds(refused.retryAfterMillis()));
        }
        return lines;
    }

    private void steps(List<Step> steps, String remark) {
        for (int i = 0; i < steps.size(); i++) {
            List<Choice> together = steps.get(i).together();
            for (Choice each : together) {
                List<String> remarks = new ArrayList<>();
                if (!remark.isEmpty()) {
                    remarks.add(remark);
                }
                if (together.size() > 1) {
                    remarks.add("races");
                }
                if (each.probe()) {
                    remarks.add("probe: it was out");
                }
                row(i + 1 + "", each.deployment(), each.model(), String.join("; ", remarks));
            }
        }
    }

    private void excluded(Excluded each) {
        row(
                "-",
                each.deployment(),
                null,
                "out: " + each.reason() + ", for another " + seconds(each.retryAfterMillis()));
    }

    private void row(String order, String deployment, @Nullable String model, String remark) {
        rows.add(List.of(order, deployment, orDash(model), remark));
    }

    private List<String> aligned() {
        List<String> lines = new ArrayList<>();
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            lines.add(line.append(row.getLast()).toString().stripTrailing());
        }
        return lines;
    }

    private static void policy(Explanation.Policy policy, List<String> lines) {
        if (policy.retries() > 0) {
            lines.add("the last one left is asked again: up to " + policy.retries() + " times");
        }
        @Nullable Hedge hedge = policy.hedge();
        if (hedge != null) {
            String delay =
                    hedge.afterMillis() == 0 ? "a learned delay" : hedge.afterMillis() + " ms";
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "the next one is asked beside the first after %s, for at most %.0f %%"
                                    + " of calls",
                            delay,
                            hedge.share() * 100));
        }
        if (policy.larger() != null) {
            lines.add("too long conversations go to the route " + policy.larger());
        }
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
