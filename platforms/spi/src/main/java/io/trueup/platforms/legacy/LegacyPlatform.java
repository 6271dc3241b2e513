package io.trueup.platforms.legacy;

import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Accepts every graph and changes nothing: every step lands at once. */
public final class LegacyPlatform implements DataPlatform {

  @Override
  public String type() {
    return "legacy";
  }

  @Override
  public GraphLint lint() {
    return GraphLint.NONE;
  }

  @Override
  public List<CredentialUse> credentials(PlatformGraph graph) {
    return List.of();
  }

  @Override
  public boolean hasJob(PipelineNode node) {
    return false;
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
    settings.requireOnly(type(), Set.of());
    return new Nothing();
  }

  private static final class Nothing implements PlatformExecutor {

    @Override
    public List<StepOutcome> execute(
        StepContext context, PlatformGraph target, List<PlannedStep> steps) {
      return Collections.nCopies(steps.size(), new StepOutcome.Done(List.of()));
    }

    @Override
    public void close() {}
  }
}
