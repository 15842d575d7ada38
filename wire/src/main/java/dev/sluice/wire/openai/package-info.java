/** The OpenAI chat dialect, spoken on both sides, and the contract that its streams keep. */
package dev.sluice.wire.openai;
