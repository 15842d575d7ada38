package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A conversation in plain words, for vendors that know two speakers and nothing else: no roles for
 * tools, no parts. Tool calls and their answers become sentences.
 *
 * @param instructions what leads the conversation, "" for nothing
 * @param lines what is said by turns; the same side never speaks twice in a row
 * @param dropped paths of what words cannot say
 */
public record Transcript(String instructions, List<Line> lines, List<String> dropped) {
    /** Who speaks. */
    public enum Side {
        /** The caller's end user. */
        USER,
        /** The model. */
        ASSISTANT
    }

    /**
     * What one side says before the other does.
     *
     * @param side who speaks
     * @param text what is said, "" beside pictures only
     * @param pictures what is shown
     */
    public record Line(Side side, String text, List<Picture> pictures) {
        /** Keeps its own copy. */
        public Line {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * A picture and where it stood in the call.
     *
     * @param path in the style {@code messages[0].content[1]}
     */
    public record Picture(Media source, String path) {}

    /** Keeps its own copies. */
    public Transcript {
        lines = List.copyOf(lines);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads a call's conversation.
     *
     * @throws ApiException with status 400 when there is a sound or a document in it, or nothing
     */
    public static Transcript of(ChatCall call) {
        Turns turns = Turns.of(call.messages());
        var dropped = new ArrayList<>(turns.dropped());
        for (int i = 0; i < call.messages().size(); i++) {
            String path = "messages[" + i + "].";
            call.messages().get(i).extras().stated().forEach(name -> dropped.add(path + name));
        }
        turns.instructions().forEach(said -> words(said, new ArrayList<>(), dropped));
        var lines = new ArrayList<Line>();
        for (Turns.Turn turn : turns.turns()) {
            lines.add(line(turn, dropped));
        }
        if (!lines.isEmpty()) {
            return new Transcript(turns.instructionText(), lines, dropped);
        }
        if (turns.instructionText().isEmpty()) {
            throw new ApiException(
                    ApiError.badRequest(
                            "'messages' says nothing; expected at least one text.",
                            "messages",
                            "invalid_value"));
        }
        var alone = new Line(Side.USER, turns.instructionText(), List.of());
        return new Transcript("", List.of(alone), dropped);
    }

    private static Line line(Turns.Turn turn, List<String> dropped) {
        var texts = new ArrayList<String>();
        var pictures = new ArrayList<Picture>();
        if (turn instanceof Turns.User user) {
            for (Turns.Result result : user.results()) {
                texts.add("The tool " + result.call().name() + " answered: " + result.text());
                result.parts().forEach(said -> words(said, pictures, dropped));
            }
        }
        var text = new StringBuilder();
        turn.parts().forEach(said -> text.append(words(said, pictures, dropped)));
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
        if (turn instanceof Turns.Assistant assistant) {
            for (ToolCall call : assistant.calls()) {
                texts.add("I call the tool " + call.name() + " with " + call.arguments());
            }
            return new Line(Side.ASSISTANT, String.join("\n", texts), pictures);
        }
        return new Line(Side.USER, String.join("\n", texts), pictures);
    }

    private static String words(Turns.Said said, List<Picture> pictures, List<String> dropped) {
        return switch (said.part()) {
            case Part.Text(String text, Extras rest) -> {
                rest.stated().forEach(name -> dropped.add(said.path() + '.' + name));
                yield text;
            }
            case Part.Refusal(String text, Extras _) -> text;
            case Part.Speech speech -> speech.transcript();
            case Part.Image image -> {
                pictures.add(new Picture(image.source(), said.path()));
                yield "";
            }
            case Part.Audio _ -> throw refused(said.path(), "sound");
            case Part.File _ -> throw refused(said.path(), "documents");
            case Part.Reasoning _, Part.Opaque _ -> {
                dropped.add(said.path());
                yield "";
            }
        };
    }

    private static ApiException refused(String path, String what) {
        return new ApiException(
                ApiError.badRequest(
                        "'"
                                + path
                                + "' cannot be sent: this model's provider takes no "
                                + what
                                + ".",
                        path,
                        "unsupported_content"));
    }

    /**
     * Refuses pictures, for a vendor that sees none.
     *
     * @throws ApiException with status 400 that names the first one
     */
    public void refusePictures() {
        for (Line line : lines) {
            for (Picture picture : line.pictures()) {
                throw refused(picture.path(), "pictures");
            }
        }
    }

    /**
     * Returns the address of a picture, for a vendor that fetches pictures itself.
     *
     * @throws ApiException with status 400 when the picture is not at an address
     */
    public static String address(Picture picture) {
        if (picture.source() instanceof Media.Url(String url) && !url.startsWith("data:")) {
            return url;
        }
        throw refused(picture.path(), "pictures but those at an http address");
    }

    /** Returns what is said last. */
    public Line last() {
        return lines.getLast();
    }

    /** Returns everything before the last line as one text, "" for nothing. */
    public String before() {
        var text = new StringBuilder(instructions);
        for (Line line : lines.subList(0, lines.size() - 1)) {
            text.append(text.isEmpty() ? "" : "\n").append(marked(line));
        }
        return text.toString();
    }

    /** Returns everything as one text: {@code USER: ...}, {@code ASSISTANT: ...}, line by line. */
    public String flattened() {
        String before = before();
        if (before.isEmpty()) {
            return last().text();
        }
        return before + '\n' + marked(last());
    }

    private static String marked(Line line) {
        return line.side().name().toUpperCase(Locale.ROOT) + ": " + line.text();
    }
}
