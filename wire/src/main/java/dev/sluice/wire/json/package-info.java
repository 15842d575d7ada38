/**
 * Partial JSON: looking into a text in a byte array without building a tree, and changing a few
 * places of it without touching the rest.
 *
 * <p>{@code JsonCursor} walks, {@code JsonMembers} indexes the top level of an object, {@code
 * Edits} replaces, inserts and removes byte ranges. What is not edited stays byte for byte what it
 * was: unknown members, number literals and white space included.
 */
package dev.sluice.wire.json;
