package dev.sluice.app.control;

import dev.sluice.app.config.Problem;

import java.util.List;

/** What became of reading the configuration again. */
public sealed interface Reload {
    /**
     * It is in force.
     *
     * @param warnings what was left out or looks odd
     */
    record InForce(long revision, List<Problem> warnings) implements Reload {}

    /**
     * It cannot be used, and the old one stays.
     *
     * @param problems at least one
     */
    record Refused(List<Problem> problems) implements Reload {}
}
