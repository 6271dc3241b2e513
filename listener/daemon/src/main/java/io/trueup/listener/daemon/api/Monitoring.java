package io.trueup.listener.daemon.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.status.ProcessLinks;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.ToldForgeView;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What monitors read.
 *
 * @param readiness may block; normally {@link Readiness#of}
 * @param links what this process is linked with; never blocks
 * @param loads how far this process is with loading a source's model; never blocks
 * @param compiled the compiled versions of a source; empty where this process keeps none
 * @param models the versions of a source that are open; never blocks
 */
public record Monitoring(
    PrometheusMeterRegistry metrics,
    Supplier<Readiness> readiness,
    Supplier<ProcessLinks> links,
    Function<SourceId, Optional<LoadProgress>> loads,
    Function<SourceId, Optional<VersionFolder>> compiled,
    Function<SourceId, ModelUsage> models,
    Forges forges) {

  /**
   * How the daemon and the forges of sources get on.
   *
   * @param checks checks a source; empty where this process does not follow it; blocks for long
   * @param told how the forge of a source is told; empty where this process does not tell it
   * @param tokenExpires when the token for the forge of a source expires; empty while the forge has
   *     not told it to this process
   */
  public record Forges(
      Function<SourceState, Optional<SourceCheckView>> checks,
      Function<SourceId, Optional<ToldForgeView>> told,
      Function<SourceId, Optional<Instant>> tokenExpires) {}
}
