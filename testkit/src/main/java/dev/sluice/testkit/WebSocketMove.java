package dev.sluice.testkit;

import java.time.Duration;

/** One thing that a fake server does on a WebSocket after it has heard a message. */
public sealed interface WebSocketMove {

    /** Sends a text message in one frame. */
    record Say(String text) implements WebSocketMove {}

    /** Sends a text message in a frame and continuation frames of at most so many bytes each. */
    record SayInPieces(String text, int bytes) implements WebSocketMove {}

    /** Sends a ping; the pong is not waited for. */
    record Ping(String payload) implements WebSocketMove {}

    /** Does nothing for a while. */
    record Pause(Duration time) implements WebSocketMove {}

    /** Sends a close frame and waits for the peer's. */
    record Close(int code, String reason) implements WebSocketMove {}

    /** Leaves the connection without a close frame. */
    record Leave(Answer.Ending ending) implements WebSocketMove {}
}
