package dev.sluice.relay;

import dev.sluice.core.Deployment;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes.
 *
 * @param deployment the place that serves it
 * @param setModel the model to write into the request, or null to leave it as it is
 * @param model the model as the upstream is asked for it, or null when the request names none
 */
record Plan(Deployment deployment, @Nullable String setModel, @Nullable String model) {}
