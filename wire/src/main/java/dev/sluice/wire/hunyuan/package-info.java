/**
 * Tencent Cloud's own language for Hunyuan (API 3.0): member names in Pascal case, and errors
 * inside successful answers.
 */
package dev.sluice.wire.hunyuan;
