package dev.sluice.app.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of OpenTelemetry's conventions for generative AI, version 1.41 of the semantic
 * conventions (May 2026), and those that have been renamed since. All of them are still in
 * development, so they stand in this one place.
 */
final class GenAi {
    static final String OPERATION = "gen_ai.operation.name";
    static final String PROVIDER = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String REQUEST_STREAM = "gen_ai.request.stream";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String TOKEN_MODALITY = "gen_ai.token.modality";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String CACHE_READ = "gen_ai.usage.cache_read.input_tokens";
    static final String REASONING = "gen_ai.usage.reasoning.output_tokens";
    static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String ERROR = "error.type";
    static final String SERVER = "server.address";
    static final String PORT = "server.port";

    /** Seconds: how long operations take. */
    static final List<Double> SECONDS =
            List.of(
                    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96,
                    81.92);

    /** Tokens of an operation: powers of four. */
    static final List<Long> TOKENS =
            List.of(
                    1L,
                    4L,
                    16L,
                    64L,
                    256L,
                    1024L,
                    4096L,
                    16_384L,
                    65_536L,
                    262_144L,
                    1_048_576L,
                    4_194_304L,
                    16_777_216L,
                    67_108_864L);

    /** Ours to theirs, where they differ. */
    private static final Map<String, String> PROVIDERS =
            Map.ofEntries(
                    Map.entry("azure", "azure.ai.openai"),
                    Map.entry("claude", "anthropic"),
                    Map.entry("claude-web", "anthropic"),
                    Map.entry("bedrock", "aws.bedrock"),
                    Map.entry("bedrock-mantle", "aws.bedrock"),
                    Map.entry("gemini", "gcp.gemini"),
                    Map.entry("gemini-openai", "gcp.gemini"),
                    Map.entry("vertex", "gcp.vertex_ai"),
                    Map.entry("cohere-compat", "cohere"),
                    Map.entry("mistral", "mistral_ai"),
                    Map.entry("xai", "x_ai"),
                    Map.entry("kimi", "moonshot_ai"),
                    Map.entry("ollama-native", "ollama"),
                    Map.entry("", "_OTHER"));

    private static final Map<String, String> OPERATIONS =
            Map.ofEntries(
                    Map.entry("/chat/completions", "chat"),
                    Map.entry("/responses", "chat"),
                    Map.entry("/messages", "chat"),
                    Map.entry("/completions", "text_completion"),
                    Map.entry("/embeddings", "embeddings"),
                    Map.entry("/moderations", "moderation"),
                    Map.entry("/rerank", "rerank"),
                    Map.entry("/images/generations", "image_generation"),
                    Map.entry("/images/edits", "image_generation"),
                    Map.entry("/images/variations", "image_generation"),
                    Map.entry("/audio/speech", "speech"),
                    Map.entry("/audio/transcriptions", "transcription"),
                    Map.entry("/audio/translations", "transcription"),
                    Map.entry("/realtime", "realtime"));

    private GenAi() {}

    /** Returns the operation behind a path below {@code /v1}, or null for what runs no model. */
    static @Nullable String operation(String path) {
        return OPERATIONS.get(path);
    }

    /** Names the tokens that were written to the vendor's cache. */
    static String cacheWrite(Otlp.Edition edition) {
        return switch (edition) {
            case RELEASED -> "gen_ai.usage.cache_creation.input_tokens";
            case LATEST -> "gen_ai.usage.cache_write.input_tokens";
        };
    }

    /** Names the duration of an operation; only inference has got a new name. */
    static String duration(Otlp.Edition edition, String operation) {
        return edition == Otlp.Edition.LATEST && isInference(operation)
                ? "gen_ai.client.inference.duration"
                : "gen_ai.client.operation.duration";
    }

    /** Names the time to the first chunk of a stream. */
    static String firstChunk(Otlp.Edition edition) {
        return switch (edition) {
            case RELEASED -> "gen_ai.client.operation.time_to_first_chunk";
            case LATEST -> "gen_ai.client.inference.time_to_first_chunk";
        };
    }

    private static boolean isInference(String operation) {
        return operation.equals("chat") || operation.equals("text_completion");
    }

    /** Returns their name of a vendor; one that they do not know keeps ours. */
    static String provider(String vendor) {
        return PROVIDERS.getOrDefault(vendor, vendor.toLowerCase(Locale.ROOT));
    }

    /**
     * Returns the {@code error.type} of an attempt: the vendor's status, else a word for what
     * happened, or null when nothing went wrong.
     */
    static @Nullable String error(String outcome) {
        return switch (outcome) {
            case "served", "cancelled", "client left", "under way" -> null;
            default -> {
                String status = Words.number(outcome);
                String word = Words.attempt(outcome);
                yield !status.isEmpty()
                        ? status
                        : word.startsWith("timed_out")
                                ? "timeout"
                                : word.isEmpty() ? "_OTHER" : word;
            }
        };
    }
}
