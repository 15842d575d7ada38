/**
 * What the outside sees of finished calls: counters for Prometheus ({@link
 * dev.sluice.app.telemetry.Metrics}), traces and metrics for OpenTelemetry. Everything here is told
 * of a call after it has ended, on the ledger's thread; nothing stands on a call's way, and no word
 * of what was asked or answered is ever passed on. The libraries behind it are loaded on a thread
 * of their own after the gateway has begun to serve.
 */
package dev.sluice.app.telemetry;
