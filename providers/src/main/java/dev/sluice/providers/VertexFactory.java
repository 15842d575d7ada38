package dev.sluice.providers;

import dev.sluice.wire.gemini.GeminiDialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gemini on Vertex AI. Words: {@code project}; {@code location}, {@code global} unless said; one of
 * {@code credentials} (the JSON text of a service account or of an authorized user), {@code
 * access_token} and {@code api_key} (express mode, which needs no project); {@code oauth_url},
 * where tokens are fetched; {@code model}; {@code api_version}, {@code v1} unless said; {@code
 * user_project}, which is billed.
 */
public final class VertexFactory implements VendorFactory {
    /** Creates the factory. */
    public VertexFactory() {}

    @Override
    public Set<String> words() {
        return Set.of(
                "project",
                "location",
                "credentials",
                "access_token",
                "api_key",
                "oauth_url",
                "model",
                "api_version",
                "user_project");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String location = GeminiProtocol.word(words, "location", "global");
        Origin origin = base == null ? new Origin(true, host(location), 443) : base.origin();
        String root = (base == null ? "" : base.path()) + '/';
        root += GeminiProtocol.word(words, "api_version", "v1") + '/';
        @Nullable String key = given(words, "api_key");
        @Nullable String project = given(words, "project");
        if (key != null && project == null) {
            return vendor(
                    origin, new Auth.HeaderKey("x-goog-api-key", Secret.of(key)), root, words);
        }
        Auth auth = auth(words, key);
        if (project == null
                && auth instanceof Auth.OAuth(Grant grant)
                && grant instanceof GoogleGrant google) {
            project = google.project();
        }
        if (project == null) {
            throw new Words.BadWord("project", "missing; expected the id of a Google project");
        }
        String parent = root + "projects/" + Post.encode(project) + "/locations/";
        return vendor(origin, auth, parent + Post.encode(location) + '/', words);
    }

    private static Vendor vendor(Origin origin, Auth auth, String parent, Words words) {
        String payer = given(words, "user_project");
        var protocol =
                new GeminiProtocol(
                        new GeminiDialect(GeminiDialect.Host.VERTEX),
                        origin,
                        parent,
                        "publishers/google/models/",
                        "endpoints/",
                        GeminiProtocol.word(words, "model", GeminiProtocol.DEFAULT_MODEL),
                        payer == null ? Map.of() : Map.of("x-goog-user-project", payer));
        return new Vendor(origin, auth, protocol);
    }

    private static Auth auth(Words words, @Nullable String key) {
        String credentials = given(words, "credentials");
        if (credentials != null) {
            return new Auth.OAuth(GoogleGrant.of(credentials, given(words, "oauth_url")));
        }
        String token = given(words, "access_token");
        if (token != null) {
            return new Auth.Bearer(Secret.of(token));
        }
        if (key != null) {
            return new Auth.HeaderKey("x-goog-api-key", Secret.of(key));
        }
        throw new Words.BadWord(
                "credentials", "missing; expected credentials, access_token or api_key");
    }

    private static @Nullable String given(Words words, String word) {
        String value = GeminiProtocol.word(words, word, "");
        return value.isEmpty() ? null : value;
    }

    private static String host(String location) {
        return switch (location) {
            case "global" -> "aiplatform.googleapis.com";
            case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
            default -> location + "-aiplatform.googleapis.com";
        };
    }
}
