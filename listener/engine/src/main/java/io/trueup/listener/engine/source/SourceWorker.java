package io.trueup.listener.engine.source;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.listener.engine.source.MergeEvaluator.OnMachineError;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.problem.CappedProblems;
import io.trueup.model.problem.Severity;
import io.trueup.model.schedule.ExponentialBackoff;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings one source's processed generation up to its requested one: checks the head, evaluates the
 * merges, records the verdicts. One call makes one check. The caller never makes two calls at once
 * for one source in a process; the lease keeps other processes away.
 */
public final class SourceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(SourceWorker.class);
  private static final ExponentialBackoff RETRIES =
      new ExponentialBackoff(Duration.ofMillis(500), Duration.ofMinutes(5));
  private static final int LONGEST_BURST = 1000;

  /** From a failed check to the next one, even when a delivery or an operator asks for it. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);

  /** How often to try a commit on which the machine fails. */
  private static final int TRIES = 3;

  private final Followed followed;
  private final MergeEvaluator judge;
  private final StateStore store;
  private final Leaseholder leases;
  private final FactObserver facts;
  private final DoubleSupplier spread;

  /**
   * A followed source.
   *
   * @param branch for messages
   */
  public record Followed(
      SourceId source,
      String branch,
      Upstream upstream,
      EvaluatingLibrary models,
      VersionsPerBurst versions) {

    private Followed observedBy(FactObserver facts) {
      return new Followed(
          source, branch, new ObservedUpstream(source, upstream, facts), models, versions);
    }
  }

  /** The result of a check. */
  public sealed interface RefreshResult {

    /** No check is owed, or another process makes it. */
    record NotDue() implements RefreshResult {}

    /** A check is owed, but a failed one allows it no earlier. */
    record Waiting(Duration left) implements RefreshResult {}

    /** The head was evaluated before. */
    record Unchanged() implements RefreshResult {}

    /** The source is blocked until an operator acts. */
    record Blocked(String reason) implements RefreshResult {}

    /** The check failed and is retried; the work stays owed. */
    record Failed(String reason, Duration retryAfter) implements RefreshResult {}

    /** The verdicts of merges were recorded. */
    record Recorded(List<Long> versions) implements RefreshResult {}
  }

  public SourceWorker(Followed followed, StateStore store, Leaseholder leases) {
    this(followed, store, leases, FactObserver.NONE, () -> 0.5);
  }

  /**
   * The same, which tells what it does.
   *
   * @param spread from 0 to 1, of the waits after failed checks: sources whose server was away do
   *     not come back at once
   */
  public SourceWorker(
      Followed followed,
      StateStore store,
      Leaseholder leases,
      FactObserver facts,
      DoubleSupplier spread) {
    this.facts = facts;
    this.spread = spread;
    this.followed = followed.observedBy(facts);
    this.judge = new MergeEvaluator(followed.models());
    this.store = store;
    this.leases = leases;
  }

  /** Makes one check, if one is owed. */
  public RefreshResult refresh() {
    var state = state();
    if (state.requested() <= state.processed()) {
      return new RefreshResult.NotDue();
    }
    var left = left(state);
    if (left.isPositive()) {
      return new RefreshResult.Waiting(left);
    }
    var lease = leases.claim(Lease.resource(followed.source()));
    if (lease.isEmpty()) {
      return new RefreshResult.NotDue();
    }
    try {
      // Read again: under the lease, no other writer can change it.
      return lookUnder(lease.get(), state());
    } finally {
      leases.release(lease.get());
    }
  }

  /**
   * Records a check that ended in a failure which {@link #refresh} does not expect, such as an
   * error of the machine, so that operators see it and it is retried.
   */
  public RefreshResult recordFailure(Throwable failure) {
    var lease = leases.claim(Lease.resource(followed.source()));
    if (lease.isEmpty()) {
      return new RefreshResult.NotDue();
    }
    try {
      return failing(lease.get(), state(), null, failure);
    } finally {
      leases.release(lease.get());
    }
  }

  private SourceState state() {
    return store
        .sources()
        .find(followed.source())
        .orElseThrow(() ->
            new IllegalStateException(
                "Source '%s' was never declared".formatted(followed.source())));
  }

  private Duration left(SourceState state) {
    var retryAt = state.retryAt();
    return retryAt == null ? Duration.ZERO : Duration.between(store.now(), retryAt);
  }

  private RefreshResult lookUnder(Lease lease, SourceState state) {
    @Nullable CommitId seen = null;
    try {
      return switch (followed.upstream().head()) {
        case RemoteHead.At(var head) -> {
          seen = head;
          yield at(lease, state, head);
        }
        case RemoteHead.Missing() ->
            blocked(lease, state, HeadDecision.missing(state, followed.branch()), null);
        case RemoteHead.Empty() ->
            blocked(lease, state, HeadDecision.empty(state, followed.branch()), null);
      };
    } catch (GitException e) {
      var reason = e.getMessage() == null ? "Git failed" : e.getMessage();
      LOG.debug("A check of source '{}' failed", followed.source(), e);
      return failed(lease, state, Health.UNREACHABLE, reason, e.retryAfter().orElse(Duration.ZERO));
    } catch (StateStoreException | LostLeaseException e) {
      throw e;
    } catch (RuntimeException e) {
      return failing(lease, state, seen, e);
    }
  }

  private RefreshResult at(Lease lease, SourceState state, CommitId head) {
    if (head.equals(state.checkedCommit())
        && state.health() == Health.FOLLOWING
        && !state.needsNewVerdict()) {
      return unchanged(lease, state, head);
    }
    if (followed.upstream().fetch(head) instanceof FetchOutcome.NotVisible) {
      return failed(
          lease,
          state,
          Health.UNREACHABLE,
          "Cannot fetch commit %s yet, although the branch is at it".formatted(head.abbreviated()),
          Duration.ofMillis(500));
    }
    var change = followed.upstream().classify(state.acceptedCommit(), head);
    return switch (HeadDecision.of(state, head, change)) {
      case HeadDecision.UpToDate() -> unchanged(lease, state, head);
      case HeadDecision.Block(var reason) -> blocked(lease, state, reason, head);
      case HeadDecision.Take() -> take(lease, state, head);
    };
  }

  private RefreshResult unchanged(Lease lease, SourceState state, CommitId head) {
    store
        .sources()
        .recordRefresh(lease, followed.source(), state.requested(), Health.FOLLOWING, null, head);
    return new RefreshResult.Unchanged();
  }

  private RefreshResult blocked(
      Lease lease, SourceState state, String reason, @Nullable CommitId head) {
    store
        .sources()
        .recordRefresh(lease, followed.source(), state.requested(), Health.BLOCKED, reason, head);
    if (!reason.equals(state.reason())) {
      // Before the first version nothing can be lost, and the source is still being set up.
      var level = state.acceptedCommit() == null ? Level.WARN : Level.ERROR;
      LOG.atLevel(level).log("Source '{}' is blocked. {}", followed.source(), reason);
    }
    return new RefreshResult.Blocked(reason);
  }

  /** A check that failed for a reason other than the repository's server. */
  private RefreshResult failing(
      Lease lease, SourceState state, @Nullable CommitId head, Throwable failure) {
    var reason =
        failure instanceof MergeEvaluator.EvaluationException
            ? String.valueOf(failure.getMessage())
            : "Cannot follow source '%s'%s: %s"
                .formatted(
                    followed.source(),
                    head == null ? "" : " to commit " + head.abbreviated(),
                    MergeEvaluator.oneLine(failure));
    if (!reason.equals(state.reason())) {
      LOG.error("{}. It is retried until it works", reason, failure);
    }
    return failed(lease, state, Health.FAILING, reason, Duration.ZERO);
  }

  private RefreshResult failed(
      Lease lease, SourceState state, Health health, String reason, Duration atLeast) {
    var wait = longer(RETRIES.after(state.attempts(), spread.getAsDouble()), atLeast);
    var now = store.now();
    store
        .sources()
        .recordFailedRefresh(
            lease,
            followed.source(),
            new FailedRefresh(
                health, reason, now.plus(wait), now.plus(longer(SHORTEST_WAIT, atLeast))));
    if (health == Health.UNREACHABLE && !reason.equals(state.reason())) {
      LOG.warn("{}. Source '{}' is retried until it works", reason, followed.source());
    }
    return new RefreshResult.Failed(reason, wait);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private RefreshResult take(Lease lease, SourceState state, CommitId head) {
    var began = store.now();
    var judged = judged(state, head);
    List<Long> sequences;
    try {
      sequences = record(lease, state, head, judged);
    } catch (StateStoreException e) {
      if (e.isTransient()) {
        throw e;
      }
      if (!isLastTry(state)) {
        return failing(lease, state, judged.getFirst().commit(), e);
      }
      judged =
          List.of(
              MergeEvaluator.cannotRecord(
                  judged.getFirst().commit(), String.valueOf(e.getMessage())));
      sequences = record(lease, state, head, judged);
    }
    if (sequences.isEmpty()) {
      return new RefreshResult.Waiting(Duration.ZERO); // the approval was withdrawn meanwhile
    }
    for (var i = 0; i < sequences.size(); i++) {
      pinAndLog(sequences.get(i), judged.get(i));
    }
    facts.happened(new EngineFact.MergesJudged(followed.source(), sequences, began));
    return new RefreshResult.Recorded(sequences);
  }

  private List<Long> record(
      Lease lease, SourceState state, CommitId head, List<NewVersion> judged) {
    var sequences =
        store.versions().record(lease, followed.source(), state.requested(), head, judged);
    if (!judged.getLast().commit().equals(head)) {
      store.sources().request(followed.source()); // the burst is longer than one check takes
    }
    return sequences;
  }

  private List<NewVersion> judged(SourceState state, CommitId head) {
    var policy = isLastTry(state) ? OnMachineError.REJECT : OnMachineError.RETRY;
    var judged = new ArrayList<NewVersion>();
    var accepted = state.acceptedCommit();
    var approval = state.approval();
    for (var merge : merges(state, head)) {
      var approved = approval == null ? null : approval.change();
      var started = System.nanoTime();
      var version = judge.evaluate(merge, accepted, approved, policy);
      facts.happened(
          new EngineFact.ModelChecked(
              followed.source(), Duration.ofNanos(System.nanoTime() - started)));
      judged.add(version);
      if (version.isAccepted()) {
        accepted = merge.commit();
        approval = null;
      }
    }
    return judged;
  }

  private static boolean isLastTry(SourceState state) {
    return state.health() == Health.FAILING && state.attempts() >= TRIES;
  }

  private List<MergeCommit> merges(SourceState state, CommitId head) {
    var accepted = state.acceptedCommit();
    if (accepted == null
        || followed.versions() == VersionsPerBurst.NEWEST
        || head.equals(state.acknowledged())
        || head.equals(state.checkedCommit())) {
      return List.of(followed.upstream().merge(head));
    }
    var judged = state.checkedCommit();
    var after =
        judged != null && followed.upstream().classify(judged, head) == HeadChange.FAST_FORWARD
            ? judged
            : accepted;
    // After a failure one at a time, to isolate the commit at fault.
    var limit = state.health() == Health.FAILING ? 1 : LONGEST_BURST;
    return followed.upstream().merges(after, head, limit);
  }

  private void pinAndLog(long sequence, NewVersion version) {
    if (version.isAccepted()) {
      followed.upstream().pin(sequence, version.commit());
      var affected = version.platforms().stream().filter(it -> !it.delta().isEmpty()).count();
      LOG.info(
          "Accepted version {} of '{}': {} \"{}\", {} of {} platforms affected",
          sequence,
          followed.source(),
          version.commit().abbreviated(),
          version.subject(),
          affected,
          version.platforms().size());
    } else {
      LOG.info(
          "Rejected version {} of '{}'{}: {} \"{}\", {} errors, the first: {}",
          sequence,
          followed.source(),
          version.change() == null ? "" : ", by compatibility alone, which an operator may approve",
          version.commit().abbreviated(),
          version.subject(),
          CappedProblems.count(version.problems(), Severity.ERROR),
          version.problems().stream()
              .filter(it -> it.severity() == Severity.ERROR)
              .findFirst()
              .orElseThrow());
    }
  }
}
