package dev.sluice.wire.dify;

import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Dify's events, which carry their name inside. A chat ends with {@code message_end}, a bare
 * workflow with {@code workflow_finished}.
 */
final class DifyStreamReader extends OneAnswerReader {
    private boolean replaced;
    private boolean succeeded;

    DifyStreamReader() {
        super(DifyDialect.NAME, "chat event");
    }

    @Override
    protected void frame(String name, byte[] data) {
        JsonReader.read(
                data,
                in -> {
                    var event = new Event(in);
                    in.members(event::member);
                    take(event, data);
                    return null;
                });
    }

    @Override
    protected void complete() {
        if (succeeded || replaced) {
            finish(replaced ? Standard.CONTENT_FILTER : Standard.STOP);
        }
    }

    private void take(Event event, byte[] data) {
        switch (event.name) {
            case "message", "agent_message" -> text(event, event.answer);
            case "text_chunk" -> text(event, event.text);
            case "message_file" -> {
                if (event.fileType.equals("image") && !event.owner.equals("user")) {
                    text(event, "![image](" + event.url + ")");
                }
            }
            // Moderation put other words in place of what was said, which cannot be taken back.
            case "message_replace" -> {
                event.begin();
                replaced = true;
            }
            case "message_end" -> {
                event.begin();
                if (event.usage != null) {
                    usage(event.usage);
                }
                finish(replaced ? Standard.CONTENT_FILTER : Standard.STOP);
            }
            case "workflow_finished" -> {
                succeeded = event.status.equals("succeeded");
                if (event.status.equals("failed")) {
                    fail(new DifyError(0, "", event.error).meaning(502));
                }
            }
            case "error" -> fail(DifyError.of(data).meaning(502));
            default -> {}
        }
    }

    private void text(Event event, String text) {
        event.begin();
        if (!replaced) {
            text(text);
        }
    }

    /** One event, whatever its members' order. */
    private final class Event {
        private final JsonReader in;
        private String name = "";
        private String id = "";
        private long created;
        private String answer = "";
        private String text = "";
        private String fileType = "";
        private String owner = "";
        private String url = "";
        private String status = "";
        private String error = "";
        private @Nullable Usage usage;

        Event(JsonReader in) {
            this.in = in;
        }

        void begin() {
            start(id, created);
        }

        void member(String member) {
            switch (member) {
                case "event" -> name = in.anyText();
                case "message_id", "id" -> id = id.isEmpty() ? in.anyText() : id;
                case "created_at" -> created = in.anyCount();
                case "answer" -> answer = in.anyText();
                case "type" -> fileType = in.anyText();
                case "belongs_to" -> owner = in.anyText();
                case "url" -> url = in.anyText();
                case "data" -> inside(this::node);
                case "metadata" -> inside(this::metadata);
                default -> {}
            }
        }

        private void node(String member) {
            switch (member) {
                case "text" -> text = in.anyText();
                case "status" -> status = in.anyText();
                case "error" -> error = in.anyText();
                default -> {}
            }
        }

        private void metadata(String member) {
            if (member.equals("usage")) {
                if (in.is(Kind.OBJECT)) {
                    tokens();
                }
            } else if (member.equals("retriever_resources") && in.is(Kind.ARRAY)) {
                in.elements(_ -> resource());
            }
        }

        private void tokens() {
            var tokens = new long[2];
            in.members(inner -> {
                switch (inner) {
                    case "prompt_tokens" -> tokens[0] = in.anyCount();
                    case "completion_tokens" -> tokens[1] = in.anyCount();
                    default -> {}
                }
            });
            usage = Usage.of(tokens[0], tokens[1]);
        }

        /** A passage of the application's own documents; most have a name and no address. */
        private void resource() {
            var found = new String[] {"", ""};
            inside(inner -> {
                switch (inner) {
                    case "url" -> found[0] = in.anyText();
                    case "document_name" -> found[1] = in.anyText();
                    default -> {}
                }
            });
            begin();
            source(found[0], found[1]);
        }

        private void inside(Consumer<String> visit) {
            if (in.is(Kind.OBJECT)) {
                in.members(visit);
            }
        }
    }
}
