package dev.sluice.wire.sydney;

import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.function.Consumer;

/** One record, whatever its members' order. */
final class SydneyRecord {
    private final JsonReader in;
    private int type;
    private String text = "";
    private String error = "";
    private String result = "";
    private String resultMessage = "";
    private long used;
    private long allowed;

    private SydneyRecord(JsonReader in) {
        this.in = in;
    }

    /**
     * Reads a record, what ends it not included.
     *
     * @throws dev.sluice.wire.fields.UnreadableJson when it is not a JSON object
     */
    static SydneyRecord read(byte[] json) {
        return JsonReader.read(
                json,
                in -> {
                    var record = new SydneyRecord(in);
                    in.members(record::member);
                    return record;
                });
    }

    private void member(String name) {
        switch (name) {
            case "type" -> type = (int) in.anyCount();
            case "error" -> error = in.anyText();
            case "arguments" -> elements(() -> inside(this::update));
            case "item" -> inside(this::item);
            default -> {}
        }
    }

    private void update(String name) {
        if (name.equals("messages")) {
            elements(this::message);
        }
    }

    private void item(String name) {
        switch (name) {
            case "messages" -> elements(this::message);
            case "result" ->
                    inside(inner -> {
                        switch (inner) {
                            case "value" -> result = in.anyText();
                            case "message" -> resultMessage = in.anyText();
                            default -> {}
                        }
                    });
            case "throttling" ->
                    inside(inner -> {
                        switch (inner) {
                            case "numUserMessagesInConversation" -> used = in.anyCount();
                            case "maxNumUserMessagesInConversation" -> allowed = in.anyCount();
                            default -> {}
                        }
                    });
            default -> {}
        }
    }

    private void message() {
        var message = new Message();
        inside(message::member);
        if (message.isAnswer()) {
            text = message.text;
        }
    }

    private final class Message {
        private String text = "";
        private String author = "";
        private String kind = "";
        private boolean notice;

        void member(String name) {
            switch (name) {
                case "text" -> text = in.anyText();
                case "author" -> author = in.anyText();
                case "messageType" -> kind = in.anyText();
                case "adaptiveCards" -> elements(() -> inside(this::card));
                default -> {}
            }
        }

        private void card(String name) {
            if (name.equals("body")) {
                elements(() -> inside(inner -> notice |= inner.equals("inlines")));
            }
        }

        /** Says whether it is the answer: not the question again, nor news of a search. */
        boolean isAnswer() {
            return !text.isEmpty()
                    && !notice
                    && !author.equals("user")
                    && (kind.isEmpty() || kind.equals("Chat"));
        }
    }

    private void inside(Consumer<String> visit) {
        if (in.is(Kind.OBJECT)) {
            in.members(visit);
        }
    }

    private void elements(Runnable visit) {
        if (in.is(Kind.ARRAY)) {
            in.elements(_ -> visit.run());
        }
    }

    /** Returns SignalR's type of record, 0 where there is none. */
    int type() {
        return type;
    }

    /** Returns the answer so far, or the whole answer; the last one where there are several. */
    String text() {
        return text;
    }

    String error() {
        return error;
    }

    String result() {
        return result;
    }

    String resultMessage() {
        return resultMessage;
    }

    /** Says whether the conversation may not go on. */
    boolean isSpent() {
        return allowed > 0 && used >= allowed;
    }
}
