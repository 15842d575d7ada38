package dev.sluice.wire.sydney;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswer;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.fields.UnreadableJson;
import dev.sluice.wire.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Reads records, which need not end where messages do: several may share a message, and one may be
 * spread over several.
 */
final class SydneyStreamReader implements StreamReader {
    private final OneAnswer answer = new OneAnswer(SydneyDialect.NAME);
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private String said = "";

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (answer.isOver()) {
            return List.of();
        }
        int start = 0;
        for (int i = 0; i < data.length && !answer.isOver(); i++) {
            if (data[i] == SydneyDialect.RECORD_END) {
                record.write(data, start, i - start);
                start = i + 1;
                byte[] whole = record.toByteArray();
                record.reset();
                record(whole);
            }
        }
        record.write(data, start, data.length - start);
        if (record.size() > SseFramer.DEFAULT_LIMIT) {
            answer.fail(ErrorMapping.badUpstream("The upstream sent a record without an end."));
        }
        return answer.take();
    }

    @Override
    public List<ChatEvent> end() {
        answer.cutOff();
        return answer.take();
    }

    private void record(byte[] json) {
        SydneyRecord record;
        try {
            record = SydneyRecord.read(json);
        } catch (UnreadableJson e) {
            answer.fail(
                    ErrorMapping.badUpstream(
                            "The upstream sent a record that is not JSON: " + e.getMessage()));
            return;
        }
        switch (record.type()) {
            case 1 -> update(record.text());
            case 2 -> whole(record);
            case 3, 7 -> end(record);
            default -> {
                // 6 is a ping; the answer to the handshake has no type.
                if (record.type() == 0 && !record.error().isEmpty()) {
                    answer.fail(ErrorMapping.badUpstream(record.error()));
                }
            }
        }
    }

    /** Takes the text so far; what changed behind our back cannot be taken back. */
    private boolean update(String text) {
        if (!text.startsWith(said)) {
            return text.isEmpty();
        }
        answer.text(text.substring(said.length()));
        said = text;
        return true;
    }

    private void whole(SydneyRecord record) {
        boolean success = record.result().isEmpty() || record.result().equals("Success");
        if (success && record.isSpent() && record.text().isEmpty()) {
            answer.fail(SydneyDialect.refused("Throttled", "The conversation is used up."));
        } else if (!success) {
            answer.fail(SydneyDialect.refused(record.result(), record.resultMessage()));
        } else if (record.text().isEmpty() && said.isEmpty()) {
            answer.fail(ErrorMapping.badUpstream("The upstream's answer says nothing."));
        } else {
            // An answer that is withdrawn ends with other words than it was begun with.
            answer.finish(update(record.text()) ? Standard.STOP : Standard.CONTENT_FILTER);
        }
    }

    private void end(SydneyRecord record) {
        if (!record.error().isEmpty()) {
            answer.fail(ErrorMapping.badUpstream(record.error()));
        } else if (record.type() == 3 && !said.isEmpty()) {
            answer.finish(Standard.STOP);
        } else {
            answer.cutOff();
        }
    }
}
