package dev.sluice.app.config;

import dev.sluice.app.Log;
import dev.sluice.providers.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where and how the gateway listens, and its limits. */
public record ServerWords(
        @Doc(value = "Address to bind. A change needs a restart.", fallback = "0.0.0.0")
                String host,
        @Doc(
                        value =
                                "Port to listen on; 0 takes any free one. A change needs a"
                                        + " restart.",
                        fallback = "8090",
                        min = 0,
                        max = 65_535)
                int port,
        @Doc("Certificate and key for HTTPS. A change needs a restart.") @Nullable Tls tls,
        @Doc(
                        value = "Largest request head; more is 431. A change needs a restart.",
                        fallback = "32KB",
                        min = 16_384,
                        max = 1_048_576)
                ByteSize maxHeaderBytes,
        @Doc(value = "Largest request body; more is 413.", fallback = "100MB", min = 1024)
                ByteSize maxBody,
        @Doc(
                        value =
                                "Request bodies held in memory at once, all calls together;"
                                        + " beyond it new calls are answered with 503.",
                        fallback = "128MB",
                        min = 1024)
                ByteSize maxHeld,
        @Doc(
                        value =
                                "Silence on a stream after which a comment keeps it alive;"
                                        + " 0 turns it off.",
                        fallback = "20s")
                Duration heartbeat,
        @Doc(value = "How long calls under way may take after SIGTERM.", fallback = "30s")
                Duration drain,
        @Doc("Which web pages may call from a browser.") Cors cors,
        @Doc("Further request headers to pass on to vendors.") List<String> forwardHeaders,
        @Doc(value = "Whether callers without a key are served.", fallback = "false") boolean open,
        @Doc(value = "Whether every call is a line in the log.", fallback = "false")
                boolean accessLog,
        @Doc(
                        value =
                                "Whether a picture that a caller names may be fetched from a"
                                        + " private address, for vendors that fetch none.",
                        fallback = "false")
                boolean fetchPrivate,
        @Doc(value = "Largest picture that is fetched for a caller.", fallback = "20MB", min = 1024)
                ByteSize maxPicture,
        @Doc(
                        value = "Calls under way at once, all together; 0 for any number.",
                        fallback = "0",
                        min = 0,
                        max = 1_000_000)
                int maxCalls,
        @Doc(
                        value =
                                "Calls that wait for their turn when max_calls are under way;"
                                        + " more are answered with 503.",
                        fallback = "100",
                        min = 0,
                        max = 1_000_000)
                int queue,
        @Doc(value = "How long a call waits for its turn.", fallback = "5s") Duration queueTimeout,
        @Doc(
                        value =
                                "Whether a second node may listen on the same port, to take"
                                        + " over while this one drains. A change needs a restart.",
                        fallback = "false")
                boolean reusePort,
        @Doc(value = "How the log is written. A change needs a restart.", fallback = "text")
                LogFormat logFormat,
        @Doc(
                        "Addresses of proxies whose x-forwarded-for says where a call comes from,"
                                + " such as 10.0.0.0/8.")
                List<String> trustedProxies,
        @Doc("Who vouches for people that sign in to the console: an OpenID Connect provider.")
                @Nullable Oidc oidc) {

    /** An OpenID Connect provider, and what its word is worth here. */
    public record Oidc(
            @Doc(
                            value =
                                    "Its address, as its tokens have it, such as"
                                            + " https://login.example.com.",
                            required = true)
                    String issuer,
            @Doc(value = "What it knows this gateway as.", required = true) String clientId,
            @Doc("The secret that goes with it; better a reference such as ${OIDC_SECRET}.")
                    @Nullable Secret clientSecret,
            @Doc(value = "What the sign-in page calls it.", fallback = "OpenID Connect")
                    String name,
            @Doc(value = "What is asked for.", fallback = "openid email profile") String scope,
            @Doc(
                            value =
                                    "The claim that is a user's name here. Keys name their owner by"
                                            + " it, so take one that users cannot choose.",
                            fallback = "email")
                    String nameClaim,
            @Doc(
                            value =
                                    "The claim with a user's groups; dots lead inside, as in"
                                            + " realm_access.roles.",
                            fallback = "groups")
                    String roleClaim,
            @Doc(
                            "Which role a group gives: admin, operator, viewer or owner. Of several"
                                    + " the highest counts.")
                    Map<String, String> roles,
            @Doc("The role of those whom no group gives one; absent: they are not let in.")
                    @Nullable String otherwise) {}

    /** How the log is written. */
    public enum LogFormat {
        /** A line for people. */
        TEXT,
        /** A JSON object on a line. */
        JSON;

        /** Returns the log's own word for it. */
        public Log.Format format() {
            return switch (this) {
                case TEXT -> Log.Format.TEXT;
                case JSON -> Log.Format.JSON;
            };
        }
    }

    /** A certificate and its key, PEM files; relative paths start at the configuration file. */
    public record Tls(
            @Doc(value = "PEM file: the certificate, then its issuers.", required = true)
                    String certificate,
            @Doc(value = "PEM file: the private key, PKCS#8, not encrypted.", required = true)
                    String key) {}

    /** Cross-origin rules. */
    public record Cors(
            @Doc(value = "Origins that may call; * means any.", fallback = "*")
                    List<String> origins) {}
}
