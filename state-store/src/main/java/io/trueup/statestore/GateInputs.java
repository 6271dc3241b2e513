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
 */
public record GateInputs(
    List<RolloutWindow> windows,
    List<GroupPause> pauses,
    SourceState source,
    SortedMap<PlatformId, PlatformState> dependencies) {

  public GateInputs {
    windows = List.copyOf(windows);
    pauses = List.copyOf(pauses);
  }
}
