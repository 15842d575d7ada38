package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where traces and metrics are sent. */
public record TelemetryWords(
        @Doc(
                        "Address of an OpenTelemetry collector that takes OTLP over HTTP, such as"
                                + " http://localhost:4318; nothing is sent when absent. A change"
                                + " needs a restart.")
                @Nullable String otlpEndpoint,
        @Doc("Headers for the collector, such as authorization. A change needs a restart.")
                Map<String, Secret> otlpHeaders,
        @Doc(
                        value = "Name of this service in traces. A change needs a restart.",
                        fallback = "sluice")
                String serviceName) {}
