package io.trueup.listener.engine.drift;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.drift.DriftCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks of platforms for drift that operators request. Safe for any thread; calls block, for as
 * long as the container takes.
 */
public final class DriftControl {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Dependencies lent;
  private final DriftSubjects subjects;
  private final Consumer<PlatformId> poke;
  private final AtomicLong serial = new AtomicLong();

  /**
   * Lent by the daemon.
   *
   * @param keepers makes the keeper of a check's lease, by a name that is unique in the process
   * @param patience how long to wait for the current holder of a platform
   */
  public record Dependencies(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules,
      Function<String, LeaseKeeper> keepers,
      Duration patience) {}

  /** The result of a requested check. */
  public sealed interface Outcome {

    /**
     * The nodes that are at their target were compared.
     *
     * @param platform as it is now
     * @param found how many nodes were not known to have drifted
     * @param repaired how many were repaired
     */
    record Checked(PlatformState platform, int compared, int found, int repaired)
        implements Outcome {}

    /**
     * Nothing was compared.
     *
     * @param code stable, such as {@code platform-held}
     * @param reason one sentence
     */
    record Refused(String code, String reason) implements Outcome {}

    /** The container cannot be read; the reason is recorded. */
    record Failed(String error) implements Outcome {}
  }

  /**
   * Checks of a daemon's platforms.
   *
   * @param poke gets each platform that was held for a check
   */
  public DriftControl(Dependencies lent, Consumer<PlatformId> poke) {
    this.lent = lent;
    this.poke = poke;
    this.subjects = new DriftSubjects(lent.store(), lent.models(), lent.realizers());
  }

  /** When a platform is checked next by itself; empty when it is not, or cannot be now. */
  public Optional<Instant> next(PlatformState platform, @Nullable DriftCheck last) {
    var every = platform.policy().drift().every();
    return every == null || subjects.obstacle(platform).isPresent()
        ? Optional.empty()
        : Optional.of(DriftAgenda.of(platform.id(), every).next(last, platform.drifted() != null));
  }

  /**
   * Compares all nodes of a platform that are at their target, now, and repairs what differs where
   * the model says so.
   */
  public Outcome check(PlatformState platform, Actor actor) {
    var obstacle = subjects.obstacle(platform);
    if (obstacle.isPresent()) {
      return new Outcome.Refused(obstacle.get().code(), obstacle.get().reason());
    }
    var id = platform.id();
    var name = "drift check of %s (%d)".formatted(actor.name(), serial.incrementAndGet());
    try (var keeper = lent.keepers().apply(name)) {
      var lease = claim(keeper, Lease.resource(id));
      if (lease.isEmpty()) {
        return held(id);
      }
      try {
        return check(lease.get(), id);
      } finally {
        keeper.release(lease.get());
        poke.accept(id);
      }
    } catch (LostLeaseException _) {
      return new Outcome.Refused(
          "platform-held", "Another process took over platform '%s' meanwhile".formatted(id));
    } catch (GitException e) {
      return new Outcome.Failed("The model cannot be read: %s".formatted(e.getMessage()));
    }
  }

  private Outcome check(Lease lease, PlatformId id) {
    var startedAt = lent.store().now();
    return switch (subjects.find(lease, id)) {
      case DriftSubjects.Found.Nothing(var code, var reason) -> new Outcome.Refused(code, reason);
      case DriftSubjects.Found.Subject(var subject) -> check(subject, startedAt);
    };
  }

  private Outcome check(DriftInspection.Subject subject, Instant startedAt) {
    var inspection = new DriftInspection(lent.store(), lent.rules(), subject, startedAt);
    var nodes = List.copyOf(subject.graph().nodes().keySet());
    var compared = 0;
    var found = 0;
    var repaired = 0;
    var start = 0;
    do {
      var end = Math.min(nodes.size(), start + DriftSchedule.BATCH);
      var through = end == nodes.size() ? startedAt : null;
      switch (inspection.inspect(batch(nodes, start, end), through)) {
        case DriftInspection.Result.Failed(var error) -> {
          return new Outcome.Failed(error);
        }
        case DriftInspection.Result.Compared part -> {
          compared += part.nodes();
          found += part.found();
          repaired += part.repaired();
        }
      }
      start = end;
    } while (start < nodes.size());
    var after = lent.store().platforms().find(subject.platform().id());
    return new Outcome.Checked(after.orElse(subject.platform()), compared, found, repaired);
  }

  private static List<NodeKey> batch(List<NodeKey> nodes, int start, int end) {
    return nodes.subList(start, end);
  }

  private Optional<Lease> claim(LeaseKeeper keeper, String resource) {
    var left = lent.patience();
    var lease = keeper.claim(resource);
    while (lease.isEmpty() && left.isPositive() && paused()) {
      left = left.minus(PAUSE);
      lease = keeper.claim(resource);
    }
    return lease;
  }

  private static boolean paused() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Outcome held(PlatformId platform) {
    var holder = lent.store().leases().holder(Lease.resource(platform));
    return new Outcome.Refused(
        "platform-held",
        "Platform '%s' is being changed by %s. Nothing was compared; try again when that is done"
            .formatted(platform, holder.map("'%s'"::formatted).orElse("another process")));
  }
}
