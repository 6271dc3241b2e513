package io.trueup.listener.schema;

import io.trueup.listener.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.Permission;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The right of an operator to be the only one who changes a platform: the platform's lease, under a
 * holder of its own, so that neither the daemon's worker nor another operator goes on meanwhile.
 */
final class Hold implements AutoCloseable {

  private final StateStore store;
  private final PlatformId platform;
  private final LeaseKeeper keeper;
  private final Lease lease;

  private Hold(StateStore store, PlatformId platform, LeaseKeeper keeper, Lease lease) {
    this.store = store;
    this.platform = platform;
    this.keeper = keeper;
    this.lease = lease;
  }

  /**
   * Claims holds. Safe for any thread.
   *
   * @param keepers gives what keeps leases for a holder within this process
   * @param patience how long to wait for whoever has the platform now
   */
  record Desk(
      StateStore store,
      Function<String, LeaseKeeper> keepers,
      Duration patience,
      AtomicLong serial) {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * Claims a platform.
     *
     * @throws SchemaException when somebody else has it for longer than patience lasts
     */
    Hold claim(PlatformId platform, String operator) {
      var resource = Lease.resource(platform);
      var keeper = keepers.apply("operator %s (%d)".formatted(operator, serial.incrementAndGet()));
      var left = patience;
      var lease = keeper.claim(resource);
      while (lease.isEmpty() && left.isPositive()) {
        pause(keeper);
        left = left.minus(PAUSE);
        lease = keeper.claim(resource);
      }
      if (lease.isEmpty()) {
        keeper.close();
        throw held(platform, store.leases().holder(resource));
      }
      return new Hold(store, platform, keeper, lease.get());
    }

    private static void pause(LeaseKeeper keeper) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        keeper.close();
        throw SchemaException.unavailable("The daemon is stopping; nothing was changed");
      }
    }

    private static SchemaException held(PlatformId platform, Optional<String> holder) {
      return SchemaException.conflict(
          "platform-held",
          "Platform '%s' is being changed by %s. Nothing was changed; try again when that is done"
              .formatted(platform, holder.map("'%s'"::formatted).orElse("somebody else")));
    }
  }

  /**
   * Leave to change some nodes: while the platform is held and no job runs on any of them.
   *
   * <p>What it throws is a {@link SchemaException} or says that the lease was lost.
   */
  Permission permission(Set<NodeKey> nodes) {
    return () -> {
      store.leases().require(lease);
      requireNoRun(store, platform, nodes);
    };
  }

  /**
   * Nothing changes under a running job.
   *
   * @throws SchemaException when a live run is on one of the nodes
   */
  static void requireNoRun(StateStore store, PlatformId platform, Set<NodeKey> nodes) {
    for (var run : store.runs().live(platform)) {
      if (nodes.contains(run.node())) {
        throw SchemaException.conflict(
            "run-live",
            "Run %s of job '%s' is under way on node '%s' since %s, and nothing changes under a running job. Try again when it has ended, which 'trueup node end' tells of one that died"
                .formatted(run.id(), run.job(), run.node(), run.beganAt()));
      }
    }
  }

  @Override
  public void close() {
    keeper.release(lease);
    keeper.close();
  }
}
