/**
 * iFlytek Spark over its WebSocket: one message asks, the frames that come back are the answer.
 * Source: iFlytek's Spark WebSocket API documentation, read 2026-11.
 */
package dev.sluice.wire.spark;
