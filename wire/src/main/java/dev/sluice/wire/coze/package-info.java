/**
 * Coze's chat of version 3: a bot answers in events. Source: Coze's API documentation, read
 * 2026-11.
 */
package dev.sluice.wire.coze;
