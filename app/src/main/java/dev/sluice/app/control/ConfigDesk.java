package dev.sluice.app.control;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows and changes the configuration. Its methods block, and are safe for several threads; changes
 * come one after the other.
 */
public interface ConfigDesk {
    /** Whether secrets in clear are shown. */
    enum Showing {
        MASKED,
        REVEALED
    }

    /** Returns the configuration as it stands on disk. */
    Current current(Showing showing);

    /**
     * The configuration as it stands on disk.
     *
     * @param file its name, or null when there is none yet
     * @param form what it says things in
     * @param writable whether it can be changed here
     * @param etag SHA-256 of its bytes, in hex; of no bytes when there is no file
     * @param revision number of the configuration in force
     * @param inForce whether that is this very text
     * @param text null when it cannot be shown; {@code trouble} says why
     * @param trouble null when all is well
     */
    record Current(
            @Nullable String file,
            FileForm form,
            boolean writable,
            String etag,
            long revision,
            boolean inForce,
            @Nullable String text,
            @Nullable String trouble) {}

    /**
     * Reads a text as a change to it would be read; changes nothing.
     *
     * @param text may hold masks
     */
    Checked check(String text);

    /**
     * Reads a text that is not meant for the file, as a change to it would be read; changes
     * nothing.
     *
     * @param text may hold masks of the file's secrets
     */
    Configuration candidate(String text);

    /**
     * What is wrong with a text.
     *
     * @param problems none when it can be used
     * @param warnings what looks odd
     */
    record Checked(List<Problem> problems, List<Problem> warnings) {}

    /**
     * Compares a text with the one on disk; changes nothing.
     *
     * @param text may hold masks
     */
    Difference diff(String text, Showing showing);

    /**
     * What differs.
     *
     * @param unified "" when nothing does, or nothing that is shown
     * @param changed whether anything does
     */
    record Difference(String unified, boolean changed, int added, int removed) {}

    /** Puts a text in force and on disk. */
    Outcome put(Change change);

    /**
     * What is to be put.
     *
     * @param text may hold masks
     * @param expected what is on disk, as an etag; or null to put it over whatever is there
     * @param author for the history
     * @param note for the history, in the author's words
     */
    record Change(String text, @Nullable String expected, String author, String note) {}

    /** What became of a change. */
    sealed interface Outcome {}

    /**
     * It is in force, and on disk.
     *
     * @param etag of the text
     * @param before number of the configuration that was in force before
     * @param version its id in the history, or null when that cannot be written
     */
    record InForce(
            String etag,
            long before,
            long revision,
            @Nullable String version,
            List<Problem> warnings)
            implements Outcome {}

    /** Something else is on disk than was expected. Nothing has changed. */
    record Stale(String etag) implements Outcome {}

    /**
     * It cannot be used. Nothing has changed.
     *
     * @param problems at least one
     */
    record Refused(List<Problem> problems) implements Outcome {}

    /** It is good, but cannot be written. Nothing has changed. */
    record Unwritable(String why) implements Outcome {}

    /** There is no such thing. Nothing has changed. */
    record Missing() implements Outcome {}

    /** The configuration says things in another form. Nothing has changed. */
    record OtherForm(String file) implements Outcome {}

    /**
     * Lists former configurations, the newest first.
     *
     * @param before id of one: only older ones are listed; or null for all
     */
    List<Version> history(@Nullable String before, int limit);

    /**
     * A configuration that was in force.
     *
     * @param author who brought it: {@code admin}, or {@code file} when it was found on disk
     * @param size in bytes
     */
    record Version(String id, Instant time, String author, String note, String etag, long size) {}

    /** Returns a former configuration, or null when there is none of this id. */
    @Nullable Former former(String id, Showing showing);

    /**
     * A former configuration.
     *
     * @param text null when it cannot be shown without its secrets
     */
    record Former(Version version, @Nullable String text) {}

    /**
     * Puts a former configuration in force and on disk.
     *
     * @param expected what is on disk, as an etag; or null to put it over whatever is there
     */
    Outcome rollback(String id, @Nullable String expected, String author);

    /** Returns all entries as a JSON array, or why there are none to show. */
    Entries entries(Showing showing);

    /**
     * The entries of a {@code model-config.json}.
     *
     * @param json null when the configuration is no list of entries
     * @param file the configuration's name, or null
     */
    record Entries(@Nullable String json, @Nullable String file) {}

    /**
     * Puts entries in force and on disk; comments are lost, the former text is kept beside.
     *
     * @param json a JSON array, which may hold masks
     */
    Outcome putEntries(String json, Mode mode, String author);

    /** What becomes of entries that are not named. */
    enum Mode {
        /** They are removed. */
        REPLACE,
        /** They stay. */
        MERGE
    }
}
