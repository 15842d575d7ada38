package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.VendorDialect.Pictures;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where a vendor that speaks OpenAI's language departs from it: data, so that a vendor needs no
 * class. What is not said here is OpenAI's way.
 *
 * @param members which members of a call it takes
 * @param words how it wants things said
 * @param talk how it wants the conversation
 * @param search how it is told to search the web
 * @param answers what is odd about its answers
 */
public record Quirks(
        Members members, Words words, Talk talk, VendorSearch search, Answers answers) {
    /** A vendor that does as OpenAI does, but cannot search the web. */
    public static final Quirks NONE = that(says -> says);

    /** Describes a vendor. */
    public static Quirks that(UnaryOperator<QuirksBuilder> says) {
        return says.apply(new QuirksBuilder()).build();
    }

    /** A vendor of which nothing is known: it is sent what the caller says. */
    public static Quirks unknown() {
        return that(says -> says.search(new VendorSearch.AsSaid()));
    }

    /** The same for a vendor whose owner says that it refuses {@code stream_options}. */
    public Quirks withoutStreamOptions() {
        var fewer =
                new Words(
                        words.limit(),
                        words.choices(),
                        words.formats(),
                        words.effort(),
                        words.zero(),
                        Usage.UNASKED);
        return new Quirks(members, fewer, talk, search, answers);
    }

    /**
     * Which members of a call a vendor takes.
     *
     * @param refused members that it answers with an error; they are left out and reported
     * @param accepted the only members that it takes; empty when it takes all but {@code refused}
     * @param renamed its words for members of OpenAI's
     * @param always members that go with every call, unless the caller gave them
     * @param bounds ranges of numbers and of the lengths of lists and texts
     * @param models what is odd about some models only
     */
    public record Members(
            Set<String> refused,
            Set<String> accepted,
            Map<String, String> renamed,
            Map<String, Raw> always,
            Map<String, Bounds> bounds,
            List<ForModels> models) {
        /** Keeps its own copies. */
        public Members {
            refused = Set.copyOf(refused);
            accepted = Set.copyOf(accepted);
            renamed = Map.copyOf(renamed);
            always = Collections.unmodifiableMap(new LinkedHashMap<>(always));
            bounds = Map.copyOf(bounds);
            models = List.copyOf(models);
        }
    }

    /**
     * A range of numbers, both ends included; what lies outside is moved to the nearer end. Of a
     * text, the range of its length; what lies outside is left out.
     */
    public record Bounds(BigDecimal least, BigDecimal most) {}

    /**
     * What is odd about some models only.
     *
     * @param beginnings what the names of these models begin with
     * @param refused members that are left out and reported
     * @param lane whether their answers must be read
     */
    public record ForModels(List<String> beginnings, Set<String> refused, Lane lane) {
        /** Keeps its own copies. */
        public ForModels {
            beginnings = List.copyOf(beginnings);
            refused = Set.copyOf(refused);
        }

        boolean concerns(String model) {
            return beginnings.stream().anyMatch(model::startsWith);
        }
    }

    /**
     * How a vendor wants things said.
     *
     * @param limit its word for the most tokens
     * @param choices which tool choices it knows
     * @param formats which formats of answers it knows
     * @param effort its word for how hard to think
     * @param zero what a temperature of zero becomes
     * @param usage whether streams may ask for usage
     */
    public record Words(
            Limit limit,
            ToolChoices choices,
            Formats formats,
            Effort effort,
            Zero zero,
            Usage usage) {}

    /** Words for the most tokens. */
    public enum Limit {
        /** Whichever the caller used. */
        AS_SAID,
        /** {@code max_tokens}. */
        MAX_TOKENS,
        /** {@code max_completion_tokens}. */
        MAX_COMPLETION_TOKENS,
        /** {@code max_tokens} and {@code max_length}: demo servers of ChatGLM. */
        MAX_TOKENS_AND_LENGTH
    }

    /** The tool choices that a vendor knows. */
    public enum ToolChoices {
        /** All of OpenAI's. */
        ALL,
        /** Only {@code auto}: {@code none} takes the tools away, others are reported. */
        AUTO
    }

    /** The formats of answers that a vendor knows. */
    public enum Formats {
        /** All of OpenAI's. */
        ALL,
        /** No schema: the schema is told in an instruction, and {@code json_object} asked for. */
        OBJECT,
        /** None: schema and wish are told in an instruction. */
        TEXT
    }

    /** Words for how hard to think. */
    public enum Effort {
        /** {@code reasoning_effort}. */
        AS_SAID,
        /** {@code thinking: {type: enabled | disabled}}. */
        THINKING,
        /** {@code enable_thinking: true | false}. */
        ENABLE_THINKING
    }

    /** What a temperature of zero becomes. */
    public enum Zero {
        /** The nearest number that the vendor takes. */
        AS_SAID,
        /** {@code do_sample: false}: Zhipu. */
        GREEDY
    }

    /** Whether a stream's usage is asked for. */
    public enum Usage {
        /** With {@code stream_options}. */
        ASKED,
        /** Not at all: the vendor refuses {@code stream_options}. */
        UNASKED
    }

    /**
     * How a vendor wants the conversation.
     *
     * @param instructions what becomes of instructions
     * @param parts what a message may hold
     * @param blanks whether a message may be empty
     * @param order which order of messages it insists on
     * @param thoughts what becomes of the model's earlier reasoning
     * @param pictures how pictures must reach it
     */
    public record Talk(
            Instructions instructions,
            Parts parts,
            Blanks blanks,
            Order order,
            Thoughts thoughts,
            Pictures pictures) {}

    /** What becomes of instructions. */
    public enum Instructions {
        /** Both of OpenAI's words are known. */
        AS_SAID,
        /** {@code developer} is unknown and becomes {@code system}. */
        SYSTEM,
        /** Neither is known: a user says it, and the assistant says "ok". */
        USER_PAIR
    }

    /** What a message may hold. */
    public enum Parts {
        /** Parts of any kind. */
        ALL,
        /** One text; parts are joined, and pictures refused. */
        TEXT
    }

    /** Whether a message may be empty. */
    public enum Blanks {
        /** It may. */
        TAKEN,
        /** It may not: a point stands in. */
        FILLED
    }

    /** The order of messages that a vendor insists on. */
    public enum Order {
        /** Any. */
        FREE,
        /**
         * Mistral's: a user speaks after a tool only when the assistant did, ids of calls have nine
         * letters or digits, nobody has a name.
         */
        MISTRAL
    }

    /** What becomes of the model's earlier reasoning. */
    public enum Thoughts {
        /** It goes back under the name it came with. */
        AS_SAID,
        /** It goes back as {@code reasoning_content}. */
        REASONING_CONTENT,
        /** It goes back as {@code reasoning}. */
        REASONING,
        /** As {@code reasoning_content}; beside calls an empty one stands in for a lost one. */
        OWED,
        /** As {@code reasoning_content}; thinking is switched off when one was lost. */
        OWED_OR_OFF,
        /** It may not be sent. */
        DROPPED
    }

    /**
     * What is odd about a vendor's answers.
     *
     * @param sources members with the pages that a search found, the most telling first
     * @param withheld members that say, when true, that a filter withheld the answer
     * @param hiddenCalls types of tool calls that the vendor serves itself
     * @param errors what its codes mean
     * @param lane whether answers must be read at all
     */
    public record Answers(
            List<String> sources,
            Set<String> withheld,
            Set<String> hiddenCalls,
            ErrorTable errors,
            Lane lane) {
        /** Keeps its own copies. */
        public Answers {
            sources = List.copyOf(sources);
            withheld = Set.copyOf(withheld);
            hiddenCalls = Set.copyOf(hiddenCalls);
        }
    }

    /** Whether answers must be read. */
    public enum Lane {
        /** They are OpenAI's and may pass as bytes. */
        RELAYED,
        /** Errors hide in them, or their form is too odd to pass on. */
        READ
    }
}
