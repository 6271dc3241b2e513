package io.trueup.statestore;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Selectable;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A platform, as it is now.
 *
 * @param type which implementation realizes it
 * @param terms what the model says about its moves
 * @param merged the newest accepted version
 * @param target the version it is moving to; 0 before the first
 * @param realized the last version that it fully reached; 0 before the first
 * @param syncRequested the version that an operator asked for last; 0 when none did
 * @param pause in force; null when there is none
 * @param waiting what keeps the next move waiting; null when nothing does
 * @param steering what operators ordered, beside a pause
 * @param rollout the newest rollout; null before the first
 * @param blocked the nodes that could not be brought to their target; null when there are none
 * @param drifted the nodes that differ from what they have realized; null when none is known to
 * @param upToDateSince since when it has fully been the newest accepted version, however many there
 *     were; null while it is not
 */
public record PlatformState(
    PlatformId id,
    String type,
    RolloutTerms terms,
    Pointer merged,
    Pointer target,
    Pointer realized,
    long syncRequested,
    @Nullable Pause pause,
    @Nullable Waiting waiting,
    Steering steering,
    @Nullable Rollout rollout,
    @Nullable Blocked blocked,
    @Nullable Drifted drifted,
    @Nullable Instant upToDateSince)
    implements Selectable {

  /** A platform without drift. */
  public PlatformState(
      PlatformId id,
      String type,
      RolloutTerms terms,
      Pointer merged,
      Pointer target,
      Pointer realized,
      long syncRequested,
      @Nullable Pause pause,
      @Nullable Waiting waiting,
      Steering steering,
      @Nullable Rollout rollout,
      @Nullable Blocked blocked,
      @Nullable Instant upToDateSince) {
    this(
        id,
        type,
        terms,
        merged,
        target,
        realized,
        syncRequested,
        pause,
        waiting,
        steering,
        rollout,
        blocked,
        null,
        upToDateSince);
  }

  /** A platform as it is stored, without its rollouts and nodes. */
  public PlatformState(
      PlatformId id,
      String type,
      RolloutPolicy policy,
      Pointer merged,
      Pointer target,
      Pointer realized,
      long syncRequested,
      @Nullable Pause pause,
      @Nullable Waiting waiting,
      @Nullable Rollout rollout) {
    this(
        id,
        type,
        RolloutTerms.of(policy),
        merged,
        target,
        realized,
        syncRequested,
        pause,
        waiting,
        Steering.NONE,
        rollout,
        null,
        null);
  }

  @Override
  public String sourceName() {
    return id.source().value();
  }

  @Override
  public String name() {
    return id.name();
  }

  /** When it follows. */
  public RolloutPolicy policy() {
    return terms.policy();
  }

  /**
   * The pause in force; empty when there is none, or when it has ended since the platform was read.
   *
   * @param now by the store's clock
   */
  public Optional<Pause> pauseInForce(Instant now) {
    return Optional.ofNullable(pause).filter(it -> it.isInForce(now));
  }

  /**
   * Nodes that were refused or failed when their jobs started.
   *
   * @param first the node that has been blocked longest
   * @param nodes how many are blocked, that one included
   */
  public record Blocked(BlockedNode first, int nodes) {}

  /**
   * Nodes that differ from what they have realized.
   *
   * @param first the node that was found to differ first
   * @param nodes how many differ, that one included
   */
  public record Drifted(DriftedNode first, int nodes) {}

  /**
   * A pointer to a version.
   *
   * @param version sequence number; 0 means none, with an empty graph
   * @param graph fingerprint of the platform's whole graph in it; null when there is none
   * @param since when it moved there
   */
  public record Pointer(long version, @Nullable Fingerprint graph, Instant since) {}

  /**
   * An operator's pause.
   *
   * @param until when it ends by itself; null when it does not
   */
  public record Pause(String by, String reason, Instant since, @Nullable Instant until) {

    /** Whether it has not ended by itself. */
    public boolean isInForce(Instant now) {
      return until == null || now.isBefore(until);
    }
  }

  /**
   * Why the next move waits.
   *
   * @param gates all that are shut, the weightiest first; never empty
   * @param since when it began to wait for these
   */
  public record Waiting(List<ShutGate> gates, Instant since) {

    public Waiting {
      gates = List.copyOf(gates);
    }

    /** Waits for one gate. */
    public static Waiting forGate(GateKind kind, String reason, Instant since) {
      return new Waiting(List.of(new ShutGate(kind, "", null, since, reason, "", null)), since);
    }

    /** Whether both wait for the same gates, whatever is told about these. */
    public boolean isForSameAs(Waiting other) {
      return gates.size() == other.gates.size()
          && gates.stream().allMatch(gate -> other.gates.stream().anyMatch(gate::isSameAs));
    }

    /**
     * This waiting as it follows another one: gates that stay shut keep since when they are, and so
     * does the waiting when its gates are the same ones. A gate for which that is not known has
     * been shut since the waiting began.
     *
     * @param before null when nothing was waited for
     */
    public Waiting after(@Nullable Waiting before) {
      var kept =
          gates.stream()
              .map(gate ->
                  before == null
                      ? gate
                      : before.gates.stream()
                          .filter(gate::isSameAs)
                          .findFirst()
                          .map(it -> gate.since(it.since()))
                          .orElse(gate))
              .map(gate -> gate.since() == null ? gate.since(since) : gate)
              .toList();
      return new Waiting(kept, before != null && isForSameAs(before) ? before.since : since);
    }

    /** The gates' kinds, each with what it is about. */
    public List<String> names() {
      return gates.stream().map(ShutGate::name).toList();
    }

    /** The kind of the weightiest gate, such as {@code removal-guard}. */
    public String kind() {
      return gates.getFirst().kind().text();
    }

    /** What it waits for and how to unblock it. */
    public String reason() {
      return gates.stream().map(ShutGate::sentence).collect(Collectors.joining(". "));
    }
  }
}
