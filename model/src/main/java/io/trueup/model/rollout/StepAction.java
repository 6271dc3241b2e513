package io.trueup.model.rollout;

/** What a step asks a platform to do with a node. Every action is idempotent. */
public enum StepAction {
  /** Make what does not exist yet. */
  PROVISION,
  /** Bring what exists to what the target asks for. */
  ALTER,
  /** Mark what the target no longer holds; nothing is dropped. */
  RETIRE
}
