package io.trueup.listener.daemon.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformState;
import java.time.Instant;
import java.util.List;
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
 * @param pauses those in force of several platforms that match this one; its own is {@code pause}
 * @param hold in force; null when there is none
 * @param windows what the windows say about it now; null while none that counts matches it
 * @param drifted the node that was found to differ first; null when none is known to differ
 * @param driftedNodes how many nodes differ from what they have realized
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
    int blockedNodes,
    List<GroupPause> pauses,
    @Nullable Hold hold,
    @Nullable Windows windows,
    @Nullable DriftedNodeView drifted,
    int driftedNodes) {

  public PlatformView {
    pauses = List.copyOf(pauses);
  }

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

  /**
   * What delays the next move; the reason says how to unblock it.
   *
   * @param kind of the weightiest gate
   * @param reason of all gates
   * @param gates all that are shut, the weightiest first
   * @param opensAt when all have opened by themselves, as far as known; null when one does not
   */
  public record Waiting(
      String kind, String reason, Instant since, List<GateView> gates, @Nullable Instant opensAt) {

    public Waiting {
      gates = List.copyOf(gates);
    }

    /** The view of what a platform waits for. */
    public static Waiting of(PlatformState.Waiting waiting) {
      var gates = waiting.gates().stream().map(GateView::of).toList();
      return new Waiting(
          waiting.kind(), waiting.reason(), waiting.since(), gates, GateView.lastToOpen(gates));
    }
  }

  /**
   * A pause of several platforms.
   *
   * @param selector that matches this platform
   */
  public record GroupPause(
      String selector, String by, String reason, Instant since, @Nullable Instant until) {

    /** The view of a pause. */
    public static GroupPause of(io.trueup.statestore.control.GroupPause pause) {
      return new GroupPause(
          pause.scope().text(), pause.by(), pause.reason(), pause.since(), pause.until());
    }
  }

  /** An order that keeps the platform on a version, and what left it. */
  public record Hold(
      long version,
      io.trueup.statestore.control.Hold.Cause cause,
      String by,
      String reason,
      Instant since) {}

  /**
   * What all windows together say about a platform; other gates may be shut.
   *
   * @param count how many windows count for it
   * @param open whether targets may move by them
   * @param changesAt when that changes; null when it does not, or when that is not known
   */
  public record Windows(int count, boolean open, @Nullable Instant changesAt) {}

  /**
   * The view of a platform.
   *
   * @param orders what operators ordered for it and others
   * @param commits gives the commit of a version; null when it is unknown
   * @param applied how many of the nodes that wait for their jobs an operator has already brought
   *     to the target
   */
  public static PlatformView of(
      PlatformState platform,
      StandingOrders orders,
      LongFunction<@Nullable String> commits,
      int applied) {
    var pause = platform.pause();
    var waiting = platform.waiting();
    var rollout = platform.rollout();
    var blocked = platform.blocked();
    var drifted = platform.drifted();
    return new PlatformView(
        platform.id().source().value(),
        platform.id().name(),
        platform.type(),
        platform.policy().on().text(),
        PlatformCondition.of(platform, orders.pauses()),
        PlatformCondition.since(platform, orders.pauses()),
        PlatformCondition.summary(platform, orders.pauses(), applied),
        pointer(platform.merged(), commits),
        pointer(platform.target(), commits),
        pointer(platform.realized(), commits),
        platform.syncRequested(),
        pause == null ? null : new Pause(pause.by(), pause.reason(), pause.since(), pause.until()),
        waiting == null ? null : Waiting.of(waiting),
        rollout == null ? null : RolloutView.of(rollout),
        blocked == null ? null : BlockedNodeView.of(platform.id(), blocked.first()),
        blocked == null ? 0 : blocked.nodes(),
        orders.pauses().stream().map(GroupPause::of).toList(),
        hold(platform.steering().hold()),
        orders.windows(),
        drifted == null ? null : DriftedNodeView.of(drifted.first()),
        drifted == null ? 0 : drifted.nodes());
  }

  private static @Nullable Hold hold(io.trueup.statestore.control.@Nullable Hold hold) {
    return hold == null
        ? null
        : new Hold(hold.version(), hold.cause(), hold.by(), hold.reason(), hold.since());
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

  /**
   * Whether the platform is up to date with the newest accepted version; not while it is rolled
   * back from it.
   */
  public boolean isRealized() {
    return realized.version() == merged.version() && target.version() == merged.version();
  }

  /**
   * Whether it makes no progress until a person or another system acts; a platform whose gates open
   * by themselves does.
   */
  public boolean needsAttention() {
    var opensByItself =
        state == PlatformCondition.WAITING && waiting != null && waiting.opensAt() != null;
    return state.needsAttention() && !opensByItself;
  }
}
