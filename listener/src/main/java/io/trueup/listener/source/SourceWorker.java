package io.trueup.listener.source;

import io.trueup.listener.git.FetchOutcome;
import io.trueup.listener.git.GitException;
import io.trueup.listener.git.HeadChange;
import io.trueup.listener.git.MergeCommit;
import io.trueup.listener.git.RemoteHead;
import io.trueup.listener.work.Leaseholder;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings one source's processed generation up to its requested one: looks at the head, judges what
 * was merged, records the verdicts. One call does one look; the caller never calls twice at once
 * for one source in a process, and the lease keeps other processes away.
 */
public final class SourceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(SourceWorker.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int LONGEST_BURST = 1000;
  private static final int MOST_PROBLEMS = 1000;

  private final Followed followed;
  private final StateStore store;
  private final Leaseholder leases;

  /**
   * What is followed.
   *
   * @param branch for messages
   */
  public record Followed(
      SourceId source,
      String branch,
      Upstream upstream,
      ModelLibrary models,
      VersionsPerBurst versions) {}

  /** How a look ended. */
  public sealed interface Look {

    /** Nobody asked for one, or another process is at it. */
    record NotDue() implements Look {}

    /** The head is what was judged already. */
    record Unchanged() implements Look {}

    /** Something is in the way, and a person must look. */
    record Blocked(String reason) implements Look {}

    /** It failed and is due again later; the work stays owed. */
    record Failed(String reason, Duration retryAfter) implements Look {}

    /** Merges were judged. */
    record Judged(List<Long> versions) implements Look {}
  }

  public SourceWorker(Followed followed, StateStore store, Leaseholder leases) {
    this.followed = followed;
    this.store = store;
    this.leases = leases;
  }

  /** Looks once, if somebody asked for it. */
  public Look look() {
    var state = state();
    if (!isDue(state)) {
      return new Look.NotDue();
    }
    var lease = leases.claim(Lease.resource(followed.source()));
    if (lease.isEmpty()) {
      return new Look.NotDue();
    }
    try {
      // Read again: only what is read under the lease cannot be changed by another writer.
      return lookUnder(lease.get(), state());
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

  private boolean isDue(SourceState state) {
    var retryAt = state.retryAt();
    return state.requested() > state.processed()
        && (retryAt == null || !store.now().isBefore(retryAt));
  }

  private Look lookUnder(Lease lease, SourceState state) {
    try {
      return switch (followed.upstream().head()) {
        case RemoteHead.At(var head) -> at(lease, state, head);
        case RemoteHead.Missing() ->
            blocked(lease, state, HeadDecision.missing(state, followed.branch()), null);
        case RemoteHead.Empty() ->
            blocked(lease, state, HeadDecision.empty(state, followed.branch()), null);
      };
    } catch (GitException e) {
      return failed(
          lease,
          state,
          e.getMessage() == null ? "Git failed" : e.getMessage(),
          e.retryAfter().orElse(Duration.ZERO));
    }
  }

  private Look at(Lease lease, SourceState state, CommitId head) {
    if (head.equals(state.judged()) && state.health() == Health.FOLLOWING) {
      return unchanged(lease, state, head);
    }
    if (followed.upstream().fetch(head) instanceof FetchOutcome.NotVisible) {
      return failed(
          lease,
          state,
          "Commit %s was announced and cannot be fetched yet".formatted(head.abbreviated()),
          Duration.ofMillis(500));
    }
    var change = followed.upstream().classify(state.acceptedCommit(), head);
    return switch (HeadDecision.of(state, head, change)) {
      case HeadDecision.Nothing() -> unchanged(lease, state, head);
      case HeadDecision.Block(var reason) -> blocked(lease, state, reason, head);
      case HeadDecision.Take() -> take(lease, state, head);
    };
  }

  private Look unchanged(Lease lease, SourceState state, @Nullable CommitId head) {
    store
        .sources()
        .recordLook(lease, followed.source(), state.requested(), Health.FOLLOWING, null, head);
    return new Look.Unchanged();
  }

  private Look blocked(Lease lease, SourceState state, String reason, @Nullable CommitId head) {
    store
        .sources()
        .recordLook(lease, followed.source(), state.requested(), Health.BLOCKED, reason, head);
    if (!reason.equals(state.reason())) {
      // Before the first version nothing can be lost, and everybody is still setting things up.
      var level = state.acceptedCommit() == null ? Level.WARN : Level.ERROR;
      LOG.atLevel(level).log("Source '{}' is blocked. {}", followed.source(), reason);
    }
    return new Look.Blocked(reason);
  }

  private Look failed(Lease lease, SourceState state, String reason, Duration atLeast) {
    var wait = Duration.ofMillis(500L << Math.min(state.attempts(), 10));
    wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    wait = wait.compareTo(atLeast) < 0 ? atLeast : wait;
    store.sources().recordFailedLook(lease, followed.source(), reason, store.now().plus(wait));
    if (!reason.equals(state.reason())) {
      LOG.warn("{}. Source '{}' is looked at again until it works", reason, followed.source());
    }
    return new Look.Failed(reason, wait);
  }

  private Look take(Lease lease, SourceState state, CommitId head) {
    var judged = new ArrayList<NewVersion>();
    var accepted = state.acceptedCommit();
    for (var merge : merges(state, head)) {
      var version = judge(merge, accepted);
      judged.add(version);
      if (version.isAccepted()) {
        accepted = merge.commit();
      }
    }
    var sequences =
        store.versions().record(lease, followed.source(), state.requested(), head, judged);
    if (!judged.getLast().commit().equals(head)) {
      store.sources().request(followed.source()); // a burst longer than one look takes
    }
    for (var i = 0; i < sequences.size(); i++) {
      tell(sequences.get(i), judged.get(i));
    }
    return new Look.Judged(sequences);
  }

  private List<MergeCommit> merges(SourceState state, CommitId head) {
    var accepted = state.acceptedCommit();
    if (accepted == null
        || followed.versions() == VersionsPerBurst.NEWEST
        || head.equals(state.acknowledged())) {
      return List.of(followed.upstream().merge(head));
    }
    var judged = state.judged();
    var after =
        judged != null && followed.upstream().classify(judged, head) == HeadChange.FAST_FORWARD
            ? judged
            : accepted;
    return followed.upstream().merges(after, head, LONGEST_BURST);
  }

  private NewVersion judge(MergeCommit merge, @Nullable CommitId accepted) {
    var judgement = followed.models().judge(merge.commit(), accepted);
    var model = judgement.model();
    var before = accepted == null ? null : followed.models().model(accepted);
    return new NewVersion(
        merge.commit(),
        merge.author(),
        merge.subject(),
        merge.committedAt(),
        recorded(judgement.problems()),
        judgement.isAccepted() && model != null ? Impacts.between(before, model) : List.of());
  }

  /** So many problems are kept of a version, the errors first; nobody mends more at once. */
  private static List<Problem> recorded(List<Problem> problems) {
    if (problems.size() <= MOST_PROBLEMS) {
      return problems;
    }
    var kept =
        new ArrayList<>(
            problems.stream()
                .sorted(Comparator.comparing(Problem::severity))
                .limit(MOST_PROBLEMS)
                .sorted(Problem.BY_LOCATION)
                .toList());
    kept.add(
        new Problem(
            "model.more-problems",
            Severity.WARNING,
            Location.NOWHERE,
            "There are %,d more problems".formatted(problems.size() - MOST_PROBLEMS),
            "Mend these, or see all with 'trueup check --output json'"));
    return kept;
  }

  private void tell(long sequence, NewVersion version) {
    if (version.isAccepted()) {
      followed.upstream().pin(sequence, version.commit());
      var affected = version.platforms().stream().filter(it -> !it.delta().isEmpty()).count();
      LOG.info(
          "Version {} of '{}' is accepted: {} \"{}\", {} of {} platforms affected",
          sequence,
          followed.source(),
          version.commit().abbreviated(),
          version.subject(),
          affected,
          version.platforms().size());
    } else {
      LOG.info(
          "Version {} of '{}' is rejected: {} \"{}\", {} problems, the first: {}",
          sequence,
          followed.source(),
          version.commit().abbreviated(),
          version.subject(),
          version.problems().size(),
          version.problems().getFirst());
    }
  }
}
