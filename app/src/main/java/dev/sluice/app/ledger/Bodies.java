package dev.sluice.app.ledger;

import dev.sluice.app.secret.Redaction;
import dev.sluice.relay.CallRecord;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Request and answer of a call, for those who keep them: {@code request} as the caller sent it,
 * {@code answer} as the vendor gave it, each at most 64 KB. What looks like a secret is taken out,
 * and so is what nobody reads: pictures and sound in base64.
 */
final class Bodies {
    /** More than this is not kept. */
    static final int LIMIT = 64 << 10;

    private static final JsonFactory FACTORY = new JsonFactory();

    /** A run that no word is as long as. Possessive: such a run is never looked at twice. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{400,}+={0,2}");

    private Bodies() {}

    /** Returns a JSON object, or null when there is neither. */
    static @Nullable String of(CallRecord.Bill bill) {
        byte @Nullable [] request = bill.request();
        byte @Nullable [] answer = bill.notes().answer();
        if (request == null && answer == null) {
            return null;
        }
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            if (request != null) {
                out.writeStringProperty("request", redacted(request));
            }
            if (answer != null) {
                out.writeStringProperty("answer", redacted(answer));
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    private static String redacted(byte[] body) {
        int length = Math.min(body.length, LIMIT);
        String text = redacted(new String(body, 0, length, StandardCharsets.UTF_8));
        return body.length > LIMIT ? text + "[" + (body.length - LIMIT) + " more bytes]" : text;
    }

    /** Takes out what must not be kept. */
    static String redacted(String text) {
        String plain =
                BASE64.matcher(text)
                        .replaceAll(found -> "[" + found.group().length() + " characters]");
        return Redaction.text(plain);
    }
}
