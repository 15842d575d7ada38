package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a vendor's headers a client sees. A list of what passes: the rest names accounts, sets
 * cookies or describes a connection that the client does not have.
 */
final class ForwardedHeaders {
    private static final String UPSTREAM_ID = "x-upstream-request-id: ";
    private static final byte[] CRLF = {'\r', '\n'};

    private ForwardedHeaders() {}

    /** Writes what describes the body, and what {@link #writeHints} writes. */
    static void writeAll(ResponseHead head, ByteBuf out) {
        for (int i = 0; i < head.count(); i++) {
            if (describesBody(head, i) && !head.quotesSecret(i)) {
                copy(head, i, out);
            }
        }
        writeHints(head, out);
    }

    /** Writes what a client reads whatever the body is: when to retry, what is left of a limit. */
    static void writeHints(ResponseHead head, ByteBuf out) {
        for (int i = 0; i < head.count(); i++) {
            boolean id = head.named(i, "x-request-id");
            if ((!id && !hint(head, i)) || head.quotesSecret(i)) {
                continue;
            }
            if (id) {
                Ascii.write(out, UPSTREAM_ID);
                value(head, i, out);
            } else {
                copy(head, i, out);
            }
        }
    }

    /** Returns the same as whole lines, for an answer whose head is written later. */
    static List<String> hints(ResponseHead head) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < head.count(); i++) {
            boolean id = head.named(i, "x-request-id");
            if ((!id && !hint(head, i)) || head.quotesSecret(i)) {
                continue;
            }
            if (id) {
                all.add(UPSTREAM_ID + text(head, head.valueFrom(i), head.valueTo(i)));
            } else {
                String name = text(head, head.nameFrom(i), head.nameTo(i));
                all.add(name + ": " + text(head, head.valueFrom(i), head.valueTo(i)));
            }
        }
        return all;
    }

    private static String text(ResponseHead head, int from, int to) {
        return new String(head.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean describesBody(ResponseHead head, int i) {
        return switch (head.bytes()[head.nameFrom(i)] | 0x20) {
            case 'a' -> head.named(i, "accept-ranges");
            case 'c' ->
                    head.named(i, "content-type")
                            || head.named(i, "content-disposition")
                            || head.named(i, "content-encoding")
                            || head.named(i, "content-language")
                            || head.named(i, "content-range")
                            || head.named(i, "cache-control");
            case 'e' -> head.named(i, "etag") || head.named(i, "expires");
            case 'l' -> head.named(i, "last-modified") || head.named(i, "location");
            default -> false;
        };
    }

    private static boolean hint(ResponseHead head, int i) {
        return switch (head.bytes()[head.nameFrom(i)] | 0x20) {
            case 'a' -> head.named(i, "apim-request-id");
            case 'o' -> head.named(i, "openai-processing-ms") || head.named(i, "openai-version");
            case 'r' -> head.named(i, "retry-after") || head.named(i, "retry-after-ms");
            case 'x' ->
                    (!head.limitsHidden() && head.prefixed(i, "x-ratelimit-"))
                            || head.named(i, "x-should-retry")
                            || head.named(i, "x-ms-region");
            default -> false;
        };
    }

    private static void copy(ResponseHead head, int i, ByteBuf out) {
        out.writeBytes(head.bytes(), head.nameFrom(i), head.nameTo(i) - head.nameFrom(i));
        out.writeByte(':').writeByte(' ');
        value(head, i, out);
    }

    private static void value(ResponseHead head, int i, ByteBuf out) {
        out.writeBytes(head.bytes(), head.valueFrom(i), head.valueTo(i) - head.valueFrom(i));
        out.writeBytes(CRLF);
    }
}
