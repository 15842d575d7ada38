package dev.sluice.app.migrate;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Problem;
import dev.sluice.app.config.Unreadable;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of another program, read and understood.
 *
 * @param source what it was
 * @param plan what it means; secrets included
 * @param findings how faithful everything came over, in the order of the file
 */
public record Migration(Source source, Plan plan, List<Finding> findings) {
    private static final String SCHEMA =
            "# yaml-language-server: $schema=schema/sluice.schema.json\n";
    private static final String IN_CLEAR =
            "# Secrets stand here in clear. 'sluice secret encrypt' seals one; 'sluice import"
                    + " --seal' seals all.\n";

    /** What came of reading a file. */
    public sealed interface Outcome {
        /** Read. */
        record Done(Migration migration) implements Outcome {}

        /** Not readable, or of an unknown shape. */
        record Refused(List<Problem> problems) implements Outcome {}
    }

    /**
     * Reads the bytes of a file.
     *
     * @param fileName decides between JSON and YAML where the text does not
     * @param source what it is, or null to recognise it by its shape
     */
    public static Outcome of(byte[] bytes, String fileName, @Nullable Source source) {
        Node file;
        try {
            file = ConfigText.read(bytes, fileName);
        } catch (Unreadable e) {
            return new Outcome.Refused(List.of(e.problem()));
        }
        @Nullable Source known = source == null ? Source.of(file) : source;
        if (known == null) {
            return refused(file, unknown(file));
        }
        if ((known == Source.OPENAI_STYLE_API) != (file instanceof Node.Items)
                && known != Source.ONE_API
                && known != Source.NEW_API) {
            return refused(
                    file,
                    known == Source.OPENAI_STYLE_API
                            ? "expected a list of entries"
                            : "expected named members, as in the " + known.title());
        }
        var report = new Report();
        Plan plan = known.adapter().plan(file, report);
        Rehearsal.of(PlanTree.of(plan), report);
        return new Outcome.Done(new Migration(known, plan, report.findings()));
    }

    private static Outcome refused(Node file, String why) {
        return new Outcome.Refused(List.of(new Problem(file.line(), "", why)));
    }

    private static String unknown(Node file) {
        if (file instanceof Node.Members members
                && (members.get("providers") != null || members.get("keys") != null)) {
            return "this is a sluice.yaml already";
        }
        return "not recognised; expected the "
                + Arrays.stream(Source.values())
                        .map(Source::title)
                        .collect(Collectors.joining(", or the "));
    }

    /**
     * Returns the new {@code sluice.yaml}. Secrets that the old file only referred to are referred
     * to by this one, as <code>${NAME}</code>; others stand in it in clear.
     */
    public String yaml() {
        Node.Members tree = PlanTree.of(plan);
        boolean clear = !Secrets.hidden(tree).equals(tree);
        return SCHEMA + (clear ? IN_CLEAR : "") + YamlText.of(tree);
    }

    /**
     * Returns the new {@code sluice.yaml} without a secret in clear.
     *
     * @param seal makes {@code enc:v1:...} of a secret
     */
    public String sealed(UnaryOperator<String> seal) {
        return SCHEMA
                + YamlText.of(
                        // What is sealed is not looked through for references.
                        Secrets.mapped(
                                PlanTree.of(plan),
                                secret -> seal.apply(secret.replace("$${", "${"))));
    }

    /**
     * Returns all of this for programs: {@code {"source", "summary": {"exact", ...}, "findings":
     * [{"kind", "line", "path", "message", "message_zh"}], "plan": {...}}}, where the plan has the
     * words of {@code sluice.yaml} and its secrets are hidden.
     */
    public byte[] json() {
        return MigrationJson.of(this, Secrets.hidden(PlanTree.of(plan)));
    }
}
