package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Audit;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.SourceId;
import java.util.function.Consumer;

/**
 * The parts of the daemon that the hooks use.
 *
 * @param poke called for a source after its poke was recorded; must not block long
 * @param turnedAway called for a source of which a delivery was shed or could not be recorded; must
 *     not block
 */
public record HookPorts(
    HookSources sources,
    Deliveries deliveries,
    Audit audit,
    Consumer<SourceId> poke,
    Consumer<SourceId> turnedAway) {}
