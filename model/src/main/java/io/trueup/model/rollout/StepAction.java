package io.trueup.model.rollout;

/** What a step does to a node. Every action is idempotent. */
public enum StepAction {
  /** Create a node that does not exist yet. */
  PROVISION,
  /** Change an existing node to its target. */
  ALTER,
  /** Mark a node that the target no longer contains; nothing is dropped. */
  RETIRE
}
