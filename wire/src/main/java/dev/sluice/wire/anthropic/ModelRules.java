package dev.sluice.wire.anthropic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What single models take and refuse, as a table: the first row whose pattern is found in a model's
 * name counts.
 *
 * <p>Source: Anthropic's API reference and deprecation notes, read 2026-11.
 *
 * @param rows the table
 * @param others what holds for names that no row knows, such as deployments and other vendors'
 *     models
 */
public record ModelRules(List<Row> rows, Traits others) {
    private static final Traits FIRST =
            new Traits(Choosing.FREE, Thinking.NONE, Prefill.TAKEN, Forcing.TAKEN, Schemas.BY_TOOL);
    private static final Traits LATEST =
            new Traits(
                    Choosing.NONE,
                    Thinking.ADAPTIVE,
                    Prefill.REFUSED,
                    Forcing.TAKEN,
                    Schemas.NATIVE);

    /** The models known in November 2026. */
    public static final ModelRules DEFAULT =
            new ModelRules(
                    List.of(
                            row("claude-3-7", FIRST.with(Thinking.BUDGET)),
                            row("claude-(instant|v?[123](?!\\d))", FIRST),
                            row("fable|mythos", LATEST.with(Forcing.REFUSED)),
                            row(
                                    "claude-[a-z]+-4-1(?!\\d)",
                                    FIRST.with(Thinking.BUDGET).with(Schemas.NATIVE)),
                            row("claude-[a-z]+-4(-0|-20\\d{6}|@|$)", FIRST.with(Thinking.BUDGET)),
                            row("claude-4-(opus|sonnet)", FIRST.with(Thinking.BUDGET)),
                            row(
                                    "claude-[a-z]+-4-5(?!\\d)",
                                    FIRST.with(Thinking.BUDGET)
                                            .with(Schemas.NATIVE)
                                            .with(Choosing.ONE)),
                            row(
                                    "claude-[a-z]+-4-6(?!\\d)",
                                    LATEST.with(Thinking.EITHER).with(Choosing.ONE)),
                            row("claude", LATEST)),
                    FIRST.with(Thinking.BUDGET).with(Schemas.NATIVE));

    /** Keeps its own copy. */
    public ModelRules {
        rows = List.copyOf(rows);
    }

    /**
     * A row of the table.
     *
     * @param name is searched in the model's name, lower case, with hyphens for dots
     * @param traits what holds for it
     */
    public record Row(Pattern name, Traits traits) {}

    /** Makes a row from a regular expression. */
    public static Row row(String name, Traits traits) {
        return new Row(Pattern.compile(name), traits);
    }

    /**
     * What one model takes.
     *
     * @param choosing which of temperature, top_p and top_k
     * @param thinking how it is told to think
     * @param prefill whether a conversation may end with the assistant
     * @param forcing whether a tool may be forced
     * @param schemas how it is held to a JSON schema
     */
    public record Traits(
            Choosing choosing,
            Thinking thinking,
            Prefill prefill,
            Forcing forcing,
            Schemas schemas) {
        /** The same with other sampling. */
        public Traits with(Choosing other) {
            return new Traits(other, thinking, prefill, forcing, schemas);
        }

        /** The same with another way to think. */
        public Traits with(Thinking other) {
            return new Traits(choosing, other, prefill, forcing, schemas);
        }

        /** The same with another rule for forced tools. */
        public Traits with(Forcing other) {
            return new Traits(choosing, thinking, prefill, other, schemas);
        }

        /** The same with another way to obey schemas. */
        public Traits with(Schemas other) {
            return new Traits(choosing, thinking, prefill, forcing, other);
        }
    }

    /** Which sampling parameters a model takes. */
    public enum Choosing {
        /** All, temperature from 0 to 1. */
        FREE,
        /** Temperature or top_p, not both. */
        ONE,
        /** None. */
        NONE
    }

    /** How a model is told to think. */
    public enum Thinking {
        /** It cannot. */
        NONE,
        /** {@code {type: enabled, budget_tokens}}. */
        BUDGET,
        /** A budget, or {@code adaptive} with an effort. */
        EITHER,
        /** {@code {type: adaptive}} and {@code output_config.effort} only. */
        ADAPTIVE
    }

    /** Whether a conversation may end with the assistant's words, to be continued. */
    public enum Prefill {
        /** It may. */
        TAKEN,
        /** 400. */
        REFUSED
    }

    /** Whether {@code tool_choice} may force a call. */
    public enum Forcing {
        /** It may. */
        TAKEN,
        /** 400. */
        REFUSED
    }

    /** How a model is held to a JSON schema. */
    public enum Schemas {
        /** {@code output_config.format}. */
        NATIVE,
        /** By a tool that it is forced to call. */
        BY_TOOL
    }

    /** Returns what holds for a model. */
    public Traits of(@Nullable String model) {
        String name = model == null ? "" : model.toLowerCase(Locale.ROOT).replace('.', '-');
        for (Row row : rows) {
            if (row.name().matcher(name).find()) {
                return row.traits();
            }
        }
        return others;
    }

    /** The same table where no model takes sampling parameters: API version 2026-10-21. */
    public ModelRules withoutSampling() {
        var all = new ArrayList<Row>();
        for (Row row : rows) {
            all.add(new Row(row.name(), row.traits().with(Choosing.NONE)));
        }
        return new ModelRules(all, others.with(Choosing.NONE));
    }
}
