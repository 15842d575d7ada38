package dev.sluice.wire.multipart;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the form field {@code model} in a {@code multipart/form-data} body that is fed piece by
 * piece, and says where its value stands, so that it can be replaced in passing.
 *
 * <p>The body is walked byte by byte for the delimiter, CRLF and two hyphens and the boundary (RFC
 * 2046, section 5.1.1). A boundary contains no CR, so a failed match can only begin anew at a CR:
 * no look-back is needed, and nothing of a file's content is kept.
 */
public final class ModelField {
    private static final Pattern NAME =
            Pattern.compile(
                    "content-disposition:[^\r\n]*[; ]name=(?:\"model\"|model(?=[;\r\n ]|$))",
                    Pattern.CASE_INSENSITIVE);

    private static final int MAX_HEADERS = 16 << 10;
    private static final int MAX_VALUE = 512;

    private enum State {
        CONTENT,
        DELIMITER_END,
        CLOSING,
        HEADERS,
        DONE
    }

    private final byte[] delimiter;
    private final StringBuilder text = new StringBuilder();
    private State state = State.CONTENT;
    private int matched = 2; // the body begins as if a line had just ended
    private long offset;
    private boolean inModel;
    private long valueFrom = -1;
    private long valueTo = -1;

    /**
     * Begins a body.
     *
     * @param boundary the boundary parameter of the content type
     */
    public ModelField(String boundary) {
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes the next piece. */
    public void feed(byte[] buf, int from, int to) {
        for (int i = from; i < to && state != State.DONE; i++, offset++) {
            byte b = buf[i];
            switch (state) {
                case CONTENT -> content(b);
                case DELIMITER_END -> delimiterEnd(b);
                case CLOSING -> closing(b);
                case HEADERS -> header(b);
                case DONE -> {}
            }
        }
    }

    private void content(byte b) {
        if (inModel && text.length() <= MAX_VALUE) {
            text.append((char) (b & 0xff));
        }
        if (b == delimiter[matched]) {
            matched++;
        } else {
            matched = b == '\r' ? 1 : 0;
        }
        if (matched == delimiter.length) {
            matched = 0;
            if (inModel) {
                valueTo = offset + 1 - delimiter.length;
                state = State.DONE;
            } else {
                text.setLength(0);
                state = State.DELIMITER_END;
            }
        }
    }

    private void delimiterEnd(byte b) {
        if (b == '\n') {
            text.setLength(0);
            state = State.HEADERS;
        } else if (b == '-') {
            state = State.CLOSING;
        } else if (b != '\r' && b != ' ' && b != '\t') {
            goOn(b);
        }
    }

    private void closing(byte b) {
        if (b == '-') {
            state = State.DONE;
        } else {
            goOn(b);
        }
    }

    /** The boundary was the beginning of something longer: still content. */
    private void goOn(byte b) {
        state = State.CONTENT;
        content(b);
    }

    private void header(byte b) {
        text.append((char) (b & 0xff));
        int length = text.length();
        boolean over =
                b == '\n' && (length == 2 ? text.charAt(0) == '\r' : endsInBlankLine(length));
        if (over) {
            inModel = NAME.matcher(text).find();
            valueFrom = inModel ? offset + 1 : -1;
            text.setLength(0);
            // The CRLF that ends the headers may begin the next delimiter of an empty part.
            matched = 2;
            state = State.CONTENT;
        } else if (length > MAX_HEADERS) {
            state = State.DONE; // not a form that anybody would understand
        }
    }

    private boolean endsInBlankLine(int length) {
        return length >= 4 && text.lastIndexOf("\r\n\r\n") == length - 4;
    }

    /** Returns whether nothing more can be learned: the field was found, or the body is over. */
    public boolean decided() {
        return state == State.DONE;
    }

    /** Returns the field's value, or null as long as it has not been found whole. */
    public @Nullable String value() {
        if (valueTo < 0) {
            return null;
        }
        int length = (int) Math.min(valueTo - valueFrom, text.length());
        byte[] bytes = text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /** Returns where the value begins, in bytes from the start of the body. */
    public long valueFrom() {
        return valueFrom;
    }

    /** Returns where the value ends, in bytes from the start of the body. */
    public long valueTo() {
        return valueTo;
    }

    @Override
    public String toString() {
        return "ModelField[" + state.name().toLowerCase(Locale.ROOT) + " at " + offset + "]";
    }
}
