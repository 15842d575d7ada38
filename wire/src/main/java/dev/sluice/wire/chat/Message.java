package dev.sluice.wire.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation. A text given as a bare string is a list of one {@link Part.Text};
 * absent or null content is the empty list.
 */
public sealed interface Message {
    /** Returns what is said, in order. */
    List<Part> content();

    /** Returns the members that the hub has no word for. */
    Extras extras();

    /** Returns the name of who speaks, or null; that of a tool is none of a speaker. */
    default @Nullable String speaker() {
        return switch (this) {
            case Instructions said -> said.name();
            case User said -> said.name();
            case Assistant said -> said.name();
            case ToolResult _, FunctionResult _ -> null;
        };
    }

    /** Returns the plain text of the content: its text parts joined, nothing else. */
    default String text() {
        List<Part> all = content();
        if (all.size() == 1 && all.getFirst() instanceof Part.Text(String only, Extras _)) {
            return only;
        }
        var text = new StringBuilder();
        for (Part part : all) {
            if (part instanceof Part.Text(String words, Extras _)) {
                text.append(words);
            }
        }
        return text.toString();
    }

    /**
     * Instructions that stand above the conversation.
     *
     * @param role which of OpenAI's two words the caller used
     * @param content what is said
     * @param name who speaks, or null
     * @param extras members the hub has no word for
     */
    record Instructions(Role role, List<Part> content, @Nullable String name, Extras extras)
            implements Message {
        /** The two words for instructions. */
        public enum Role {
            /** The word that every vendor knows. */
            SYSTEM,
            /** OpenAI's newer word; reasoning models prefer it, other vendors reject it. */
            DEVELOPER
        }

        /** Keeps its own copy. */
        public Instructions {
            content = List.copyOf(content);
        }
    }

    /**
     * What the end user says.
     *
     * @param content what is said
     * @param name who speaks, or null
     * @param extras members the hub has no word for
     */
    record User(List<Part> content, @Nullable String name, Extras extras) implements Message {
        /** Keeps its own copy. */
        public User {
            content = List.copyOf(content);
        }

        /** A user who says one text. */
        public static User says(String text) {
            return new User(List.of(Part.Text.of(text)), null, Extras.NONE);
        }
    }

    /**
     * What the model said: text, reasoning, a refusal, speech; and what it wants called.
     *
     * @param content what is said; reasoning comes before the text that it led to
     * @param toolCalls in the order they were made
     * @param annotations sources and other marks on the text
     * @param name who speaks, or null
     * @param extras members the hub has no word for
     */
    record Assistant(
            List<Part> content,
            List<ToolCall> toolCalls,
            List<Annotation> annotations,
            @Nullable String name,
            Extras extras)
            implements Message {
        /** Keeps its own copies. */
        public Assistant {
            content = List.copyOf(content);
            toolCalls = List.copyOf(toolCalls);
            annotations = List.copyOf(annotations);
        }

        /** An assistant who says one text. */
        public static Assistant says(String text) {
            return new Assistant(
                    List.of(Part.Text.of(text)), List.of(), List.of(), null, Extras.NONE);
        }

        /** Returns the model's reasoning, joined; "" when there is none. */
        public String reasoning() {
            var text = new StringBuilder();
            for (Part part : content) {
                if (part instanceof Part.Reasoning r) {
                    text.append(r.text());
                }
            }
            return text.toString();
        }
    }

    /**
     * What a called tool answered.
     *
     * @param callId the id of the call that it answers
     * @param content the answer
     * @param name the tool's name, or null
     * @param extras members the hub has no word for
     */
    record ToolResult(String callId, List<Part> content, @Nullable String name, Extras extras)
            implements Message {
        /** Keeps its own copy. */
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /**
     * What a called function answered, in the deprecated way that has no call ids.
     *
     * @param name the function's name
     * @param content the answer
     * @param extras members the hub has no word for
     */
    record FunctionResult(String name, List<Part> content, Extras extras) implements Message {
        /** Keeps its own copy. */
        public FunctionResult {
            content = List.copyOf(content);
        }
    }
}
