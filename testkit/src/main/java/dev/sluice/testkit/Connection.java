package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection. Its thread reads; a second one writes the answer, so that a peer that
 * leaves in the middle of an answer is noticed at once and not only by the next failing write.
 */
final class Connection implements Runnable {
    private final FakeUpstream upstream;
    private final Socket socket;
    private final int number;
    private volatile boolean closing;

    Connection(FakeUpstream upstream, Socket socket, int number) {
        this.upstream = upstream;
        this.socket = socket;
        this.number = number;
    }

    @Override
    public void run() {
        try (socket) {
            serveAll();
        } catch (IOException e) {
            upstream.refuse("closing connection " + number + ": " + e.getMessage());
        } finally {
            upstream.closed(this);
        }
    }

    private void serveAll() throws IOException {
        OutputStream out = socket.getOutputStream();
        HttpReader reader = new HttpReader(new BufferedInputStream(socket.getInputStream()), out);
        try {
            boolean keep = true;
            while (keep) {
                Request request = reader.next(number);
                keep = request != null && serve(request, reader, out);
            }
        } catch (SocketException reset) {
            closing = true; // a peer may leave without manners between two requests
        } catch (IOException | NumberFormatException e) {
            if (!closing) {
                upstream.refuse("connection " + number + ": " + e.getMessage());
            }
        }
    }

    /**
     * Closes from our side; what the reading thread then sees is not counted as the peer's doing.
     */
    void close() {
        leave(Ending.CLOSE);
    }

    private boolean serve(Request request, HttpReader reader, OutputStream out) throws IOException {
        Answer answer = upstream.answer(request);
        if (answer instanceof Answer.WebSocketEcho || answer instanceof Answer.WebSocketScript) {
            return upgraded(request, answer, reader, out);
        }
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        Thread writer =
                Thread.ofVirtual()
                        .name("fake-answer")
                        .start(() -> kept.complete(written(request, answer, out)));
        if (!stays(reader) && !closing) {
            if (!kept.isDone()) {
                request.peerLeft(Instant.now());
            }
            writer.interrupt();
        }
        return kept.join();
    }

    private boolean upgraded(Request request, Answer answer, HttpReader reader, OutputStream out)
            throws IOException {
        if (written(request, answer, out)) {
            WebSocketFrames frames = new WebSocketFrames(reader.rest(), out);
            try {
                if (answer instanceof Answer.WebSocketScript talk) {
                    leave(frames.converse(talk.script()));
                } else {
                    frames.echo();
                }
            } catch (WebSocketFrames.Violation e) {
                upstream.refuse("connection " + number + ": " + e.getMessage());
            } catch (IOException left) {
                if (!closing) {
                    request.peerLeft(Instant.now());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }

    /** Blocks until the peer sends its next request or leaves. */
    private boolean stays(HttpReader reader) {
        try {
            return reader.more();
        } catch (IOException reset) {
            return false;
        }
    }

    private boolean written(Request request, Answer answer, OutputStream out) {
        try {
            Ending ending = new AnswerWriter(out, request).write(answer);
            leave(ending);
            return ending == Ending.KEEP;
        } catch (InterruptedException stopped) {
            return false;
        } catch (IOException peerGone) {
            if (!closing) {
                request.peerLeft(Instant.now());
            }
            return false;
        }
    }

    private void leave(Ending ending) {
        @Nullable IOException trouble = null;
        switch (ending) {
            case KEEP -> {}
            case CLOSE -> {
                closing = true;
                trouble = closed();
            }
            case RESET -> {
                closing = true;
                trouble = reset();
            }
        }
        if (trouble != null) {
            upstream.refuse("closing connection " + number + ": " + trouble.getMessage());
        }
    }

    private @Nullable IOException closed() {
        try {
            socket.close();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** A close with zero linger discards what is unsent and makes the kernel send RST. */
    private @Nullable IOException reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
