package io.trueup.model.ecosystem;

import java.util.Locale;

/** When a platform follows the accepted model. */
public enum RolloutPolicy {
  /** On every accepted merge. */
  MERGE,
  /** Only when an operator asks. */
  MANUAL,
  /** Never: the platform has a loop of its own. */
  NEVER;

  /** The text form in documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
