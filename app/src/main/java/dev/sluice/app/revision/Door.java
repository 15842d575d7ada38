package dev.sluice.app.revision;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.control.Reload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one door through which a configuration comes into force, whoever brings it. */
public interface Door {
    /** Returns the configuration file, or null when the gateway runs without one. */
    @Nullable Path file();

    /** Returns where a first configuration file would lie. */
    Path firstFile(FileForm form);

    /** Returns the number of the configuration in force. */
    long revision();

    /** Returns the SHA-256, in hex, of the text that is in force. */
    String etag();

    /** Reads a configuration as a change of it would be read; changes nothing. */
    Configuration check(byte[] text);

    /** Does something while nobody else changes the configuration or its file through this door. */
    <T> T alone(Supplier<T> work);

    /**
     * Reads a configuration; if it is good, has it written, and puts it in force.
     *
     * @param file what the gateway's file is from here on
     * @param writing is called for a good one only, and before it is in force
     * @throws IOException when it could not be written: then nothing has changed
     */
    Reload enter(Path file, byte[] text, Writing writing) throws IOException;

    /** Writes a file. */
    @FunctionalInterface
    interface Writing {
        /** Writes it, whole or not at all. */
        void write() throws IOException;
    }
}
