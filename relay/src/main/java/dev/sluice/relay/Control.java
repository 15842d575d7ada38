package dev.sluice.relay;

import java.util.Map;

/**
 * Answers what an administrator asks below {@code /admin/api}. Whoever asks has proved to be one
 * before; every question runs on a virtual thread of its own and may take its time.
 */
@FunctionalInterface
public interface Control {
    /** Answers one question. */
    Reply answer(Ask ask);

    /**
     * A question.
     *
     * @param path below {@code /admin/api}, beginning with a slash, percent-encoding undone
     * @param query decoded parameters; of a repeated one the last
     * @param body as it came, at most 1 MB
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ask(String method, String path, Map<String, String> query, byte[] body) {}

    /**
     * An answer.
     *
     * @param json a JSON document
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, byte[] json) {}
}
