package dev.sluice.app.ledger;

import dev.sluice.relay.CallRecord;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
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

    private static final Pattern SECRET_MEMBER =
            Pattern.compile(
                    "(\"(?i:[a-z0-9_-]{0,40}(?:api[_-]?key|secret|passw(?:or)?d|token|authorization"
                            + "|cookie|credential)[a-z0-9_-]{0,40})\"\\s{0,8}:\\s{0,8}\")"
                            + "(?:[^\"\\\\]|\\\\.)*+(\"?)");

    /** Keys as vendors write them; Bearer and Basic credentials; private keys; JWTs. */
    private static final Pattern SECRET_TEXT =
            Pattern.compile(
                    "\\b(?:sk|pk|rk|xai|gsk|hf|ghp|gho|glpat|xox[abps])[-_][A-Za-z0-9_-]{16,}+"
                            + "|\\bAKIA[0-9A-Z]{16}\\b"
                            + "|\\bAIza[0-9A-Za-z_-]{30,}+"
                            + "|\\b(?i:bearer|basic) [A-Za-z0-9._~+/-]{16,}+=*"
                            + "|\\beyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]++"
                            + "|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*+");

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
        plain = SECRET_MEMBER.matcher(plain).replaceAll("$1***$2");
        return SECRET_TEXT.matcher(plain).replaceAll(Matcher.quoteReplacement("***"));
    }
}
