package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What one answer says, whoever read it and from whatever form: the measure of equality. */
final class Heard {
    private final Map<Integer, Choice> choices = new TreeMap<>();

    /** The tokens, or null when nobody said. */
    @Nullable Tokens usage;

    /** Why there is no whole answer, or null when there is one. */
    @Nullable String failure;

    /**
     * The tokens of an answer: all input, all output, and three parts of them.
     *
     * @param input everything that went in
     * @param output everything that came out
     * @param cacheRead the input that came from the vendor's cache
     * @param cacheWrite the input that was written to it
     * @param reasoning the output that was thought
     */
    record Tokens(long input, long output, long cacheRead, long cacheWrite, long reasoning) {}

    /** One of the answers. */
    static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final List<Call> calls = new ArrayList<>();

        /** OpenAI's word, "" while unknown. */
        String finish = "";

        /** A call that the model wants made. */
        static final class Call {
            final String name;
            final StringBuilder arguments = new StringBuilder();

            Call(String name) {
                this.name = name;
            }

            @Override
            public String toString() {
                return name + '(' + Trees.settled(arguments.toString()) + ')';
            }
        }

        /** Adds a call. */
        Call call(String name, String arguments) {
            var call = new Call(name);
            call.arguments.append(arguments);
            calls.add(call);
            return call;
        }

        /** Where calls were made, that is the reason, whatever the vendor says. */
        void settle() {
            if (finish.isEmpty()) {
                finish = "stop";
            }
            if (!calls.isEmpty() && List.of("stop", "function_call").contains(finish)) {
                finish = "tool_calls";
            }
        }
    }

    /** Returns one answer, which is there from now on. */
    Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    /** Returns the answers by number. */
    Map<Integer, Choice> choices() {
        return choices;
    }

    /** The same with the first answer only, for languages that have but one. */
    Heard first() {
        var only = new Heard();
        only.usage = usage;
        only.failure = failure;
        if (choices.containsKey(0)) {
            only.choices.put(0, choice(0));
        }
        return only;
    }

    /** Settles all answers. */
    Heard settled() {
        choices.values().forEach(Choice::settle);
        return this;
    }

    /**
     * Names what the other one says differently.
     *
     * @param where the name of the other one, for the messages
     */
    List<String> differences(Heard other, String where) {
        var found = new ArrayList<String>();
        BiConsumer<String, @Nullable Object[]> compare =
                (name, pair) -> {
                    if (!Objects.equals(pair[0], pair[1])) {
                        found.add(where + ": " + name + " is " + excerpts(pair));
                    }
                };
        boolean fails = failure != null;
        if (fails != (other.failure != null)) {
            found.add(where + ": failed is " + other.failure + ", expected " + failure);
            return found;
        }
        if (fails) {
            return found;
        }
        compare.accept("choices", pair(choices.keySet(), other.choices.keySet()));
        choices.forEach((index, mine) -> {
            Choice its = other.choices.get(index);
            if (its == null) {
                return;
            }
            compare.accept("text", pair(mine.text + "", its.text + ""));
            compare.accept("reasoning", pair(mine.reasoning + "", its.reasoning + ""));
            compare.accept("refusal", pair(mine.refusal + "", its.refusal + ""));
            compare.accept("calls", pair(texts(mine.calls), texts(its.calls)));
            compare.accept("finish", pair(mine.finish, its.finish));
        });
        if (usage != null) {
            compare.accept("usage", pair(usage, other.usage));
        }
        return found;
    }

    private static List<String> texts(List<Call> calls) {
        return calls.stream().map(Call::toString).toList();
    }

    private static @Nullable Object[] pair(Object mine, @Nullable Object its) {
        return new @Nullable Object[] {mine, its};
    }

    /** The two texts from where they begin to differ. */
    private static String excerpts(@Nullable Object[] pair) {
        String mine = String.valueOf(pair[0]);
        String its = String.valueOf(pair[1]);
        int at = 0;
        while (at < Math.min(mine.length(), its.length()) && mine.charAt(at) == its.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 20);
        return '"'
                + cut(its, from)
                + "\", expected \""
                + cut(mine, from)
                + "\" (from "
                + from
                + ')';
    }

    private static String cut(String text, int from) {
        int to = Math.min(text.length(), from + 160);
        return text.substring(Math.min(from, to), to);
    }
}
