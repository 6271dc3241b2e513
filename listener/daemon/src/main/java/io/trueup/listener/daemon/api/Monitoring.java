package io.trueup.listener.daemon.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.view.ToldForgeView;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.statestore.SourceId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What monitors read.
 *
 * @param readiness may block; normally {@link Readiness#of}
 * @param loads how far this process is with loading a source's model; never blocks
 * @param compiled the compiled versions of a source; empty where this process keeps none
 * @param models the versions of a source that are open; never blocks
 * @param told how the forge of a source is told; empty where it is not
 */
public record Monitoring(
    PrometheusMeterRegistry metrics,
    Supplier<Readiness> readiness,
    Function<SourceId, Optional<LoadProgress>> loads,
    Function<SourceId, Optional<VersionFolder>> compiled,
    Function<SourceId, ModelUsage> models,
    Function<SourceId, Optional<ToldForgeView>> told) {}
