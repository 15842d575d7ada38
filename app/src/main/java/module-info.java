import org.jspecify.annotations.NullMarked;

/** The program: configuration, command line and wiring. */
@NullMarked
module dev.sluice.app {
    requires static org.jspecify;
    requires dev.sluice.core;
    requires dev.sluice.providers;
    requires dev.sluice.relay;
    requires dev.sluice.store;
    requires info.picocli;
    requires java.net.http;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports dev.sluice.app;

    opens dev.sluice.app.cli to
            info.picocli;
}
