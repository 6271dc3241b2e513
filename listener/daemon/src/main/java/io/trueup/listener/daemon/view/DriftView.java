package io.trueup.listener.daemon.view;

import io.trueup.model.schedule.Durations;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a platform's drift.
 *
 * @param platform {@code source/name}
 * @param every how often its nodes are checked, such as {@code 6h}; null when they are not
 * @param on what is done about drift: {@code tell} or {@code repair}
 * @param nextCheck when it is checked next by itself; null when it is not, or cannot be now
 * @param lastCheck null before the first
 * @param driftedNodes how many nodes differ
 * @param drifted the first of them, by key
 */
public record DriftView(
    String platform,
    @Nullable String every,
    String on,
    @Nullable Instant nextCheck,
    @Nullable Check lastCheck,
    int driftedNodes,
    List<DriftedNodeView> drifted) {

  public DriftView {
    drifted = List.copyOf(drifted);
  }

  /**
   * A check.
   *
   * @param version that nodes were compared with
   * @param compared how many nodes the last check that could read the platform compared
   * @param nodes how many nodes the platform has
   * @param error why this check could not read the platform; null when it could
   * @param failingSince since when it cannot; null when it can
   */
  public record Check(
      long version,
      Instant startedAt,
      Instant endedAt,
      int compared,
      int nodes,
      @Nullable String error,
      @Nullable Instant failingSince) {

    private static Check of(DriftCheck check) {
      var failure = check.failure();
      return new Check(
          check.version(),
          check.startedAt(),
          check.endedAt(),
          check.compared(),
          check.nodes(),
          failure == null ? null : failure.error(),
          failure == null ? null : failure.since());
    }
  }

  /**
   * The answer to a requested check.
   *
   * @param compared how many nodes were compared
   * @param found how many nodes were not known to have drifted
   * @param repaired how many nodes were repaired
   * @param drift what is known now
   */
  public record Checked(int compared, int found, int repaired, DriftView drift) {}

  /** The view of a platform's drift. */
  public static DriftView of(
      PlatformState platform,
      @Nullable DriftCheck last,
      @Nullable Instant next,
      List<DriftedNode> nodes) {
    var policy = platform.policy().drift();
    var every = policy.every();
    var drifted = platform.drifted();
    return new DriftView(
        platform.id().toString(),
        every == null ? null : Durations.text(every),
        policy.on().text(),
        next,
        last == null ? null : Check.of(last),
        drifted == null ? 0 : drifted.nodes(),
        nodes.stream().map(DriftedNodeView::of).toList());
  }
}
