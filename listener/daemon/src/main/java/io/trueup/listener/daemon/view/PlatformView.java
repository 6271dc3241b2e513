package io.trueup.listener.daemon.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformState;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A platform and its current state.
 *
 * @param type the implementation that realizes it
 * @param policy the rollout policy, as the model spells it
 * @param state the condition in one word
 * @param since when the platform entered that state, as precisely as known
 * @param summary the condition in one sentence
 * @param syncRequested the version that an operator last requested; 0 for none
 * @param rollout the newest rollout; null before the first
 * @param blocked the node that has been blocked for longest; null when none is blocked
 * @param blockedNodes how many nodes are blocked
 */
public record PlatformView(
    String source,
    String name,
    String type,
    String policy,
    PlatformCondition state,
    Instant since,
    String summary,
    Pointer merged,
    Pointer target,
    Pointer realized,
    long syncRequested,
    @Nullable Pause pause,
    @Nullable Waiting waiting,
    @Nullable RolloutView rollout,
    @Nullable BlockedNodeView blocked,
    int blockedNodes) {

  /**
   * A version, and since when a pointer has been at it.
   *
   * @param version 0 for none
   * @param commit null for none
   * @param graph the fingerprint of the platform's graph; null for none
   */
  public record Pointer(
      long version, @Nullable String commit, @Nullable String graph, Instant since) {}

  /** An operator's pause; {@code until} is null when the pause has no end. */
  public record Pause(String by, String reason, Instant since, @Nullable Instant until) {}

  /** What delays the next move; the reason says how to unblock it. */
  public record Waiting(String kind, String reason, Instant since) {}

  /**
   * The view of a platform.
   *
   * @param commits gives the commit of a version; null when it is unknown
   * @param applied how many of the nodes that wait for their jobs an operator has already brought
   *     to the target
   */
  public static PlatformView of(
      PlatformState platform, LongFunction<@Nullable String> commits, int applied) {
    var pause = platform.pause();
    var waiting = platform.waiting();
    var rollout = platform.rollout();
    var blocked = platform.blocked();
    return new PlatformView(
        platform.id().source().value(),
        platform.id().name(),
        platform.type(),
        platform.policy().on().text(),
        PlatformCondition.of(platform),
        PlatformCondition.since(platform),
        PlatformCondition.summary(platform, applied),
        pointer(platform.merged(), commits),
        pointer(platform.target(), commits),
        pointer(platform.realized(), commits),
        platform.syncRequested(),
        pause == null ? null : new Pause(pause.by(), pause.reason(), pause.since(), pause.until()),
        waiting == null ? null : new Waiting(waiting.kind(), waiting.reason(), waiting.since()),
        rollout == null ? null : RolloutView.of(rollout),
        blocked == null ? null : BlockedNodeView.of(platform.id(), blocked.first()),
        blocked == null ? 0 : blocked.nodes());
  }

  private static Pointer pointer(
      PlatformState.Pointer pointer, LongFunction<@Nullable String> commits) {
    Fingerprint graph = pointer.graph();
    return new Pointer(
        pointer.version(),
        pointer.version() == 0 ? null : commits.apply(pointer.version()),
        graph == null ? null : graph.toString(),
        pointer.since());
  }

  /** {@code source/name}. */
  public String id() {
    return source + "/" + name;
  }

  /** Whether the platform is up to date with the newest accepted version. */
  public boolean isRealized() {
    return realized.version() == merged.version();
  }
}
