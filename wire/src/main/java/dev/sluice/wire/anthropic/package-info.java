/**
 * Anthropic's language: Messages towards clients and vendors, and the older text completions
 * towards vendors. Beyond the models of Anthropic's own API it serves those of Vertex, Bedrock and
 * Foundry, whose envelopes differ by a few members.
 */
package dev.sluice.wire.anthropic;
