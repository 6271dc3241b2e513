package io.trueup.statestore.testing;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import java.time.Instant;

/** Sees what transactions decide about gates, as they see the world. It must not call the store. */
public interface StoreObserver {

  /** Sees nothing. */
  StoreObserver NONE = new StoreObserver() {};

  /**
   * A target moved.
   *
   * @param before the platform before it
   */
  default void moved(PlatformState before, GateInputs inputs, Rollout rollout, Instant now) {}

  /** Steps of a rollout began. */
  default void began(PlatformState platform, GateInputs inputs, Instant now) {}

  /** A job was answered. */
  default void decided(NodeSituation situation, NodeDecision decision) {}
}
