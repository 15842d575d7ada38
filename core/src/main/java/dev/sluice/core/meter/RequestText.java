package dev.sluice.core.meter;

import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text in a request that a model reads: contents of messages, prompts, inputs, queries and
 * documents. Not counted are tools, schemas, earlier calls of tools, pictures and sound.
 */
final class RequestText {
    /** Members of the body that hold what is asked, whatever the endpoint. */
    private static final Set<String> ASKED =
            Set.of(
                    "messages",
                    "system",
                    "prompt",
                    "suffix",
                    "input",
                    "instructions",
                    "query",
                    "documents",
                    "contents",
                    "systemInstruction");

    /** Members of what is in those that hold text. */
    private static final Set<String> TEXTS = Set.of("content", "text", "parts", "output");

    private static final int DEEPEST = 20;
    private static final int MOST_PICTURES = 100;

    private final byte[] body;
    private final JsonCursor cursor = new JsonCursor();
    private final List<String> texts = new ArrayList<>();
    private boolean conversation;
    private long tokens;
    private long number = 1;
    private @Nullable String input;

    private RequestText(byte[] body) {
        this.body = body;
    }

    /** Reads a request; one that is not JSON has no text. */
    static RequestText of(byte @Nullable [] body) {
        var text = new RequestText(body == null ? new byte[0] : body);
        try {
            text.read();
        } catch (MalformedJson e) {
            // A form, or something that its vendor has refused: what was found so far counts.
            return text;
        }
        return text;
    }

    private void read() {
        cursor.reset(body, 0, body.length);
        if (cursor.position() >= body.length || cursor.kind() != Kind.OBJECT) {
            return;
        }
        cursor.enterObject();
        while (cursor.nextMember()) {
            String name = cursor.nameLength() > 20 ? "" : cursor.name();
            if (name.equals("n")) {
                number = pictures();
            } else if (ASKED.contains(name)) {
                conversation |= name.equals("messages") || name.equals("contents");
                asked(name);
            } else {
                cursor.skip();
            }
        }
    }

    private void asked(String name) {
        if (cursor.kind() != Kind.ARRAY) {
            add();
            if (name.equals("input") && !texts.isEmpty()) {
                input = texts.getLast();
            }
            return;
        }
        cursor.enterArray();
        while (cursor.nextElement()) {
            add();
        }
    }

    /** One message, one text to embed, one document. */
    private void add() {
        var text = new StringBuilder();
        collect(text, 0);
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
    }

    private void collect(StringBuilder to, int depth) {
        switch (depth > DEEPEST ? Kind.NULL : cursor.kind()) {
            case STRING -> {
                int from = cursor.position();
                to.append(to.isEmpty() ? "" : "\n")
                        .append(JsonText.unquote(body, from, cursor.skip()));
            }
            case ARRAY -> {
                cursor.enterArray();
                while (cursor.nextElement()) {
                    collect(to, depth + 1);
                }
            }
            case OBJECT -> {
                cursor.enterObject();
                while (cursor.nextMember()) {
                    if (cursor.nameLength() < 20 && TEXTS.contains(cursor.name())) {
                        collect(to, depth + 1);
                    } else {
                        cursor.skip();
                    }
                }
            }
            case NUMBER -> {
                // Prompts and inputs may be tokens already.
                tokens++;
                cursor.skip();
            }
            case TRUE, FALSE, NULL -> cursor.skip();
        }
    }

    private long pictures() {
        int from = cursor.position();
        int to = cursor.skip();
        long value = 0;
        for (int i = from; i < to; i++) {
            if (body[i] < '0' || body[i] > '9') {
                return 1;
            }
            value = Math.min(MOST_PICTURES, value * 10 + body[i] - '0');
        }
        return Math.max(1, value);
    }

    /** Returns its tokens. */
    long tokens(String model, TokenCounter counter) {
        if (conversation) {
            return tokens + counter.conversation(model, texts);
        }
        long sum = tokens;
        for (String text : texts) {
            sum += counter.count(model, text);
        }
        return sum;
    }

    /** Returns how many answers it asks for: {@code n}, or 1. */
    long number() {
        return number;
    }

    /** Returns how many characters its {@code input} has; an emoji counts once. */
    long characters() {
        return input == null ? 0 : input.codePointCount(0, input.length());
    }
}
