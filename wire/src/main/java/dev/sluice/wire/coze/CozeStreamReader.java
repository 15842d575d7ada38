package dev.sluice.wire.coze;

import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.function.Consumer;

/**
 * Reads Coze's events. The text of the answer comes in deltas and then once more, whole; other
 * messages than the answer are the bot's talk with its own tools.
 */
final class CozeStreamReader extends OneAnswerReader {
    private String id = "";
    private long created;
    private boolean spoke;

    CozeStreamReader() {
        super(CozeDialect.NAME, "chat event");
    }

    @Override
    protected void frame(String name, byte[] data) {
        switch (name) {
            case "conversation.chat.created", "conversation.chat.in_progress" -> chat(data);
            case "conversation.message.delta", "conversation.message.completed" ->
                    message(data, name.endsWith(".delta"));
            case "conversation.chat.completed" -> {
                chat(data);
                finish(Standard.STOP);
            }
            case "conversation.chat.requires_action" -> {
                chat(data);
                if (hasCalls()) {
                    finish(Standard.TOOL_CALLS);
                } else {
                    fail(ErrorMapping.badUpstream("The upstream waits for nothing known."));
                }
            }
            case "conversation.chat.failed" -> fail(chat(data).meaning());
            case "conversation.chat.canceled", "done" -> cutOff();
            case "error" -> fail(CozeError.of(data).meaning());
            // An envelope with a code instead of events.
            case "" -> {
                CozeError error = CozeError.of(data);
                if (error.isError()) {
                    fail(error.meaning());
                }
            }
            default -> {}
        }
    }

    private void message(byte[] data, boolean delta) {
        JsonReader.read(
                data,
                in -> {
                    var message = new Message();
                    inside(in, name -> message.member(in, name));
                    start(id.isEmpty() ? message.chat : id, created);
                    if (message.type.equals("answer") && (delta || !spoke)) {
                        spoke = true;
                        reasoning(message.reasoning);
                        text(message.content);
                    }
                    return null;
                });
    }

    private static final class Message {
        private String type = "";
        private String content = "";
        private String reasoning = "";
        private String chat = "";

        void member(JsonReader in, String name) {
            switch (name) {
                case "type" -> type = in.anyText();
                case "content" -> content = in.anyText();
                case "reasoning_content" -> reasoning = in.anyText();
                case "chat_id" -> chat = in.anyText();
                default -> {}
            }
        }
    }

    /** Reads the state of the chat; returns why it failed, if it did. */
    private CozeError chat(byte[] data) {
        return JsonReader.read(
                data,
                in -> {
                    var chat = new Chat();
                    inside(in, name -> chat.member(in, name));
                    return chat.error;
                });
    }

    private final class Chat {
        private CozeError error = new CozeError("", "");

        void member(JsonReader in, String name) {
            switch (name) {
                case "id" -> id = in.anyText();
                case "created_at" -> created = in.anyCount();
                case "last_error" -> error = CozeError.read(in);
                case "usage" -> {
                    var tokens = new long[2];
                    boolean counted = in.is(Kind.OBJECT);
                    inside(
                            in,
                            inner -> {
                                switch (inner) {
                                    case "input_count" -> tokens[0] = in.anyCount();
                                    case "output_count" -> tokens[1] = in.anyCount();
                                    default -> {}
                                }
                            });
                    start(id, created);
                    // A chat in progress counts zero and zero.
                    if (counted && tokens[0] + tokens[1] > 0) {
                        usage(Usage.of(tokens[0], tokens[1]));
                    }
                }
                case "required_action" -> {
                    start(id, created);
                    action(in);
                }
                default -> {}
            }
        }
    }

    private void action(JsonReader in) {
        inside(
                in,
                name -> {
                    if (name.equals("submit_tool_outputs")) {
                        inside(
                                in,
                                inner -> {
                                    if (inner.equals("tool_calls") && in.is(Kind.ARRAY)) {
                                        in.elements(_ -> call(in));
                                    }
                                });
                    }
                });
    }

    private void call(JsonReader in) {
        var found = new String[] {"", "", ""};
        inside(
                in,
                name -> {
                    if (name.equals("id")) {
                        found[0] = in.anyText();
                    } else if (name.equals("function")) {
                        inside(
                                in,
                                inner -> {
                                    switch (inner) {
                                        case "name" -> found[1] = in.anyText();
                                        case "arguments" -> found[2] = in.anyText();
                                        default -> {}
                                    }
                                });
                    }
                });
        call(found[0], found[1]);
        arguments(found[2]);
    }

    private static void inside(JsonReader in, Consumer<String> visit) {
        if (in.is(Kind.OBJECT)) {
            in.members(visit);
        }
    }
}
