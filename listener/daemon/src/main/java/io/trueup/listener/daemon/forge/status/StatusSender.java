package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells one forge what changes mean. What was told about platforms is in the store, so that after a
 * crash at most the newest is told again, which does no harm. For one thread at a time, apart from
 * {@link #oldestUntold}.
 */
final class StatusSender implements EventRelay.Destination {

  private final SourceId source;
  private final StateStore store;
  private final StatusReader reader;
  private final StatusCalls calls;

  /** What is told of a batch that was interrupted, so that it comes further each time. */
  private final Set<StatusReport> sent = new HashSet<>();

  private volatile @Nullable Instant oldestUntold;

  StatusSender(SourceId source, StateStore store, StatusCalls calls) {
    this.source = source;
    this.store = store;
    this.calls = calls;
    this.reader = new StatusReader(store);
  }

  /** When the oldest change that its forge was not told of was recorded; empty for none. */
  Optional<Instant> oldestUntold() {
    return Optional.ofNullable(oldestUntold);
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    var touched = StatusPlanner.fold(source, changes);
    oldestUntold =
        changes.stream()
            .filter(it -> source.equals(it.source()))
            .map(RecordedChange::at)
            .findFirst()
            .orElse(null);
    for (var merge : touched.verdicts()) {
      status(StatusPlanner.verdict(merge, firstError(merge)));
    }
    for (var platform : touched.platforms()) {
      tell(platform, lease);
    }
    abandon();
  }

  @Override
  public void abandon() {
    sent.clear();
    oldestUntold = null;
  }

  private void status(StatusReport report) throws UndeliveredException {
    if (!sent.contains(report)) {
      calls.status(report);
      sent.add(report);
    }
  }

  private @Nullable String firstError(MergeJudged merge) {
    return merge.isAccepted()
        ? null
        : store
            .versions()
            .find(source, merge.version())
            .flatMap(it ->
                it.problems().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .map(Problem::message)
                    .findFirst())
            .orElse(null);
  }

  private void tell(PlatformId id, Lease lease) throws UndeliveredException {
    var state = store.platforms().find(id).orElse(null);
    if (state == null) {
      return;
    }
    var standing = PlatformStanding.of(reader.platform(state), this::commit);
    var told = store.forgeStatuses().of(id);
    for (var report : StatusPlanner.due(id, standing, told, store.now())) {
      status(report);
      store.forgeStatuses().record(lease, report.sent(calls.deployment(report)));
    }
    for (var version : StatusPlanner.over(standing, told)) {
      store.forgeStatuses().remove(lease, id, version);
    }
  }

  private Optional<CommitId> commit(long version) {
    return store.versions().find(source, version).map(Version::commit);
  }
}
