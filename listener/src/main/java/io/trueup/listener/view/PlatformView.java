package io.trueup.listener.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformState;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A platform, as it is now.
 *
 * @param type which implementation realizes it
 * @param policy when it follows, in the model's words
 * @param state all of it in one word
 * @param since when it came to that state, as nearly as that is known
 * @param summary all of it in one sentence
 * @param syncRequested the version that an operator asked for last; 0 when none did
 * @param rollout the newest one; null before the first
 * @param blocked of the nodes that are blocked, the one that has been for longest; null when none
 *     is
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
   * Which version, since when.
   *
   * @param version 0 for none
   * @param commit null for none
   * @param graph fingerprint of the platform's whole graph; null for none
   */
  public record Pointer(
      long version, @Nullable String commit, @Nullable String graph, Instant since) {}

  /** An operator's pause; {@code until} is null when it does not end by itself. */
  public record Pause(String by, String reason, Instant since, @Nullable Instant until) {}

  /** What keeps the next move waiting; the reason says what opens it. */
  public record Waiting(String kind, String reason, Instant since) {}

  /**
   * What is shown of a platform.
   *
   * @param commits the commit of a version; null when it is not known
   * @param applied how many of the nodes that wait for their jobs an operator has brought to the
   *     target already
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
        platform.policy().text(),
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

  /** Whether it fully is what the newest accepted version says. */
  public boolean isRealized() {
    return realized.version() == merged.version();
  }
}
