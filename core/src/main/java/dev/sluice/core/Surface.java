package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/** What a request line asks for: the closed set of things that the front answers. */
public sealed interface Surface {

    /**
     * A call that is relayed to a deployment.
     *
     * @param kind what the answer looks like and how the model is named
     * @param path path below {@code /v1}, beginning with a slash, percent-encoding kept
     * @param query raw query without the question mark, or empty
     * @param model the model named in the path, as Azure's clients do, or in the query, as those of
     *     realtime calls do; or null
     */
    record Relayed(Kind kind, String path, String query, @Nullable String model)
            implements Surface {}

    /** The list of models. */
    record ModelList(String query) implements Surface {}

    /** One model, its name decoded. */
    record OneModel(String model) implements Surface {}

    /** Is the process alive? Open to everybody. */
    record Live() implements Surface {}

    /** May calls be sent here? Open to everybody. */
    record Ready() implements Surface {}

    /** The address itself: says what this is. Open to everybody. */
    record Home() implements Surface {}

    /**
     * A page of the console. Open to everybody: what it shows it has to ask for.
     *
     * @param path below {@code /console}, percent-encoding undone: empty, or beginning with a slash
     */
    record Console(String path) implements Surface {}

    /**
     * A question of whoever looks after the gateway.
     *
     * @param path below {@code /admin/api}, beginning with a slash, percent-encoding undone; the
     *     calls of openai-style-api's page, which have addresses of their own, are put below {@code
     *     /openai-style-api}
     */
    record Control(String path, String query) implements Surface {}

    /** The counters, for Prometheus: open to this machine, otherwise to the administrator. */
    record Metrics() implements Surface {}

    /**
     * A question of a key's holder about its own account, as OpenAI's old dashboard answered them.
     *
     * @param path below {@code /v1}: {@code /dashboard/billing/usage}
     */
    record Account(String path, String query) implements Surface {}

    /** The path exists, but not with this method. */
    record WrongMethod(String path, String allowed) implements Surface {}

    /**
     * Nothing is here.
     *
     * @param nearest a path that the caller may have meant, or null
     */
    record NotFound(String path, @Nullable String nearest) implements Surface {}

    /** The kinds of relayed call. */
    enum Kind {
        /** Chat completions: streams are held to the contract. */
        CHAT,
        /** Legacy completions: the same parameters, streams that end with {@code [DONE]}. */
        COMPLETION,
        /** Responses: streams of named events without {@code [DONE]}. */
        RESPONSE,
        /** A WebSocket. */
        REALTIME,
        /** Everything else: bodies and streams pass byte for byte. */
        OTHER
    }
}
