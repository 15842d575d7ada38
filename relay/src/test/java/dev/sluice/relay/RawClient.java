package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A client that says exactly what it is told to and reads strictly. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** With a small receive buffer, for clients that read nothing. */
    RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Leaves in the middle of something. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** How long it waits for something to read. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void send(String text) throws IOException {
        send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads the head of an answer. */
    List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        String line = line();
        while (!line.isEmpty()) {
            lines.add(line);
            line = line();
        }
        if (lines.isEmpty()) {
            throw new EOFException("an empty head");
        }
        return lines;
    }

    /** Reads one answer to a request that is not a HEAD. */
    Reply read() throws IOException {
        List<String> head = readHead();
        var body = new ByteArrayOutputStream();
        boolean whole = true;
        try {
            body(new Reply(head, new byte[0], true), body);
        } catch (IOException broken) {
            whole = false;
        }
        return new Reply(head, body.toByteArray(), whole);
    }

    /** Reads one answer without a body, whatever its head says. */
    Reply readHeadOnly() throws IOException {
        return new Reply(readHead(), new byte[0], true);
    }

    private void body(Reply head, ByteArrayOutputStream body) throws IOException {
        String length = head.header("content-length");
        if (length != null) {
            copy(Integer.parseInt(length), body);
        } else if ("chunked".equals(head.header("transfer-encoding"))) {
            int size = Integer.parseInt(line(), 16);
            while (size > 0) {
                copy(size, body);
                expectEmpty(line());
                size = Integer.parseInt(line(), 16);
            }
            expectEmpty(line());
        } else if (head.status() != 204 && head.status() != 304) {
            in.transferTo(body);
        }
    }

    private static void expectEmpty(String line) throws IOException {
        if (!line.isEmpty()) {
            throw new IOException("bytes beyond the chunk: " + line);
        }
    }

    private void copy(int size, ByteArrayOutputStream body) throws IOException {
        byte[] piece = in.readNBytes(size);
        body.write(piece);
        if (piece.length < size) {
            throw new EOFException("the body is too short");
        }
    }

    /** Reads a line that must end with CRLF. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        String text = line.toString(ISO_8859_1);
        if (b < 0 || !text.endsWith("\r")) {
            throw new EOFException("the connection ended within a line");
        }
        return text.substring(0, text.length() - 1);
    }

    /** Reads until this text has come; returns everything read. */
    String readUntil(String text) throws IOException {
        var seen = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0) {
            seen.write(b);
            if (b == text.charAt(text.length() - 1) && seen.toString(UTF_8).endsWith(text)) {
                return seen.toString(UTF_8);
            }
            b = in.read();
        }
        throw new EOFException("never came: " + text + ", only " + seen.toString(UTF_8));
    }

    /** Returns whether the gateway has closed the connection; waits for it or for a byte. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    /** Leaves with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A request with a JSON body. */
    static String post(String path, String body, String... lines) {
        return "POST "
                + path
                + " HTTP/1.1\r\nhost: test\r\nauthorization: Bearer "
                + Setup.KEY
                + "\r\ncontent-type: application/json\r\ncontent-length: "
                + body.getBytes(UTF_8).length
                + "\r\n"
                + joined(lines)
                + "\r\n"
                + body;
    }

    /** A request without a body. */
    static String request(String method, String path, String... lines) {
        return method
                + " "
                + path
                + " HTTP/1.1\r\nhost: test\r\nauthorization: Bearer "
                + Setup.KEY
                + "\r\n"
                + joined(lines)
                + "\r\n";
    }

    private static String joined(String... lines) {
        var all = new StringBuilder();
        for (String line : lines) {
            all.append(line).append("\r\n");
        }
        return all.toString();
    }

    /** A chat call. */
    static String chat() {
        return post("/v1/chat/completions", chatBody(false));
    }

    /** A chat call that asks for a stream with usage. */
    static String streamedChat(String... lines) {
        return post("/v1/chat/completions", chatBody(true), lines);
    }

    static String chatBody(boolean stream) {
        return "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")
                + "}";
    }
}
