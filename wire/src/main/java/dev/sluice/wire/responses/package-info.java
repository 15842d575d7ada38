/**
 * OpenAI's Responses API as an upstream: what a chat call becomes there, and how its items and
 * events are read. It is asked where chat completions cannot search the web (OpenAI, xAI, Ark), and
 * where a vendor has no chat completions.
 */
package dev.sluice.wire.responses;
