package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The one place that turns an {@link Answer} into bytes on a connection. */
final class AnswerWriter {

    /** Thrown inside a {@link Answer.CutAfter} when its last byte has been written. */
    private static final class Cut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final OutputStream out;
    private final Request request;

    AnswerWriter(OutputStream out, Request request) {
        this.out = out;
        this.request = request;
    }

    /**
     * Writes the answer and says how to leave the connection. Blocks as long as the answer lasts.
     */
    Ending write(Answer answer) throws IOException, InterruptedException {
        return switch (answer) {
            case Answer.Fixed fixed -> fixed(fixed);
            case Answer.Chunked chunked ->
                    chunked(chunked.status(), chunked.headers(), chunked.pieces());
            case Answer.Sse sse -> sse(sse);
            case Answer.Raw raw -> {
                for (Piece piece : raw.pieces()) {
                    send(piece.before(), piece.bytes());
                }
                yield raw.ending();
            }
            case Answer.Stall _ -> stall();
            case Answer.NoHeaders none -> none.ending();
            case Answer.CutAfter cut -> cut(cut);
            case Answer.Trickle trickle -> trickle(trickle);
            case Answer.WebSocketEcho echo -> handshake(echo.headers());
            case Answer.WebSocketScript script -> handshake(script.headers());
        };
    }

    private Ending fixed(Answer.Fixed fixed) throws IOException, InterruptedException {
        byte[] body = fixed.body().bytes();
        boolean bodiless = fixed.status() == 204 || fixed.status() == 304;
        Headers headers =
                bodiless
                        ? fixed.headers()
                        : fixed.headers().with("content-length", String.valueOf(body.length));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(head(fixed.status(), headers));
        if (!bodiless && !request.method().equals("HEAD")) {
            message.write(body);
        }
        send(fixed.body().before(), message.toByteArray());
        return keepAlive();
    }

    private Ending sse(Answer.Sse sse) throws IOException, InterruptedException {
        List<Piece> pieces =
                sse.events().stream().map(event -> Piece.of(event).after(sse.interval())).toList();
        return chunked(sse.status(), sse.headers(), pieces);
    }

    private Ending chunked(int status, Headers headers, List<Piece> pieces)
            throws IOException, InterruptedException {
        send(Duration.ZERO, head(status, headers.with("transfer-encoding", "chunked")));
        for (Piece piece : pieces) {
            byte[] bytes = piece.bytes();
            if (bytes.length > 0) {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream();
                chunk.write(ascii(Integer.toHexString(bytes.length) + "\r\n"));
                chunk.write(bytes);
                chunk.write(ascii("\r\n"));
                send(piece.before(), chunk.toByteArray());
            }
        }
        send(Duration.ZERO, ascii("0\r\n\r\n"));
        return keepAlive();
    }

    private Ending stall() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
        return Ending.CLOSE;
    }

    private Ending cut(Answer.CutAfter cut) throws IOException, InterruptedException {
        OutputStream limited =
                new OutputStream() {
                    private long left = cut.bytes();

                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        int allowed = (int) Math.min(left, length);
                        out.write(bytes, offset, allowed);
                        left -= allowed;
                        if (left == 0) {
                            out.flush();
                            throw new Cut();
                        }
                    }

                    @Override
                    public void flush() throws IOException {
                        out.flush();
                    }
                };
        try {
            return new AnswerWriter(limited, request).write(cut.whole());
        } catch (Cut done) {
            return cut.ending();
        }
    }

    private Ending trickle(Answer.Trickle trickle) throws IOException, InterruptedException {
        OutputStream slow =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        for (int at = 0; at < length; at += trickle.bytesPerPiece()) {
                            int size = Math.min(trickle.bytesPerPiece(), length - at);
                            out.write(bytes, offset + at, size);
                            out.flush();
                            pause(trickle.interval());
                        }
                    }
                };
        return new AnswerWriter(slow, request).write(trickle.whole());
    }

    private Ending handshake(Headers own) throws IOException, InterruptedException {
        Headers headers =
                own.with("upgrade", "websocket")
                        .with("connection", "Upgrade")
                        .with(
                                "sec-websocket-accept",
                                WebSocketFrames.accept(
                                        request.headers().text("sec-websocket-key")));
        send(Duration.ZERO, head(101, headers));
        return Ending.KEEP;
    }

    private Ending keepAlive() {
        return request.headers().text("connection").toLowerCase(Locale.ROOT).contains("close")
                ? Ending.CLOSE
                : Ending.KEEP;
    }

    private void send(Duration before, byte[] bytes) throws IOException, InterruptedException {
        if (before.isPositive()) {
            Thread.sleep(before);
        }
        out.write(bytes);
        out.flush();
    }

    private static void pause(Duration interval) throws IOException {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while trickling", stop);
        }
    }

    private static byte[] head(int status, Headers headers) {
        StringBuilder head = new StringBuilder();
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
        for (Headers.Line line : headers.lines()) {
            head.append(line.name()).append(": ").append(line.value()).append("\r\n");
        }
        return ascii(head.append("\r\n").toString());
    }

    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 201 -> "Created";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            default -> "Status";
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
