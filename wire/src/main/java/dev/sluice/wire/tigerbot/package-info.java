/** TigerBot's own chat language; its OpenAI-compatible address needs no dialect. */
package dev.sluice.wire.tigerbot;
