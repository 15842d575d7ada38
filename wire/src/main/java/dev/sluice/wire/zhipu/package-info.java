/**
 * Zhipu's own language of 2023 (v3, the models {@code chatglm_*}) and the error codes that it
 * shares with v4, which speaks OpenAI's.
 */
package dev.sluice.wire.zhipu;
