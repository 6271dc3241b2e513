package io.trueup.listener.engine.drift;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks platforms for drift as their models say: nodes that are at their target are compared with
 * the container when they are due. Each call does one part of a check and holds the platform for no
 * longer, so that a merge never waits for a whole check. It always resumes from the store; the
 * caller never makes two calls at once for one platform in a process, and the lease keeps other
 * processes and operators away.
 */
public final class DriftWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

  private final StateStore store;
  private final Leaseholder leases;
  private final GateRules rules;
  private final DriftSubjects subjects;

  public DriftWatch(
      StateStore store,
      Leaseholder leases,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules) {
    this.store = store;
    this.leases = leases;
    this.rules = rules;
    this.subjects = new DriftSubjects(store, models, realizers);
  }

  /**
   * Does the next part of a check, if one is due.
   *
   * @return when the next one is due; empty when the platform is not checked, or cannot be now
   */
  public Optional<Instant> advance(PlatformId id) {
    var platform = store.platforms().find(id).orElse(null);
    if (platform == null) {
      return Optional.empty();
    }
    var agenda = agenda(platform);
    if (agenda == null || subjects.obstacle(platform).isPresent()) {
      return Optional.empty();
    }
    var next = agenda.next(lastCheck(id), platform.drifted() != null);
    if (store.now().isBefore(next)) {
      return Optional.of(next);
    }
    var lease = leases.claim(Lease.resource(id));
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    try {
      return checked(lease.get(), id);
    } finally {
      leases.release(lease.get());
    }
  }

  /** Null for a platform whose model asks for no checks. */
  private static @Nullable DriftAgenda agenda(PlatformState platform) {
    var every = platform.policy().drift().every();
    return every == null ? null : DriftAgenda.of(platform.id(), every);
  }

  private @Nullable DriftCheck lastCheck(PlatformId id) {
    return store.drift().lastCheck(id).orElse(null);
  }

  /** Decides again under the lease: another process may have checked meanwhile. */
  private Optional<Instant> checked(Lease lease, PlatformId id) {
    var now = store.now();
    DriftSubjects.Found found;
    try {
      found = subjects.find(lease, id);
    } catch (GitException e) {
      store
          .drift()
          .recordFailure(
              lease, id, 0, now, "The model cannot be read: %s".formatted(e.getMessage()));
      return Optional.empty();
    }
    if (!(found instanceof DriftSubjects.Found.Subject(var subject))) {
      return Optional.empty();
    }
    var agenda = agenda(subject.platform());
    if (agenda == null) {
      return Optional.empty();
    }
    var last = lastCheck(id);
    var inspection = new DriftInspection(store, rules, subject, now);
    switch (agenda.task(last, subject.platform().drifted() != null, now)) {
      case NOTHING -> {}
      case KNOWN -> log(id, inspection.inspect(known(id), null), last);
      case DUE -> {
        var batch =
            agenda
                .schedule()
                .due(
                    subject.graph().nodes().keySet(),
                    last == null ? null : last.checkedThrough(),
                    now);
        log(id, inspection.inspect(batch.nodes(), batch.through()), last);
      }
    }
    return next(id);
  }

  private List<NodeKey> known(PlatformId id) {
    return store.drift().drifted(id, "", DriftSchedule.BATCH).stream()
        .map(DriftedNode::node)
        .toList();
  }

  private Optional<Instant> next(PlatformId id) {
    return store
        .platforms()
        .find(id)
        .flatMap(it -> {
          var agenda = agenda(it);
          return agenda == null
              ? Optional.empty()
              : Optional.of(agenda.next(lastCheck(id), it.drifted() != null));
        });
  }

  /**
   * Logs what a person would tell another: new drift, repairs, and the first failure of several.
   */
  private static void log(
      PlatformId id, DriftInspection.Result result, @Nullable DriftCheck before) {
    switch (result) {
      case DriftInspection.Result.Compared(_, var found, var repaired, var left) -> {
        if (found > 0) {
          LOG.warn("{} node(s) of platform '{}' differ from what is realized", found, id);
        }
        if (repaired > 0) {
          LOG.info("Repaired {} drifted node(s) of platform '{}'; {} left", repaired, id, left);
        }
        if (before != null && before.failure() != null) {
          LOG.info("Platform '{}' can be checked for drift again", id);
        }
      }
      case DriftInspection.Result.Failed(var error) -> {
        if (before == null || before.failure() == null) {
          LOG.warn("Cannot check platform '{}' for drift; it is retried. {}", id, error);
        }
      }
    }
  }
}
