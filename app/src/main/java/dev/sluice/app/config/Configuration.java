package dev.sluice.app.config;

import dev.sluice.app.access.OidcProvider;
import dev.sluice.core.Snapshot;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Listen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outcome of reading a configuration: a snapshot, or everything that is wrong with it. */
public sealed interface Configuration {

    /**
     * A configuration that can be put in force.
     *
     * @param around what the program around the gateway needs to know
     * @param warnings what was left out or looks odd
     */
    record Loaded(Snapshot snapshot, Listen listen, Surroundings around, List<Problem> warnings)
            implements Configuration {

        /** Returns what differs from the configuration before in a way that takes a restart. */
        public List<Problem> waitsForRestart(Loaded before) {
            return Restart.between(before, this);
        }
    }

    /**
     * A configuration that cannot.
     *
     * @param problems at least one
     */
    record Rejected(List<Problem> problems) implements Configuration {}

    /**
     * What the program around the gateway needs to know.
     *
     * @param keys how many virtual keys there are
     * @param usesGenerated whether the generated key is among them
     * @param accessLog whether every call is a line in the log
     * @param teams the file's teams, for keys that are issued while the gateway runs
     * @param ledger where finished calls are kept
     * @param telemetry where traces and metrics are sent
     * @param logFormat how the log is written
     * @param oidc who vouches for people that sign in, or null
     */
    record Surroundings(
            int keys,
            boolean usesGenerated,
            boolean accessLog,
            List<TeamSpec> teams,
            LedgerWords ledger,
            TelemetryWords telemetry,
            ServerWords.LogFormat logFormat,
            @Nullable OidcProvider oidc) {}

    /** When a configuration is read; this decides what becomes of a broken entry. */
    enum Moment {
        /** Broken entries are left out, and said so. */
        START,
        /** Any problem refuses the whole. */
        RELOAD
    }

    /**
     * Where a configuration comes from.
     *
     * @param file the file, or null for the built-in echo
     * @param environment environment variables
     * @param port port from the command line, or null
     * @param host address from the command line, or null
     */
    record Source(
            @Nullable Path file,
            Map<String, String> environment,
            @Nullable Integer port,
            @Nullable String host) {}

    /**
     * What this program brings along.
     *
     * @param adminToken the administrator's token
     * @param generatedKey the key for a configuration without keys
     * @param unsealer opens values that stand sealed in the file
     */
    record Credentials(Secret adminToken, Secret generatedKey, Unsealer unsealer) {
        /** Credentials that open nothing. */
        public Credentials(Secret adminToken, Secret generatedKey) {
            this(adminToken, generatedKey, Unsealer.NONE);
        }
    }

    /** Reads a configuration from its file. */
    static Configuration load(
            Source source, Credentials credentials, Moment moment, long revision) {
        @Nullable Path file = source.file();
        if (file == null) {
            return read(new byte[0], source, credentials, moment, revision);
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException _) {
            String why = Files.exists(file) ? "cannot be read" : "does not exist";
            return new Rejected(List.of(new Problem(0, "", "the file " + why)));
        }
        return read(bytes, source, credentials, moment, revision);
    }

    /** Reads a configuration from the bytes of its file. */
    static Configuration read(
            byte[] bytes, Source source, Credentials credentials, Moment moment, long revision) {
        Node root;
        try {
            @Nullable Path file = source.file();
            @Nullable Path name = file == null ? null : file.getFileName();
            root = ConfigText.read(bytes, name == null ? "" : name.toString());
        } catch (Unreadable e) {
            return new Rejected(List.of(e.problem()));
        }
        return new Reading(source, credentials, moment, revision).configuration(root);
    }
}
