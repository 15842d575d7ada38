package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a conversation one that a vendor takes. Serves one call. */
final class TalkFitting {
    private static final String BLANK = ".";
    private static final String BRIDGE = "Understood.";
    private static final int LETTERS = 62;

    private final Quirks.Talk talk;
    private final List<String> dropped;
    private final List<Message> fitted = new ArrayList<>();
    private boolean owes;

    TalkFitting(Quirks.Talk talk, List<String> dropped) {
        this.talk = talk;
        this.dropped = dropped;
    }

    /** Says whether the model called tools without telling the reasoning that led to it. */
    boolean owesThoughts() {
        return owes;
    }

    List<Message> fit(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        return fitted;
    }

    private void message(Message message, String path) {
        switch (message) {
            case Message.Instructions m -> instructions(m, path);
            case Message.User m -> {
                bridge();
                List<Part> content = content(m.content(), path);
                fitted.add(new Message.User(content, name(m.name(), path), m.extras()));
            }
            case Message.Assistant m -> assistant(m, path);
            case Message.ToolResult m -> {
                List<Part> content = content(m.content(), path);
                String name = name(m.name(), path);
                fitted.add(new Message.ToolResult(id(m.callId()), content, name, m.extras()));
            }
            case Message.FunctionResult m -> {
                List<Part> content = content(m.content(), path);
                fitted.add(new Message.FunctionResult(m.name(), content, m.extras()));
            }
        }
    }

    private void instructions(Message.Instructions m, String path) {
        List<Part> content = content(m.content(), path);
        switch (talk.instructions()) {
            case AS_SAID ->
                    fitted.add(
                            new Message.Instructions(
                                    m.role(), content, name(m.name(), path), m.extras()));
            case SYSTEM ->
                    fitted.add(
                            new Message.Instructions(
                                    Message.Instructions.Role.SYSTEM,
                                    content,
                                    name(m.name(), path),
                                    m.extras()));
            case USER_PAIR -> {
                fitted.add(
                        Message.User.says(
                                "You need to follow the system settings: " + joined(content)));
                fitted.add(Message.Assistant.says("ok"));
            }
        }
    }

    private void assistant(Message.Assistant m, String path) {
        List<Part> content = new ArrayList<>();
        boolean thought = false;
        for (int i = 0; i < m.content().size(); i++) {
            Part part = m.content().get(i);
            if (part instanceof Part.Reasoning reasoning) {
                thought = true;
                reasoning(reasoning, path, content);
            } else if (talk.parts() == Quirks.Parts.TEXT) {
                content.add(text(part, path + ".content[" + i + "]"));
            } else {
                content.add(part);
            }
        }
        boolean calls = !m.toolCalls().isEmpty();
        if (calls && !thought) {
            owes = true;
            if (talk.thoughts() == Quirks.Thoughts.OWED) {
                content.addFirst(
                        new Part.Reasoning(
                                "", null, Part.Reasoning.Form.REASONING_CONTENT, Extras.NONE));
            }
        }
        if (talk.blanks() == Quirks.Blanks.FILLED && !calls && isBlank(content)) {
            return;
        }
        List<ToolCall> made = new ArrayList<>();
        for (ToolCall call : m.toolCalls()) {
            made.add(
                    new ToolCall(
                            id(call.id()),
                            call.kind(),
                            call.name(),
                            call.arguments(),
                            call.extras()));
        }
        fitted.add(
                new Message.Assistant(
                        content, made, m.annotations(), name(m.name(), path), m.extras()));
    }

    private void reasoning(Part.Reasoning part, String path, List<Part> content) {
        Part.Reasoning.@Nullable Form form =
                switch (talk.thoughts()) {
                    case AS_SAID -> part.form();
                    case REASONING_CONTENT, OWED, OWED_OR_OFF ->
                            Part.Reasoning.Form.REASONING_CONTENT;
                    case REASONING -> Part.Reasoning.Form.REASONING;
                    case DROPPED -> null;
                };
        if (form == null) {
            dropped.add(path + ".reasoning_content");
        } else {
            content.add(new Part.Reasoning(part.text(), part.signature(), form, part.extras()));
        }
    }

    private void bridge() {
        boolean tool = !fitted.isEmpty() && fitted.getLast() instanceof Message.ToolResult;
        if (tool && talk.order() == Quirks.Order.MISTRAL) {
            fitted.add(Message.Assistant.says(BRIDGE));
        }
    }

    private List<Part> content(List<Part> parts, String path) {
        List<Part> content = parts;
        if (talk.parts() == Quirks.Parts.TEXT && !parts.isEmpty()) {
            content = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                content.add(text(parts.get(i), path + ".content[" + i + "]"));
            }
            content = List.of(Part.Text.of(joined(content)));
        }
        boolean fill = talk.blanks() == Quirks.Blanks.FILLED && isBlank(content);
        return fill ? List.of(Part.Text.of(BLANK)) : content;
    }

    private static Part.Text text(Part part, String path) {
        return switch (part) {
            case Part.Text t -> Part.Text.of(t.text());
            case Part.Refusal(String words, Extras _) -> Part.Text.of(words);
            case Part.Speech speech -> Part.Text.of(speech.transcript());
            case Part.Reasoning(String words, _, _, _) -> Part.Text.of(words);
            case Part.Image _, Part.Audio _, Part.File _, Part.Opaque _ ->
                    throw new ApiException(
                            ApiError.badRequest(
                                    "'" + path + "' is not text, and this provider reads only text",
                                    path,
                                    "unsupported_content"));
        };
    }

    private static String joined(List<Part> parts) {
        var text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text(String words, Extras _)) {
                text.append(text.isEmpty() ? "" : "\n").append(words);
            }
        }
        return text.toString();
    }

    private static boolean isBlank(List<Part> parts) {
        for (Part part : parts) {
            if (!(part instanceof Part.Text(String words, Extras _) && words.isBlank())
                    && !(part instanceof Part.Reasoning)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String name(@Nullable String name, String path) {
        if (name != null && talk.order() == Quirks.Order.MISTRAL) {
            dropped.add(path + ".name");
            return null;
        }
        return name;
    }

    private String id(String id) {
        boolean given = talk.order() != Quirks.Order.MISTRAL || id.isEmpty();
        return given || id.matches("[A-Za-z0-9]{9}") ? id : nineLetters(id);
    }

    /** Makes nine letters and digits of an id, the same ones whenever it is asked. */
    private static String nineLetters(String id) {
        long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        var letters = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            int digit = (int) Long.remainderUnsigned(hash, LETTERS);
            hash = Long.divideUnsigned(hash, LETTERS);
            letters.append(
                    (char)
                            (digit < 10
                                    ? '0' + digit
                                    : digit < 36 ? 'a' + digit - 10 : 'A' + digit - 36));
        }
        return letters.toString();
    }
}
