package dev.sluice.wire.sydney;

import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.sse.SseFramer;
import java.io.ByteArrayOutputStream;

/**
 * Reads records, which need not end where messages do: several may share a message, and one may be
 * spread over several.
 */
final class SydneyStreamReader extends OneAnswerReader {
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private String said = "";

    SydneyStreamReader() {
        super(SydneyDialect.NAME, "record");
    }

    @Override
    protected void frame(String name, byte[] data) {
        int start = 0;
        for (int i = 0; i < data.length && !isOver(); i++) {
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
            fail(ErrorMapping.badUpstream("The upstream sent a record without an end."));
        }
    }

    private void record(byte[] json) {
        SydneyRecord record = SydneyRecord.read(json);
        switch (record.type()) {
            case 1 -> update(record.text());
            case 2 -> whole(record);
            case 3, 7 -> end(record);
            default -> {
                // 6 is a ping; the answer to the handshake has no type.
                if (record.type() == 0 && !record.error().isEmpty()) {
                    fail(ErrorMapping.badUpstream(record.error()));
                }
            }
        }
    }

    /** Takes the text so far; what changed behind our back cannot be taken back. */
    private boolean update(String text) {
        if (!text.startsWith(said)) {
            return text.isEmpty();
        }
        text(text.substring(said.length()));
        said = text;
        return true;
    }

    private void whole(SydneyRecord record) {
        boolean success = record.result().isEmpty() || record.result().equals("Success");
        if (success && record.isSpent() && record.text().isEmpty()) {
            fail(SydneyDialect.refused("Throttled", "The conversation is used up."));
        } else if (!success) {
            fail(SydneyDialect.refused(record.result(), record.resultMessage()));
        } else if (record.text().isEmpty() && said.isEmpty()) {
            fail(ErrorMapping.badUpstream("The upstream's answer says nothing."));
        } else {
            // An answer that is withdrawn ends with other words than it was begun with.
            finish(update(record.text()) ? Standard.STOP : Standard.CONTENT_FILTER);
        }
    }

    private void end(SydneyRecord record) {
        if (!record.error().isEmpty()) {
            fail(ErrorMapping.badUpstream(record.error()));
        } else if (record.type() == 3 && !said.isEmpty()) {
            finish(Standard.STOP);
        } else {
            cutOff();
        }
    }
}
