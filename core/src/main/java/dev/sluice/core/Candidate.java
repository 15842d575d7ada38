package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * A deployment that may serve a call.
 *
 * @param deployment the place
 * @param setModel the model to write into the request, or null to leave it as it is
 * @param model the model as the upstream is asked for it, or null when the request names none
 * @param probe whether the deployment was out and this call may find out whether it works again
 */
public record Candidate(
        Deployment deployment, @Nullable String setModel, @Nullable String model, boolean probe) {}
