/**
 * Ollama's own chat API, {@code /api/chat}: messages with bare base64 pictures, arguments as
 * objects, and streams of one JSON text a line. Unlike its OpenAI surface it lets the caller choose
 * the size of the context.
 */
package dev.sluice.wire.ollama;
