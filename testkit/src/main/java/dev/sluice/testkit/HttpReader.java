package dev.sluice.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader of HTTP/1.1 requests (RFC 9112) that refuses what a strict origin server refuses. */
final class HttpReader {
    private final PushbackInputStream in;
    private final OutputStream out;

    HttpReader(InputStream in, OutputStream out) {
        this.in = new PushbackInputStream(in, 1);
        this.out = out;
    }

    /** Blocks until the peer sends or leaves; true when there is another byte. */
    boolean more() throws IOException {
        int next = in.read();
        if (next < 0) {
            return false;
        }
        in.unread(next);
        return true;
    }

    /** The bytes after an upgrade. */
    InputStream rest() {
        return in;
    }

    /** The next request, or null when the peer closed between two requests. */
    @Nullable Request next(int connection) throws IOException {
        if (!more()) {
            return null;
        }
        String[] start = line().split(" ", -1);
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP/1 request line: " + String.join(" ", start));
        }
        Headers headers = fields();
        if (headers.text("expect").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return new Request(start[0], start[1], headers, body(headers), connection);
    }

    private byte[] body(Headers headers) throws IOException {
        List<String> lengths = headers.all("content-length");
        boolean chunked = headers.text("transfer-encoding").equalsIgnoreCase("chunked");
        if (lengths.size() > 1 || (chunked && !lengths.isEmpty())) {
            throw new IOException("ambiguous body length: " + headers.lines());
        }
        if (chunked) {
            return chunks();
        }
        return lengths.isEmpty() ? new byte[0] : exactly(Integer.parseInt(lengths.getFirst()));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int semicolon = size.indexOf(';');
            int length =
                    Integer.parseInt(
                            (semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
            if (length == 0) {
                fields();
                return body.toByteArray();
            }
            body.write(exactly(length));
            if (!line().isEmpty()) {
                throw new IOException("a chunk is longer than it says");
            }
        }
    }

    private Headers fields() throws IOException {
        List<Headers.Line> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || Character.isWhitespace(line.charAt(colon - 1))) {
                throw new IOException("not a header line: " + line);
            }
            lines.add(
                    new Headers.Line(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Headers(lines);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("body ended after " + bytes.length + " of " + length);
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the head ended early: " + line);
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
