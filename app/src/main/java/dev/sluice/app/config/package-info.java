/**
 * What is configured: the records of {@code sluice.yaml}, the reader of openai-style-api's {@code
 * model-config.json}, and the way from either to a snapshot.
 *
 * <p>A file becomes a tree of {@link dev.sluice.app.config.Node}s that remember their lines; the
 * {@link dev.sluice.app.config.Binder} turns the tree into records and collects every mistake; the
 * assembling classes turn records into the values of {@code core}.
 */
package dev.sluice.app.config;
