package dev.sluice.core;

import dev.sluice.providers.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All configuration in force, as one immutable value. It stands behind one volatile field; a call
 * reads that field once and keeps what it found, so a reload never changes a call under way.
 *
 * @param revision counts up with every change
 * @param keys the virtual keys
 * @param open the key for callers that present none, or null when everybody must present one
 * @param adminToken the administrator's token
 * @param deployments every deployment, in configuration order
 * @param settings limits and habits of the front
 */
public record Snapshot(
        long revision,
        KeyTable keys,
        @Nullable VirtualKey open,
        Secret adminToken,
        List<Deployment> deployments,
        Settings settings) {}
