/**
 * Dify's chat applications: one question in, events out. Source: Dify's API documentation, read
 * 2026-11.
 */
package dev.sluice.wire.dify;
