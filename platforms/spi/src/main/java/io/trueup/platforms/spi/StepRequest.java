package io.trueup.platforms.spi;

import io.trueup.model.rollout.PlannedStep;
import java.util.List;

/**
 * The steps that one job asks for when it starts.
 *
 * @param id unique among the requests that are carried out together
 * @param origin what asked for them, such as {@code job nightly}
 * @param steps in their order
 */
public record StepRequest(String id, String origin, List<PlannedStep> steps) {
  public StepRequest {
    steps = List.copyOf(steps);
  }
}
