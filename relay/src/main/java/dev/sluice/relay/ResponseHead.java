package dev.sluice.relay;

import dev.sluice.core.Upstream;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The status line and header fields of one upstream answer, kept as the bytes that came.
 *
 * <p>Belongs to one connection and is filled anew for every answer, so that reading a head makes no
 * object: names and values are ranges of one array. It is valid until the answer ends.
 */
final class ResponseHead {
    /** Most heads are shorter; what of a body follows is copied for nothing. */
    private static final int PIECE = 512;

    private byte[] bytes = new byte[1024];
    private int length;
    private int[] fields = new int[4 * 32];
    private int count;
    private int status;
    private boolean limitsHidden;
    private @Nullable Upstream sender;

    /** Forgets the last head. */
    void clear() {
        length = 0;
        count = 0;
        status = 0;
        limitsHidden = false;
        sender = null;
    }

    /** Says who sent it: its secrets are not the client's. */
    void sentBy(Upstream upstream) {
        sender = upstream;
    }

    /** Returns whether a field's value holds a secret of the sender. */
    boolean quotesSecret(int field) {
        return sender != null && OwnSecrets.quoted(sender, bytes, valueFrom(field), valueTo(field));
    }

    /** The vendor's limits are not the client's, who has some of its own. */
    void hideLimits(boolean hidden) {
        limitsHidden = hidden;
    }

    boolean limitsHidden() {
        return limitsHidden;
    }

    int status() {
        return status;
    }

    /** Returns how many bytes of a head have been collected. */
    int length() {
        return length;
    }

    /** Collects bytes of the head, to its end at most; returns whether that has come. */
    boolean collect(ByteBuf buf) {
        while (buf.isReadable()) {
            int piece = Math.min(buf.readableBytes(), PIECE);
            if (length + piece > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + piece, bytes.length * 2));
            }
            buf.getBytes(buf.readerIndex(), bytes, length, piece);
            int taken = untilEnd(length, length + piece) - length;
            length += taken;
            buf.skipBytes(taken);
            if (endsAt(length - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Returns where the head ends, or {@code to}. */
    private int untilEnd(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' && endsAt(i)) {
                return i + 1;
            }
        }
        return to;
    }

    /** Returns whether a blank line ends at {@code i}. */
    private boolean endsAt(int i) {
        return i >= 1
                && bytes[i] == '\n'
                && (bytes[i - 1] == '\n'
                        || (i >= 2 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n'));
    }

    /** Takes the collected bytes apart. */
    void parse() throws BadResponse {
        int end = lineEnd(0);
        if (!startsWith("HTTP/1.") || end < 12 || bytes[8] != ' ') {
            throw new BadResponse("the answer does not begin with an HTTP/1.x status line");
        }
        status = digit(9) * 100 + digit(10) * 10 + digit(11);
        if (status < 100) {
            throw new BadResponse("the status is not between 100 and 999");
        }
        int at = next(end);
        while (at < length) {
            end = lineEnd(at);
            if (end == at) {
                return;
            }
            field(at, end);
            at = next(end);
        }
    }

    /** Returns the minor version: 0 for HTTP/1.0. */
    int minorVersion() {
        return bytes[7] - '0';
    }

    private void field(int from, int end) throws BadResponse {
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            byte c = bytes[colon];
            if (c <= ' ' || c == 0x7f) {
                // Includes obsolete line folding: RFC 9112, section 5.2, lets a proxy refuse it.
                throw new BadResponse("a header line is malformed");
            }
            colon++;
        }
        if (colon == from || colon == end) {
            throw new BadResponse("a header line has no name or no colon");
        }
        int valueFrom = colon + 1;
        int valueTo = end;
        while (valueFrom < valueTo && blank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && blank(bytes[valueTo - 1])) {
            valueTo--;
        }
        for (int i = valueFrom; i < valueTo; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') {
                throw new BadResponse("a header value has a control character");
            }
        }
        if (4 * count == fields.length) {
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
        int base = 4 * count++;
        fields[base] = from;
        fields[base + 1] = colon;
        fields[base + 2] = valueFrom;
        fields[base + 3] = valueTo;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    private int digit(int at) throws BadResponse {
        int value = bytes[at] - '0';
        if (value < 0 || value > 9) {
            throw new BadResponse("the status is not a number");
        }
        return value;
    }

    private boolean startsWith(String text) {
        if (length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return at > from && bytes[at - 1] == '\r' ? at - 1 : at;
    }

    private int next(int lineEnd) {
        return lineEnd + (lineEnd < length && bytes[lineEnd] == '\r' ? 2 : 1);
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    int nameFrom(int field) {
        return fields[4 * field];
    }

    int nameTo(int field) {
        return fields[4 * field + 1];
    }

    int valueFrom(int field) {
        return fields[4 * field + 2];
    }

    int valueTo(int field) {
        return fields[4 * field + 3];
    }

    /** Returns whether a field has this name, given in lower case. */
    boolean named(int field, String lowerName) {
        int from = nameFrom(field);
        if (nameTo(field) - from != lowerName.length()) {
            return false;
        }
        for (int i = 0; i < lowerName.length(); i++) {
            if (lower(bytes[from + i]) != lowerName.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a field's name begins like this, given in lower case. */
    boolean prefixed(int field, String lowerPrefix) {
        int from = nameFrom(field);
        if (nameTo(field) - from < lowerPrefix.length()) {
            return false;
        }
        for (int i = 0; i < lowerPrefix.length(); i++) {
            if (lower(bytes[from + i]) != lowerPrefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Finds a field by its name in lower case; -1 when there is none. */
    int find(String lowerName) {
        for (int i = 0; i < count; i++) {
            if (named(i, lowerName)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether a field's value begins with a text, letters compared in lower case. */
    boolean valueStarts(int field, String lowerText) {
        int from = valueFrom(field);
        if (valueTo(field) - from < lowerText.length()) {
            return false;
        }
        for (int i = 0; i < lowerText.length(); i++) {
            if (lower(bytes[from + i]) != lowerText.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a comma-separated list in any field of this name holds a token. */
    boolean lists(String lowerName, String lowerToken) {
        for (int i = 0; i < count; i++) {
            if (named(i, lowerName)) {
                for (String token : text(i).split(",", -1)) {
                    if (token.strip().equalsIgnoreCase(lowerToken)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns a value as text. */
    String text(int field) {
        int from = valueFrom(field);
        return new String(bytes, from, valueTo(field) - from, StandardCharsets.ISO_8859_1);
    }

    /** Returns the first value of a name as text, or null. */
    @Nullable String value(String lowerName) {
        int field = find(lowerName);
        return field < 0 ? null : text(field);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
