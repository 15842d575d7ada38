/**
 * Real clients against the running gateway; those of other languages are started by clients/run.
 */
@NullMarked
package dev.sluice.clients;

import org.jspecify.annotations.NullMarked;
