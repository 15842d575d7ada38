package dev.sluice.providers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a vendor's API is, and how a path of the OpenAI surface is written there. */
public sealed interface Address {

    /** Returns the place to connect to. */
    Origin origin();

    /**
     * Writes the request target.
     *
     * @param path path below {@code /v1}, beginning with a slash: {@code /chat/completions}
     * @param query raw query without the question mark, or empty
     * @param model the model that the request names, where the vendor wants it in the path
     */
    String target(String path, String query, @Nullable String model);

    /**
     * An address that speaks the OpenAI API under one base.
     *
     * @param base path prefix without a trailing slash, such as {@code /v1} or empty
     */
    record OpenAiBase(Origin origin, String base) implements Address {
        @Override
        public String target(String path, String query, @Nullable String model) {
            return base + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    /**
     * Azure OpenAI's dated surface: {@code /openai/deployments/ID/OPERATION?api-version=...} for
     * what runs a model, {@code /openai/PATH?api-version=...} for the rest. Source: Azure OpenAI
     * REST reference, read 2026-11.
     *
     * @param root path before {@code /openai}, mostly empty
     * @param deployment the deployment that chat calls go to
     * @param apiVersion such as {@code 2024-10-21}
     */
    record AzureDeployments(Origin origin, String root, String deployment, String apiVersion)
            implements Address {
        private static final Set<String> MODEL_OPERATIONS =
                Set.of(
                        "/chat/completions",
                        "/completions",
                        "/embeddings",
                        "/images/generations",
                        "/images/edits",
                        "/audio/transcriptions",
                        "/audio/translations",
                        "/audio/speech");

        @Override
        public String target(String path, String query, @Nullable String model) {
            String version = "api-version=" + encode(apiVersion);
            String rest = withoutVersion(query);
            String tail = "?" + version + (rest.isEmpty() ? "" : "&" + rest);
            if (path.equals("/realtime")) {
                return root
                        + "/openai/realtime"
                        + tail
                        + (rest.contains("deployment=") ? "" : "&deployment=" + encode(deployment));
            }
            if (!MODEL_OPERATIONS.contains(path)) {
                return root + "/openai" + path + tail;
            }
            // Chat belongs to the configured deployment; an embedding model is another deployment,
            // which Azure's own SDKs take from the request's model.
            @Nullable String other = path.equals("/chat/completions") ? null : model;
            String place = encode(other == null ? deployment : other);
            return root + "/openai/deployments/" + place + path + tail;
        }

        private static String withoutVersion(String query) {
            if (!query.contains("api-version=")) {
                return query;
            }
            var kept = new StringBuilder();
            for (String pair : query.split("&", -1)) {
                if (!pair.startsWith("api-version=")) {
                    kept.append(kept.isEmpty() ? "" : "&").append(pair);
                }
            }
            return kept.toString();
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }
}
