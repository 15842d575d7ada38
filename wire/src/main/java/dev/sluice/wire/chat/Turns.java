package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as vendors of strict turns want it: the instructions that lead it apart, then user
 * and assistant by turns.
 *
 * <ul>
 *   <li>Instructions in the middle of the conversation stay where they are, as words of the user.
 *   <li>Messages of the same side are one turn. A tool's answers belong to the user's turn, before
 *       everything else in it, in the order of the calls; a call without an answer gets one that
 *       says so, an answer without a call is left out and named.
 *   <li>Blank texts are left out, and so is an assistant's turn that says and calls nothing.
 *   <li>A side has no names: those of its speakers are left out and named.
 * </ul>
 *
 * Calls in the legacy way are taken as {@link LegacyFunctions#asTools} leaves them.
 *
 * @param instructions what leads the conversation, in order
 * @param turns what follows, no two neighbours of the same side
 * @param dropped paths of what was left out
 */
public record Turns(List<Said> instructions, List<Turn> turns, List<String> dropped) {
    /**
     * A part and where it stood in the call.
     *
     * @param path in the style {@code messages[0].content[1]}
     */
    public record Said(Part part, String path) {}

    /** What one side says before the other does. */
    public sealed interface Turn {
        /** Returns what is said, in order. */
        List<Said> parts();
    }

    /**
     * The user's side.
     *
     * @param results what the tools called in the turn before have answered
     * @param parts what the user says; may be empty
     */
    public record User(List<Result> results, List<Said> parts) implements Turn {
        /** Keeps its own copies. */
        public User {
            results = List.copyOf(results);
            parts = List.copyOf(parts);
        }
    }

    /**
     * The model's side.
     *
     * @param parts what the model says, reasoning and refusals included
     * @param calls the tool calls, in order
     * @param extras members of its messages that the hub has no word for
     */
    public record Assistant(List<Said> parts, List<ToolCall> calls, Extras extras) implements Turn {
        /** Keeps its own copies. */
        public Assistant {
            parts = List.copyOf(parts);
            calls = List.copyOf(calls);
        }
    }

    /**
     * One answer of a tool.
     *
     * @param call the call that it answers
     * @param parts the answer, empty for none
     * @param extras members of the message that the hub has no word for
     */
    public record Result(ToolCall call, List<Said> parts, Extras extras) {
        /** Keeps its own copy. */
        public Result {
            parts = List.copyOf(parts);
        }

        /** Returns the answer's texts, joined. */
        public String text() {
            return textOf(parts);
        }
    }

    /** Keeps its own copies. */
    public Turns {
        instructions = List.copyOf(instructions);
        turns = List.copyOf(turns);
        dropped = List.copyOf(dropped);
    }

    /** Joins the texts among the parts. */
    public static String textOf(List<Said> parts) {
        var text = new StringBuilder();
        for (Said said : parts) {
            if (said.part() instanceof Part.Text(String words, Extras _)) {
                text.append(words);
            }
        }
        return text.toString();
    }

    /**
     * Returns the words of some parts as one text, a line for each that has any.
     *
     * @param words the words of a part, or null for none
     */
    public static String text(List<Said> parts, Function<Said, @Nullable String> words) {
        var text = new StringBuilder();
        for (Said said : parts) {
            String line = words.apply(said);
            if (line != null && !line.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
            }
        }
        return text.toString();
    }

    /** Returns the instructions as one text, a blank line between them; "" for none. */
    public String instructionText() {
        var texts = new LinkedHashMap<String, StringBuilder>();
        for (Said said : instructions) {
            if (said.part() instanceof Part.Text(String words, Extras _)) {
                String message = said.path().substring(0, said.path().indexOf(']') + 1);
                texts.computeIfAbsent(message, _ -> new StringBuilder()).append(words);
            }
        }
        return String.join("\n\n", texts.values());
    }

    /** Sorts the messages of a call into turns. */
    public static Turns of(List<Message> messages) {
        var sorter = new Sorter();
        for (int i = 0; i < messages.size(); i++) {
            sorter.take(messages.get(i), "messages[" + i + "]");
        }
        return sorter.sorted();
    }

    private static final class Sorter {
        private final List<Said> instructions = new ArrayList<>();
        private final List<Turn> turns = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();
        private final Map<Integer, Result> answers = new HashMap<>();
        private final List<Said> user = new ArrayList<>();
        private final List<Said> assistant = new ArrayList<>();
        private final List<ToolCall> calls = new ArrayList<>();
        private Extras extras = Extras.NONE;
        private List<ToolCall> open = List.of();
        private boolean userSpoke;

        void take(Message message, String path) {
            if (message.speaker() != null) {
                dropped.add(path + ".name");
            }
            switch (message) {
                case Message.Instructions m -> {
                    if (turns.isEmpty() && !userSpoke && isSilent()) {
                        parts(m.content(), path, instructions);
                    } else {
                        user(m.content(), path);
                    }
                }
                case Message.User m -> user(m.content(), path);
                case Message.Assistant m -> assistant(m, path);
                case Message.ToolResult m -> result(m.callId(), m.content(), path, m.extras());
                case Message.FunctionResult m -> result(m.name(), m.content(), path, m.extras());
            }
        }

        private boolean isSilent() {
            return assistant.isEmpty() && calls.isEmpty();
        }

        private void user(List<Part> content, String path) {
            endAssistant();
            userSpoke = true;
            parts(content, path, user);
        }

        private void assistant(Message.Assistant message, String path) {
            if (userSpoke || !answers.isEmpty() || !open.isEmpty()) {
                endUser();
            }
            parts(message.content(), path, assistant);
            calls.addAll(message.toolCalls());
            extras = extras.plus(message.extras());
        }

        private void result(String id, List<Part> content, String path, Extras rest) {
            endAssistant();
            int call = unanswered(id);
            if (call < 0) {
                dropped.add(path);
                return;
            }
            var said = new ArrayList<Said>();
            parts(content, path, said);
            answers.put(call, new Result(open.get(call), said, rest));
        }

        // One id for several calls, and results that name none, are answered in order.
        private int unanswered(String id) {
            for (int i = 0; i < open.size(); i++) {
                boolean meant = id.isEmpty() || open.get(i).id().equals(id);
                if (meant && !answers.containsKey(i)) {
                    return i;
                }
            }
            return -1;
        }

        private static void parts(List<Part> content, String path, List<Said> into) {
            for (int i = 0; i < content.size(); i++) {
                Part part = content.get(i);
                if (!(part instanceof Part.Text(String words, Extras _) && words.isBlank())) {
                    into.add(new Said(part, path + ".content[" + i + "]"));
                }
            }
        }

        private void endAssistant() {
            if (isSilent()) {
                return;
            }
            turns.add(new Assistant(assistant, calls, extras));
            open = List.copyOf(calls);
            assistant.clear();
            calls.clear();
            extras = Extras.NONE;
        }

        private void endUser() {
            if (!userSpoke && answers.isEmpty() && open.isEmpty()) {
                return;
            }
            var results = new ArrayList<Result>();
            for (int i = 0; i < open.size(); i++) {
                ToolCall call = open.get(i);
                Result given = answers.get(i);
                results.add(
                        given == null
                                ? new Result(
                                        call,
                                        List.of(new Said(Part.Text.of("(no result)"), "")),
                                        Extras.NONE)
                                : given);
            }
            open = List.of();
            answers.clear();
            userSpoke = false;
            turns.add(new User(results, user));
            user.clear();
        }

        Turns sorted() {
            endAssistant();
            if (userSpoke || !answers.isEmpty()) {
                endUser();
            }
            return new Turns(instructions, turns, dropped);
        }
    }
}
