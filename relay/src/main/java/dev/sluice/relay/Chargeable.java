package dev.sluice.relay;

import java.util.Set;

/**
 * Which calls make a model work, so that their answers use something. To ask for what was answered
 * before, to store files or to order a batch uses nothing by itself.
 */
final class Chargeable {
    private static final Set<String> PATHS =
            Set.of(
                    "/chat/completions",
                    "/completions",
                    "/fim/completions",
                    "/responses",
                    "/responses/compact",
                    "/embeddings",
                    "/moderations",
                    "/rerank",
                    "/ocr",
                    "/images/generations",
                    "/images/edits",
                    "/images/variations",
                    "/audio/speech",
                    "/audio/transcriptions",
                    "/audio/translations",
                    "/videos");

    private Chargeable() {}

    /** Returns whether a whole answer to this call uses something. */
    static boolean whole(Call call) {
        return stream(call) && PATHS.contains(call.surface().path());
    }

    /** Returns whether a stream does: only to read one once more uses nothing. */
    static boolean stream(Call call) {
        return call.request().method().equals("POST");
    }
}
