package dev.sluice.providers;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.gemini.GeminiDialect;
import java.util.List;
import java.util.Map;

/**
 * Google's way: the model and the wish for a stream stand in the path.
 *
 * @param dialect of the Gemini API or of Vertex AI
 * @param origin where it is
 * @param parent path of the collections of models, with its last slash
 * @param models the collection of Google's models below it, with its last slash
 * @param tuned the collection of the caller's own models, with its last slash; names of such models
 *     begin with it
 * @param model asked for when a call names none
 * @param headers further headers on every request, names in lower case
 */
record GeminiProtocol(
        GeminiDialect dialect,
        Origin origin,
        String parent,
        String models,
        String tuned,
        String model,
        Map<String, String> headers)
        implements Protocol {
    /** Asked for when neither a call nor the configuration names a model. */
    static final String DEFAULT_MODEL = "gemini-2.5-flash";

    private static final List<String> PREFIXES =
            List.of("publishers/google/", "google/", "models/");

    @Override
    public Framing framing() {
        return Framing.EVENTS;
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        String given = call.model();
        String name = given == null || given.isBlank() ? model : given.strip();
        for (String prefix : PREFIXES) {
            name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        }
        String path = parent + models;
        if (name.startsWith(tuned)) {
            path = parent + tuned;
            name = name.substring(tuned.length());
        }
        if (name.startsWith("claude-") || name.indexOf('/') >= 0) {
            throw new ApiException(
                    new ApiError(
                            501,
                            "server_error",
                            "The model '"
                                    + name
                                    + "' is another publisher's; this provider serves Google's own"
                                    + " models only.",
                            "model",
                            "unsupported_model"));
        }
        var post =
                new Post(
                        dialect,
                        Framing.EVENTS,
                        origin,
                        path + "{model}:generateContent",
                        path + "{model}:streamGenerateContent?alt=sse",
                        headers,
                        Map.of());
        return post.open(call.withModel(name), moment);
    }

    /** Returns the word's value, or what stands in for it. */
    static String word(Words words, String word, String otherwise) {
        String value = words.get(word);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
