package io.trueup.listener.hooks;

import io.trueup.statestore.Audit;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.SourceId;
import java.util.function.Consumer;

/**
 * What the hooks need of the rest of the daemon.
 *
 * @param poke is told of a source that was poked, after that was recorded; must not block long
 */
public record HookPorts(
    HookSources sources, Deliveries deliveries, Audit audit, Consumer<SourceId> poke) {}
