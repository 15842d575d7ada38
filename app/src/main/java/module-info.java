import org.jspecify.annotations.NullMarked;

/** The program: configuration, command line and wiring. */
@NullMarked
module dev.sluice.app {
    requires static org.jspecify;
    requires com.nimbusds.jose.jwt;
    requires dev.sluice.console;
    requires dev.sluice.core;
    requires dev.sluice.providers;
    requires dev.sluice.relay;
    requires dev.sluice.store;
    requires dev.sluice.wire;
    requires info.picocli;
    requires io.opentelemetry.api;
    requires io.opentelemetry.context;
    requires io.opentelemetry.exporter.otlp;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk.trace;
    requires io.prometheus.metrics.model;
    requires java.logging;
    requires java.net.http;
    requires jtokkit;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.snakeyaml.engine;
    requires password4j;
    requires tools.jackson.core;

    exports dev.sluice.app;

    opens dev.sluice.app.cli to
            info.picocli;
}
