package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.PlatformState.Pointer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Records every move of every pointer, in the transaction that moves it (P7). */
final class PointerHistory {

  private static final String APPEND =
      """
      INSERT INTO pointer_history (platform, pointer, version, graph, at, actor, verb, reason,
                                   rollout)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private PointerHistory() {}

  /**
   * Why a pointer moved.
   *
   * @param verb a verb of the audit
   * @param rollout that moved it; null when no work was needed
   */
  record Cause(Actor actor, String verb, String reason, @Nullable Long rollout) {

    /** A move by the daemon itself. */
    Cause(String verb, String reason, @Nullable Long rollout) {
      this(Actor.DAEMON, verb, reason, rollout);
    }
  }

  static void append(Transaction tx, int platform, String name, Pointer moved, Cause cause)
      throws SQLException {
    tx.update(
        APPEND,
        platform,
        name,
        moved.version(),
        moved.graph(),
        moved.since(),
        cause.actor().name(),
        cause.verb(),
        cause.reason(),
        cause.rollout());
  }
}
