package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.VendorDialect.Pictures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says what is odd about a vendor, one word at a time; see {@link Quirks#that}. */
public final class QuirksBuilder {
    private final Set<String> refused = new TreeSet<>();
    private final Set<String> accepted = new TreeSet<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, Raw> always = new LinkedHashMap<>();
    private final Map<String, Quirks.Bounds> bounds = new HashMap<>();
    private final List<Quirks.ForModels> models = new ArrayList<>();
    private Quirks.Limit limit = Quirks.Limit.AS_SAID;
    private Quirks.ToolChoices choices = Quirks.ToolChoices.ALL;
    private Quirks.Formats formats = Quirks.Formats.ALL;
    private Quirks.Effort effort = Quirks.Effort.AS_SAID;
    private Quirks.Zero zero = Quirks.Zero.AS_SAID;
    private Quirks.Usage usage = Quirks.Usage.ASKED;
    private Quirks.Instructions instructions = Quirks.Instructions.AS_SAID;
    private Quirks.Parts parts = Quirks.Parts.ALL;
    private Quirks.Blanks blanks = Quirks.Blanks.TAKEN;
    private Quirks.Order order = Quirks.Order.FREE;
    private Quirks.Thoughts thoughts = Quirks.Thoughts.AS_SAID;
    private Pictures pictures = Pictures.ANY;
    private VendorSearch search = new VendorSearch.None();
    private List<String> sources = List.of();
    private Set<String> withheld = Set.of();
    private Set<String> hiddenCalls = Set.of();
    private ErrorTable errors = ErrorTable.NONE;
    private Quirks.Lane lane = Quirks.Lane.RELAYED;

    QuirksBuilder() {}

    /** It answers calls that have one of these members with an error. */
    public QuirksBuilder refuses(String... names) {
        refused.addAll(List.of(names));
        return this;
    }

    /** It answers calls that have any other member with an error. */
    public QuirksBuilder takesOnly(String... names) {
        accepted.addAll(List.of(names));
        return this;
    }

    /** It has another word for a member. */
    public QuirksBuilder renames(String name, String word) {
        renamed.put(name, word);
        return this;
    }

    /** A member goes with every call; written as JSON. */
    public QuirksBuilder always(String name, String json) {
        always.put(name, new Raw(json));
        return this;
    }

    /** A number lies between these two; for {@code stop}, the length of the list. */
    public QuirksBuilder bounds(String name, String least, String most) {
        bounds.put(name, new Quirks.Bounds(new BigDecimal(least), new BigDecimal(most)));
        return this;
    }

    /** Models whose names begin so refuse these members, separated by blanks. */
    public QuirksBuilder models(List<String> beginnings, String names) {
        Set<String> all = Set.of(names.split(" ", -1));
        models.add(new Quirks.ForModels(beginnings, all, Quirks.Lane.RELAYED));
        return this;
    }

    /** Answers of models whose names begin so are too odd to pass on. */
    public QuirksBuilder readsModels(String... beginnings) {
        models.add(new Quirks.ForModels(List.of(beginnings), Set.of(), Quirks.Lane.READ));
        return this;
    }

    /** Its word for the most tokens. */
    public QuirksBuilder limit(Quirks.Limit limit) {
        this.limit = limit;
        return this;
    }

    /** It knows no tool choice but {@code auto}. */
    public QuirksBuilder autoOnly() {
        choices = Quirks.ToolChoices.AUTO;
        return this;
    }

    /** The formats of answers that it knows. */
    public QuirksBuilder formats(Quirks.Formats formats) {
        this.formats = formats;
        return this;
    }

    /** Its word for how hard to think. */
    public QuirksBuilder effort(Quirks.Effort effort) {
        this.effort = effort;
        return this;
    }

    /** A temperature of zero is {@code do_sample: false}. */
    public QuirksBuilder greedyAtZero() {
        zero = Quirks.Zero.GREEDY;
        return this;
    }

    /** It refuses {@code stream_options}. */
    public QuirksBuilder noStreamOptions() {
        usage = Quirks.Usage.UNASKED;
        return this;
    }

    /** What becomes of instructions. */
    public QuirksBuilder instructions(Quirks.Instructions instructions) {
        this.instructions = instructions;
        return this;
    }

    /** It reads text and nothing else. */
    public QuirksBuilder textOnly() {
        parts = Quirks.Parts.TEXT;
        return this;
    }

    /** It refuses empty messages. */
    public QuirksBuilder noBlanks() {
        blanks = Quirks.Blanks.FILLED;
        return this;
    }

    /** It insists on an order of messages. */
    public QuirksBuilder order(Quirks.Order order) {
        this.order = order;
        return this;
    }

    /** What becomes of the model's earlier reasoning. */
    public QuirksBuilder thoughts(Quirks.Thoughts thoughts) {
        this.thoughts = thoughts;
        return this;
    }

    /** It fetches no picture. */
    public QuirksBuilder inlinePictures() {
        pictures = Pictures.INLINE;
        return this;
    }

    /** It searches with members of the call, written as JSON. */
    public QuirksBuilder searchMembers(String on, @Nullable String off) {
        return search(new VendorSearch.Members(new Raw(on), off == null ? null : new Raw(off)));
    }

    /** It searches with one more tool, written as JSON. */
    public QuirksBuilder searchTool(String on, @Nullable String off) {
        return search(new VendorSearch.Tool(new Raw(on), off == null ? null : new Raw(off)));
    }

    /** It searches in this way. */
    public QuirksBuilder search(VendorSearch way) {
        search = way;
        return this;
    }

    /** Members of its answers that name the pages a search found. */
    public QuirksBuilder sources(String... names) {
        sources = List.of(names);
        return this;
    }

    /** Members of its answers that say, when true, that a filter withheld the answer. */
    public QuirksBuilder withheld(String... names) {
        withheld = Set.of(names);
        return this;
    }

    /** Types of tool calls that it serves itself. */
    public QuirksBuilder hidesCalls(String... types) {
        hiddenCalls = Set.of(types);
        return this;
    }

    /** What its codes mean. */
    public QuirksBuilder errors(ErrorTable table) {
        errors = table;
        return this;
    }

    /** Its answers must be read: errors hide in them. */
    public QuirksBuilder read() {
        lane = Quirks.Lane.READ;
        return this;
    }

    Quirks build() {
        return new Quirks(
                new Quirks.Members(refused, accepted, renamed, always, bounds, models),
                new Quirks.Words(limit, choices, formats, effort, zero, usage),
                new Quirks.Talk(instructions, parts, blanks, order, thoughts, pictures),
                search,
                new Quirks.Answers(sources, withheld, hiddenCalls, errors, lane));
    }
}
