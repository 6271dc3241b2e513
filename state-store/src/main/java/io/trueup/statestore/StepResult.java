package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of an attempt at a step, or that the step goes on. */
public sealed interface StepResult {

  /** Which step of the rollout. */
  int ordinal();

  /**
   * It landed.
   *
   * @param realized the fingerprint of its node now; null when it was retired
   */
  record Landed(int ordinal, @Nullable Fingerprint realized, List<String> statements)
      implements StepResult {}

  /**
   * The platform started it and ends it later.
   *
   * @param handle by which the platform finds it again; no secrets
   */
  record Started(int ordinal, String handle) implements StepResult {}

  /** It failed. */
  record NotLanded(int ordinal, String error, Instant retryAt) implements StepResult {}
}
