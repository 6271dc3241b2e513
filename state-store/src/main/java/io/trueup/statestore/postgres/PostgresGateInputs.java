package io.trueup.statestore.postgres;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;

/** What bears on the moves of platforms, beside the platforms themselves. */
final class PostgresGateInputs {

  /** Who pauses a group or changes a window waits for the moves that have read them. */
  private static final String KEEP =
      """
      LOCK TABLE group_pause, rollout_window IN ROW SHARE MODE
      """;

  private PostgresGateInputs() {}

  /**
   * As {@link #read}; no pause of a group and no window changes until the transaction ends. The
   * platform is locked before.
   */
  static GateInputs readLocked(Transaction tx, PlatformState platform) throws SQLException {
    tx.update(KEEP);
    return read(tx, platform);
  }

  /** What bears on a platform's move, as it is in the transaction. */
  static GateInputs read(Transaction tx, PlatformState platform) throws SQLException {
    return new GateInputs(
        WindowRows.binding(tx),
        PostgresGroupPauses.inForce(tx),
        PostgresSources.read(tx, platform.id().source()),
        dependencies(tx, platform));
  }

  private static SortedMap<PlatformId, PlatformState> dependencies(
      Transaction tx, PlatformState platform) throws SQLException {
    var names = platform.terms().dependencies().stream().map(PlatformDependency::platform).toList();
    var dependencies = new TreeMap<PlatformId, PlatformState>();
    if (!names.isEmpty()) {
      for (var found : PostgresPlatforms.named(tx, platform.id().source(), names)) {
        dependencies.put(found.state().id(), found.state());
      }
    }
    return dependencies;
  }
}
