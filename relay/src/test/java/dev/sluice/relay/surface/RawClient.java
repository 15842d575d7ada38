package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/** An HTTP/1.1 client that sends exactly the bytes it is told to, and repairs nothing. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static RawClient plain(int port) {
        try {
            return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawClient tls(int port, SSLContext context) {
        try {
            return new RawClient(context.getSocketFactory().createSocket("localhost", port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text, one byte for each character. */
    RawClient send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    /**
     * Sends a request with a length and reads its answer. Headers are whole lines. The caller's key
     * is added unless a header line or the query seems to bring one.
     */
    Reply call(String method, String target, String body, String... headers) {
        send(request(method, target, body, headers));
        return method.equals("HEAD") ? head() : reply();
    }

    static byte[] request(String method, String target, String body, String... headers) {
        byte[] content = body.getBytes(UTF_8);
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gateway\r\n");
        boolean key = false;
        boolean type = false;
        for (String line : headers) {
            String lower = line.toLowerCase(Locale.ROOT);
            key |= lower.contains("key") || lower.startsWith("authorization");
            type |= lower.startsWith("content-type");
            if (!line.isEmpty()) {
                text.append(line).append("\r\n");
            }
        }
        if (!key) {
            text.append("Authorization: Bearer ").append(SurfaceRig.KEY).append("\r\n");
        }
        if (content.length > 0) {
            text.append(type ? "" : "Content-Type: application/json\r\n");
            text.append("Content-Length: ").append(content.length).append("\r\n");
        }
        byte[] head = text.append("\r\n").toString().getBytes(ISO_8859_1);
        var all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(content);
        return all.toByteArray();
    }

    /** Reads an answer without a body. */
    Reply head() {
        try {
            return head(line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply head(String status) throws IOException {
        List<Headers.Line> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            lines.add(
                    new Headers.Line(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Reply(
                Integer.parseInt(status.split(" ", -1)[1]),
                new Headers(lines),
                new Reply.Bytes(new byte[0]));
    }

    /** Reads a final answer. */
    Reply reply() {
        try {
            Reply head = head(line());
            return new Reply(head.status(), head.headers(), new Reply.Bytes(body(head)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(Reply head) throws IOException {
        if (head.header("transfer-encoding").equals("chunked")) {
            var body = new ByteArrayOutputStream();
            for (int size = size(); size > 0; size = size()) {
                body.writeBytes(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        if (head.headers().has("content-length")) {
            return exactly(Integer.parseInt(head.header("content-length")));
        }
        boolean none = head.status() == 204 || head.status() == 304 || head.status() == 101;
        return none ? new byte[0] : in.readAllBytes();
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    byte[] exactly(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended inside a head: '" + line + "'");
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Reads until the peer closes; a reset counts as a close. */
    byte[] rest() {
        var rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("still open after 15 s", e);
        } catch (IOException reset) {
            return rest.toByteArray();
        }
        return rest.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
