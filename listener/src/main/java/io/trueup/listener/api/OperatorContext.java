package io.trueup.listener.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.nodetime.NodeTime;
import io.trueup.listener.schema.Schemas;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the operator API needs of the daemon.
 *
 * @param pokeSource told of each source that is to be looked at; must not block
 * @param pokePlatform told of each platform that an operator changed; must not block
 * @param readiness may block; normally {@link Readiness#of(StateStore)}
 * @param runLength how long a job's run lasts unless it says so or is prolonged
 * @param reconcileWithin how long a node-time reconciliation may take
 * @param isPagePublic whether the status page needs no token
 * @param version of the program, for people
 * @param clock judges how often wrong tokens are taken, and nothing else
 */
public record OperatorContext(
    StateStore store,
    NodeTime nodeTime,
    Schemas schemas,
    Consumer<SourceId> pokeSource,
    Consumer<PlatformId> pokePlatform,
    Blocking blocking,
    PrometheusMeterRegistry metrics,
    Supplier<Readiness> readiness,
    Duration runLength,
    Duration reconcileWithin,
    boolean isPagePublic,
    String version,
    InstantSource clock) {}
