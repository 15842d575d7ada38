/**
 * Reading and writing JSON member by member, without a tree: what the dialects are written with. It
 * stands on Jackson's streaming parser and generator and hides them.
 */
package dev.sluice.wire.fields;
