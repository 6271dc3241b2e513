package io.trueup.statestore;

import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import java.util.List;
import java.util.SortedMap;

/**
 * What bears on the move of any platform, beside the platform itself; read in one transaction.
 *
 * @param windows that have not ended, also those of detached sources: these bind their platforms
 * @param pauses of several platforms that are in force
 * @param source of the platform
 * @param dependencies the other platforms that the platform depends on and that are known
 * @param fleet the model servers, where a move to a new version is judged; none elsewhere
 */
public record GateInputs(
    List<RolloutWindow> windows,
    List<GroupPause> pauses,
    SourceState source,
    SortedMap<PlatformId, PlatformState> dependencies,
    ModelFleet fleet) {

  public GateInputs {
    windows = List.copyOf(windows);
    pauses = List.copyOf(pauses);
  }

  /** What bears on a platform that waits for no model server. */
  public GateInputs(
      List<RolloutWindow> windows,
      List<GroupPause> pauses,
      SourceState source,
      SortedMap<PlatformId, PlatformState> dependencies) {
    this(windows, pauses, source, dependencies, ModelFleet.NONE);
  }

  /** The same with model servers. */
  public GateInputs with(ModelFleet servers) {
    return new GateInputs(windows, pauses, source, dependencies, servers);
  }
}
