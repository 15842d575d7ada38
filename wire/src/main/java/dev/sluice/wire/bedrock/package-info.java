/**
 * AWS Bedrock's Converse and ConverseStream: one language for the models of many makers. Calls are
 * written; replies, streams and errors are read. What only one maker's models understand goes into
 * {@code additionalModelRequestFields}, chosen by the model's id.
 */
package dev.sluice.wire.bedrock;
