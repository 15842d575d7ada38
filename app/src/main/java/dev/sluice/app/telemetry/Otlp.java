package dev.sluice.app.telemetry;

import dev.sluice.providers.Secret;
import java.util.Map;

/**
 * Where OpenTelemetry's signals go.
 *
 * @param endpoint the collector's root, such as {@code http://localhost:4318}; {@code /v1/traces}
 *     and {@code /v1/metrics} are below it
 * @param headers for every request to it: credentials, mostly
 * @param service the name of this service
 * @param edition which words are written
 */
public record Otlp(String endpoint, Map<String, Secret> headers, String service, Edition edition) {
    /** The usual name of this service. */
    public static final String SERVICE = "sluice";

    /** Which edition of the GenAI conventions is written. */
    public enum Edition {
        /** 1.41, the last that was released. */
        RELEASED,
        /** The renamed words of the conventions' own repository. */
        LATEST;

        /** As {@code OTEL_SEMCONV_STABILITY_OPT_IN} says. */
        public static Edition of(Map<String, String> environment) {
            String wanted = environment.getOrDefault("OTEL_SEMCONV_STABILITY_OPT_IN", "");
            for (String word : wanted.split(",", -1)) {
                if (word.strip().equals("gen_ai_latest_experimental")) {
                    return LATEST;
                }
            }
            return RELEASED;
        }
    }

    /** Takes off what a user may have copied too much of the address. */
    public Otlp {
        headers = Map.copyOf(headers);
        endpoint = endpoint.strip().replaceFirst("(/v1/(traces|metrics|logs))?/*$", "");
    }

    String traces() {
        return endpoint + "/v1/traces";
    }

    String metrics() {
        return endpoint + "/v1/metrics";
    }

    /** Returns the headers as the exporters take them. */
    Map<String, String> revealed() {
        var all = new java.util.LinkedHashMap<String, String>();
        headers.forEach((name, value) -> all.put(name, value.reveal()));
        return all;
    }
}
