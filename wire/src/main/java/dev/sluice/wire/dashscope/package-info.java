/**
 * Alibaba's own language for Qwen, DashScope: one for text and one for pictures and sound, which
 * differ in how contents are written.
 */
package dev.sluice.wire.dashscope;
