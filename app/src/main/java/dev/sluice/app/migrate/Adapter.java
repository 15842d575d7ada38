package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;

/** Reads the files of one program. */
interface Adapter {
    /** Reads a file that is one of these by its shape; what is wrong with it is in the report. */
    Plan plan(Node file, Report report);
}
