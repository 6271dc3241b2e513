package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.util.Locale;

/** Counters and timers of what this daemon's engine does. Safe for any thread. */
final class EngineMeters implements FactObserver {

  private final MeterRegistry registry;
  private final Counter leasesLost;

  EngineMeters(MeterRegistry registry) {
    this.registry = registry;
    leasesLost =
        Counter.builder("trueup.lease.lost")
            .description("Leases that were lost while work under them went on")
            .register(registry);
  }

  @Override
  public void happened(EngineFact fact) {
    switch (fact) {
      case EngineFact.LeaseLost _ -> leasesLost.increment();
      case EngineFact.GitAsked asked -> asked(asked);
      case EngineFact.ModelChecked(var source, var took) ->
          timed("trueup.model.parse", "Reading and checking the model of one merge")
              .tag("source", source.value())
              .register(registry)
              .record(took);
      case EngineFact.MovePlanned(var platform, var took) ->
          timed(
                  "trueup.subset",
                  "Comparing a platform's subset of two versions and planning its move")
              .tag("platform", platform.toString())
              .register(registry)
              .record(took);
      case EngineFact.StepsAttempted steps -> attempted(steps);
      case EngineFact.NodeReconciled(var platform, _, _, _, _) ->
          Counter.builder("trueup.nodes.reconciled")
              .description("Nodes that were brought to their target because their jobs started")
              .tag("platform", platform.toString())
              .register(registry)
              .increment();
      case EngineFact.MergesJudged _, EngineFact.RolloutBegan _, EngineFact.RolloutAdvanced _ -> {}
    }
  }

  private static Timer.Builder timed(String name, String description) {
    return Timer.builder(name).description(description);
  }

  private void asked(EngineFact.GitAsked asked) {
    var tags =
        Tags.of(
            "source",
            asked.source().value(),
            "op",
            asked.operation().name().toLowerCase(Locale.ROOT));
    Counter.builder("trueup.git.requests")
        .description("Conversations with repositories")
        .tags(tags)
        .tag("result", asked.hasAnswered() ? "answered" : "failed")
        .register(registry)
        .increment();
    timed("trueup.git.request", "How long conversations with repositories took")
        .tags(tags)
        .register(registry)
        .record(asked.took());
  }

  private void attempted(EngineFact.StepsAttempted steps) {
    var platform = steps.rollout().platform().toString();
    for (var result : steps.results()) {
      Counter.builder("trueup.dispatch")
          .description("Steps of rollouts that were attempted")
          .tag("platform", platform)
          .tag("result", word(result))
          .register(registry)
          .increment();
    }
    timed("trueup.dispatch", "Carrying out a batch of steps")
        .tag("platform", platform)
        .register(registry)
        .record(Duration.between(steps.began(), steps.ended()));
  }

  private static String word(StepResult result) {
    return switch (result) {
      case StepResult.Landed _ -> "landed";
      case StepResult.Started _ -> "started";
      case StepResult.NotLanded _ -> "failed";
    };
  }
}
