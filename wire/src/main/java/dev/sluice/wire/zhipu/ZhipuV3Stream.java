package dev.sluice.wire.zhipu;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import dev.sluice.wire.sse.SseLines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads v3's events: {@code add}, then {@code finish}, {@code interrupted} or {@code error}. Their
 * data is raw text, not JSON; the last one has a field {@code meta} that no standard parser knows.
 */
final class ZhipuV3Stream implements StreamReader {
    private static final byte[] EVENT = ascii("event");
    private static final byte[] ID = ascii("id");
    private static final byte[] DATA = ascii("data");
    private static final byte[] META = ascii("meta");

    private String id = "";
    private boolean started;
    private boolean over;

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<ChatEvent> read(String name, byte[] event) {
        if (over) {
            return List.of();
        }
        String kind = name;
        var data = new ArrayList<String>();
        byte @Nullable [] meta = null;
        boolean known = false;
        var lines = new SseLines();
        lines.reset(event, 0, event.length);
        while (lines.next()) {
            int from = lines.valueFrom();
            String value = new String(event, from, lines.valueTo() - from, StandardCharsets.UTF_8);
            if (lines.nameIs(EVENT)) {
                kind = value;
            } else if (lines.nameIs(ID)) {
                id = id.isEmpty() ? value : id;
            } else if (lines.nameIs(DATA)) {
                data.add(value);
            } else if (lines.nameIs(META)) {
                meta = value.getBytes(StandardCharsets.UTF_8);
            } else {
                continue;
            }
            known = true;
        }
        if (!known) {
            return unframed(event);
        }
        String text = String.join("\n", data);
        return switch (kind) {
            case "add" -> added(data.size() == 1 && text.isEmpty() ? "\n" : text);
            case "finish" -> finished(text, meta, Standard.STOP);
            // What was being said is withheld; its data is a notice, not an answer.
            case "interrupted" -> finished("", meta, Standard.SENSITIVE);
            case "error" -> failed(error(text, meta));
            default -> List.of();
        };
    }

    /** A body without events is a JSON error in answer to a request for a stream, or a comment. */
    private List<ChatEvent> unframed(byte[] event) {
        boolean json = new String(event, StandardCharsets.UTF_8).strip().startsWith("{");
        return json ? failed(ZhipuErrors.read(200, event)) : List.of();
    }

    private List<ChatEvent> added(String text) {
        var events = new ArrayList<ChatEvent>();
        begin(events);
        if (!text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(0, text));
        }
        return events;
    }

    private void begin(List<ChatEvent> events) {
        if (!started) {
            started = true;
            events.add(new ChatEvent.Started(ZhipuV3Dialect.NAME, id, 0, "", Extras.NONE));
        }
    }

    private List<ChatEvent> finished(String text, byte @Nullable [] meta, Standard reason) {
        List<ChatEvent> events = added(text);
        over = true;
        Usage usage = meta == null ? null : usage(meta);
        if (usage != null) {
            events.add(new ChatEvent.Metered(usage));
        }
        events.add(new ChatEvent.Finished(0, reason));
        return events;
    }

    private static @Nullable Usage usage(byte[] meta) {
        var found = new @Nullable Usage[1];
        try {
            JsonReader.read(
                    meta,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> {
                                if (name.equals("usage")) {
                                    found[0] = ZhipuV3Dialect.usage(in);
                                }
                            });
                        }
                        return null;
                    });
        } catch (UnreadableJson _) {
            // The answer is complete without its count, which is estimated then.
            return null;
        }
        return found[0];
    }

    private static ApiError error(String text, byte @Nullable [] meta) {
        byte[] said = text.isBlank() && meta != null ? meta : text.getBytes(StandardCharsets.UTF_8);
        return ZhipuErrors.read(200, said);
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    @Override
    public List<ChatEvent> end() {
        return over ? List.of() : failed(ErrorMapping.cutOff());
    }
}
