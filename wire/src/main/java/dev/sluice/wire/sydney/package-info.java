/**
 * The chat of Bing's web page, once called Sydney: SignalR records over a WebSocket. Unofficial and
 * switched off by its owner; kept for configurations that name it. Source: published accounts of
 * the protocol, read 2026-11.
 */
package dev.sluice.wire.sydney;
