package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one answer says, whoever read it and from whatever form: the measure of equality. */
final class Heard {
    /** In place of a finish or of arguments: whatever the other one says is right. */
    static final String ANY = "*";

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
        final StringBuilder transcript = new StringBuilder();
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

            /** Adds one of Gemini's {@code partialArgs}; only flat texts were ever recorded. */
            void add(JsonNode piece) {
                String name = Trees.text(piece, "jsonPath").substring(2);
                JsonNode before = Trees.read(arguments.isEmpty() ? "{}" : arguments.toString());
                ObjectNode all = (ObjectNode) before;
                all.put(name, Trees.text(all, name) + Trees.text(piece, "stringValue"));
                arguments.setLength(0);
                arguments.append(all);
            }

            /** The same with whatever arguments. */
            Call any() {
                arguments.setLength(0);
                arguments.append(ANY);
                return this;
            }

            /** Arguments that are no JSON object are written as the language can. */
            void loosen() {
                String text = arguments.toString();
                if (!text.isBlank() && !Trees.read(text).isObject()) {
                    any();
                }
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
        Heard copy = copy();
        copy.choices.keySet().retainAll(Set.of(0));
        return copy;
    }

    /** A copy that can be changed. */
    Heard copy() {
        var copy = new Heard();
        copy.usage = usage;
        copy.failure = failure;
        choices.forEach((index, from) -> {
            Choice to = copy.choice(index);
            to.text.append(from.text);
            to.reasoning.append(from.reasoning);
            to.refusal.append(from.refusal);
            to.transcript.append(from.transcript);
            to.finish = from.finish;
            from.calls.forEach(call -> to.call(call.name, call.arguments.toString()));
        });
        return copy;
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
            compare.accept("sound", pair(mine.transcript + "", its.transcript + ""));
            compare.accept("calls", pair(texts(mine.calls), known(mine, its)));
            String finish = mine.finish.equals(ANY) ? ANY : its.finish;
            compare.accept("finish", pair(mine.finish, finish));
        });
        if (usage != null) {
            compare.accept("usage", pair(usage, other.usage));
        }
        return found;
    }

    private static List<String> known(Choice mine, Choice its) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < its.calls.size(); i++) {
            Call call = its.calls.get(i);
            boolean any =
                    i < mine.calls.size() && mine.calls.get(i).arguments.toString().equals(ANY);
            texts.add(any ? new Call(call.name).any().toString() : call.toString());
        }
        return texts;
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
