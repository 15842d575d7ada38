package dev.sluice.providers;

import java.time.Instant;

/**
 * What is true of one attempt and cannot be computed: the time, and a name for the call.
 *
 * @param now the time
 * @param callId the public id of the call, unique, {@code [a-z0-9_]}, at most 32 characters
 */
public record Moment(Instant now, String callId) {}
