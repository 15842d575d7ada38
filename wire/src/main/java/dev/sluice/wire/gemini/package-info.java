/**
 * Google's generateContent, as the Gemini API and Vertex AI speak it, on both sides. Replies and
 * streams are read by one reader: a whole reply is a stream of one chunk.
 */
package dev.sluice.wire.gemini;
