package io.trueup.platforms.spi;

import io.trueup.model.rollout.PlannedStep;

/**
 * A step that a platform has started and that has not ended.
 *
 * @param handle of its last {@link StepOutcome.Started}
 */
public record StartedStep(PlannedStep planned, String handle) {}
