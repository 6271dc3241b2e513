package io.trueup.statestore;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The records that are removed when their time is over. All others are kept for ever. */
public enum RetentionKind {

  /** Jobs' runs. */
  RUNS,

  /** Webhook deliveries. */
  DELIVERIES,

  /** Steps of rollouts. */
  STEPS,

  /** The nodes that versions changed. */
  NODE_CHANGES,

  /** Drift that ended. */
  DRIFT,

  /** Leases on versions of models that ended. */
  LEASES,

  /** Statements that ran in containers. */
  STATEMENTS,

  /** What gates platforms waited for. */
  GATES,

  /** Former states of windows. */
  WINDOWS,

  /** Former moves of platforms' pointers. */
  POINTERS,

  /** Changes of state that everybody who passes them on has passed on. */
  EVENTS,

  /** Entries of the audit; last, since one that does not fit its chain stops the removal. */
  AUDIT;

  /** As the configuration and the audit spell it, such as {@code node-changes}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of a key; empty for none. */
  public static Optional<RetentionKind> of(String key) {
    return Arrays.stream(values()).filter(it -> it.key().equals(key)).findFirst();
  }
}
