/**
 * Coming from elsewhere: files of other gateways, written anew as {@code sluice.yaml}.
 *
 * <p>Every {@link dev.sluice.app.migrate.Source} has an adapter that reads its file into a neutral
 * {@link dev.sluice.app.migrate.Plan} and says of everything it meets how faithful it came over, as
 * a {@link dev.sluice.app.migrate.Finding}; what no adapter takes up is a finding, too, so that
 * nothing is lost in silence. One writer makes the file of the plan, and {@link
 * dev.sluice.app.migrate.Rehearsal} loads it before anybody else does.
 */
package dev.sluice.app.migrate;
