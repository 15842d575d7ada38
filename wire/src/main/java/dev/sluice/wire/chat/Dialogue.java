package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as vendors of plain text want it: nothing but words, user and assistant by turns.
 *
 * <p>What a tool answered is said as words of the user, the tool's name before it; the calls
 * themselves have no words and are named as dropped. So are reasoning, unknown parts and members.
 *
 * @param instructions what leads the conversation, "" for none
 * @param lines what follows; no two neighbours of the same speaker, no text empty
 * @param dropped paths of what was left out
 */
public record Dialogue(String instructions, List<Line> lines, List<String> dropped) {
    private static final String NOTHING = ".";

    /** Who speaks. */
    public enum Speaker {
        /** The end user. */
        USER("user"),
        /** The model. */
        ASSISTANT("assistant");

        private final String word;

        Speaker(String word) {
            this.word = word;
        }

        /** Returns the word that nearly every vendor has for it. */
        public String word() {
            return word;
        }
    }

    /**
     * What one side says before the other does.
     *
     * @param speaker who says it
     * @param text never empty
     */
    public record Line(Speaker speaker, String text) {}

    /** Keeps its own copies. */
    public Dialogue {
        lines = List.copyOf(lines);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads the messages of a call.
     *
     * @throws ApiException with status 400 for a picture, a sound or a document; it names the part
     */
    public static Dialogue of(List<Message> messages) {
        Turns turns = Turns.of(messages);
        var dropped = new ArrayList<String>(turns.dropped());
        String leading = words(turns.instructions(), dropped);
        var lines = new ArrayList<Line>();
        for (Turns.Turn turn : turns.turns()) {
            switch (turn) {
                case Turns.User(List<Turns.Result> results, List<Turns.Said> parts) -> {
                    var said = new ArrayList<String>();
                    for (Turns.Result result : results) {
                        said.add(result.call().name() + ": " + words(result.parts(), dropped));
                    }
                    add(said, words(parts, dropped));
                    String text = String.join("\n", said);
                    line(lines, Speaker.USER, text.isEmpty() ? NOTHING : text);
                }
                case Turns.Assistant(List<Turns.Said> parts, List<ToolCall> _, Extras _) ->
                        line(lines, Speaker.ASSISTANT, words(parts, dropped));
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            String path = "messages[" + i + "].";
            if (messages.get(i) instanceof Message.Assistant said && !said.toolCalls().isEmpty()) {
                dropped.add(path + "tool_calls");
            }
            messages.get(i).extras().stated().forEach(name -> dropped.add(path + name));
        }
        return new Dialogue(turns.instructions().isEmpty() ? "" : leading, lines, dropped);
    }

    /** Returns the lines with the user's first and last; where there is none, one is put in. */
    public List<Line> asked() {
        var asked = new ArrayList<>(lines);
        if (asked.isEmpty() || asked.getLast().speaker() == Speaker.ASSISTANT) {
            asked.add(new Line(Speaker.USER, "continue"));
        }
        if (asked.getFirst().speaker() == Speaker.ASSISTANT) {
            asked.addFirst(new Line(Speaker.USER, "hi"));
        }
        return asked;
    }

    private static void line(List<Line> lines, Speaker speaker, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!lines.isEmpty() && lines.getLast().speaker() == speaker) {
            lines.set(lines.size() - 1, new Line(speaker, lines.getLast().text() + '\n' + text));
        } else {
            lines.add(new Line(speaker, text));
        }
    }

    private static String words(List<Turns.Said> parts, List<String> dropped) {
        var said = new ArrayList<String>();
        for (Turns.Said each : parts) {
            switch (each.part()) {
                case Part.Text(String text, Extras rest) -> {
                    add(said, text);
                    rest.stated().forEach(name -> dropped.add(each.path() + '.' + name));
                }
                case Part.Refusal(String text, Extras _) -> add(said, text);
                case Part.Speech speech -> add(said, speech.transcript());
                case Part.Reasoning _, Part.Opaque _ -> dropped.add(each.path());
                case Part.Image _ -> throw refused(each.path(), "pictures");
                case Part.Audio _ -> throw refused(each.path(), "sound");
                case Part.File _ -> throw refused(each.path(), "documents");
            }
        }
        return String.join("\n", said);
    }

    private static void add(List<String> said, String text) {
        if (!text.isEmpty()) {
            said.add(text);
        }
    }

    private static ApiException refused(String path, String what) {
        return new ApiException(
                ApiError.badRequest(
                        "The provider of this model reads text only, and '"
                                + path
                                + "' is of another kind; leave "
                                + what
                                + " out or use a model that takes them.",
                        path,
                        "unsupported_content"));
    }
}
