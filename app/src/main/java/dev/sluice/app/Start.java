package dev.sluice.app;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.config.Unsealer;
import dev.sluice.providers.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a start found before anything was bound.
 *
 * @param seen what the configuration file held
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Start(Log log, Source source, Premises premises, byte[] seen) {

    /** The same with another file. */
    Start with(Path file) {
        var other = new Source(file, source.environment(), source.port(), source.host());
        return new Start(log, other, premises, seen);
    }

    @Nullable Path file() {
        return source.file();
    }

    /**
     * Reads a configuration. The key is made up only when the configuration turns out to have none:
     * a first reading with a stand-in says so without touching the disk.
     */
    Configuration read(byte[] bytes, Secret admin, Moment moment, long revision) {
        Configuration read = tried(bytes, admin, moment, revision);
        if (!(read instanceof Configuration.Loaded loaded) || !loaded.around().usesGenerated()) {
            return read;
        }
        var kept = new Credentials(admin, premises.key().secret(), premises.unsealer());
        return Configuration.read(bytes, source, kept, moment, revision);
    }

    /** Reads a configuration that is not to be put in force; makes up nothing. */
    Configuration tried(byte[] bytes, Secret admin, Moment moment, long revision) {
        Unsealer unsealer = premises.unsealer();
        var standIn = new Credentials(admin, Secret.of(Generated.random("")), unsealer);
        return Configuration.read(bytes, source, standIn, moment, revision);
    }
}
