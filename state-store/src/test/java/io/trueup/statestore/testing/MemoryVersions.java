package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.ChangeApprovals;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PointerRules;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Version;
import io.trueup.statestore.Version.PlatformImpact;
import io.trueup.statestore.Versions;
import io.trueup.statestore.change.StateChange;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.testing.MemoryState.ArrivalRow;
import io.trueup.statestore.testing.MemoryState.VersionKey;
import io.trueup.statestore.testing.MemoryState.VersionRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checked merges, and how they move pointers. */
final class MemoryVersions implements Versions {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryVersions(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public List<Long> record(
      Lease lease, SourceId source, long processed, CommitId head, List<NewVersion> versions) {
    return transactor.in(
        "versions.record",
        () -> {
          state.fence(lease, Lease.resource(source));
          var before = state.source(source);
          if (!ChangeApprovals.areInForce(before, versions)) {
            return List.of();
          }
          var sequences = new ArrayList<Long>();
          for (var version : versions) {
            sequences.add(write(source, version, version.isApproved() ? before.approval() : null));
          }
          recordRefresh(before, processed, head, versions, sequences);
          return List.copyOf(sequences);
        });
  }

  private long write(SourceId source, NewVersion checked, @Nullable ChangeApproval approval) {
    var last = state.sequences.find(source);
    var key = new VersionKey(source, last == null ? 1 : last + 1);
    var impacts = checked.isAccepted() ? checked.platforms() : List.<Impact>of();
    state.sequences.put(source, key.sequence());
    state.versionOrder.put(state.nextId(), key);
    state.versions.put(key, row(key, checked, impacts, approval));
    impacts.forEach(impact -> follow(source, key.sequence(), impact));
    MemoryWindows.follow(state, source, key.sequence(), impacts);
    state.audit(
        Actor.DAEMON,
        checked.isAccepted() ? AuditVerbs.VERSION_ACCEPTED : AuditVerbs.VERSION_REJECTED,
        Lease.resource(source),
        null,
        MemoryJson.of("version", key.sequence(), "commit", checked.commit()),
        ChangeApprovals.reason(checked, approval));
    state.tell(checked.judged(source, key.sequence()));
    return key.sequence();
  }

  private VersionRow row(
      VersionKey key, NewVersion checked, List<Impact> impacts, @Nullable ChangeApproval approval) {
    Map<String, List<NodeDelta>> deltas = new TreeMap<>();
    for (var impact : impacts) {
      deltas.put(
          impact.platform(),
          impact.delta().stream().sorted(Comparator.comparing(NodeDelta::node)).toList());
    }
    return new VersionRow(
        new Version(
            key.source(),
            key.sequence(),
            checked.commit(),
            checked.isAccepted(),
            checked.author(),
            checked.subject(),
            checked.committedAt(),
            state.now(),
            checked.problems(),
            impacts.stream()
                .map(Impact::told)
                .sorted(Comparator.comparing(PlatformImpact::platform))
                .toList(),
            checked.change(),
            approval),
        deltas);
  }

  private void follow(SourceId source, long version, Impact impact) {
    var id = new PlatformId(source, impact.platform());
    var none = new Pointer(0, null, state.now());
    var row = state.platforms.find(id);
    var target = row == null ? none : row.target();
    var realized = row == null ? none : row.realized();
    var moved =
        PointerRules.onAccepted(
            target,
            realized,
            row == null ? null : row.steering().hold(),
            row != null && isMoving(id),
            version,
            impact.graph(),
            state.now());
    StateChange.unaffected(id, new Pointers(moved.merged(), target, realized), moved)
        .forEach(state::tell);
    var caughtUp = moved.target().version() == version;
    PlatformRows.put(
        state,
        new PlatformState(
            id,
            impact.type(),
            impact.terms(),
            moved.merged(),
            moved.target(),
            moved.realized(),
            row == null ? 0 : row.syncRequested(),
            row == null ? null : row.pause(),
            row == null || caughtUp ? null : row.waiting(),
            steering(row, impact),
            null,
            null,
            null));
  }

  private boolean isMoving(PlatformId id) {
    var rollout = PlatformRows.show(state, state.platform(id)).rollout();
    return rollout != null && !rollout.state().isOver();
  }

  private Steering steering(@Nullable PlatformState row, Impact impact) {
    var before = row == null ? Steering.NONE : row.steering();
    var schedule = impact.policy().schedule();
    var isKept = row != null && schedule != null && schedule.equals(row.policy().schedule());
    return new Steering(
        before.sync(),
        before.hold(),
        before.approval(),
        schedule == null ? Instant.EPOCH : isKept ? before.scheduleSince() : state.now(),
        before.graphSince(),
        before.wellSince());
  }

  private void recordRefresh(
      SourceState before,
      long processed,
      CommitId head,
      List<NewVersion> versions,
      List<Long> sequences) {
    var accepted = before.accepted();
    var acceptedCommit = before.acceptedCommit();
    for (var i = 0; i < versions.size(); i++) {
      if (versions.get(i).isAccepted()) {
        accepted = sequences.get(i);
        acceptedCommit = versions.get(i).commit();
      }
    }
    var row = new SourceRow(before);
    row.setHealth(Health.FOLLOWING, null, state.now());
    row.recordSuccess(processed);
    row.head = head;
    row.judged = versions.isEmpty() ? row.judged : versions.getLast().commit();
    row.accepted = accepted;
    row.acceptedCommit = acceptedCommit;
    row.acknowledged = null;
    if (!versions.isEmpty()) {
      var last = versions.getLast();
      row.judgedChange = last.isAccepted() ? null : last.change();
    }
    row.approval = accepted == before.accepted() ? row.approval : null;
    MemorySources.put(state, before, row.state());
    if (before.checkedCommit() != null && !head.equals(before.head())) {
      found(before);
    }
  }

  /** A new head was found, perhaps without a delivery. */
  private void found(SourceState before) {
    var row = Objects.requireNonNullElse(state.arrivals.find(before.id()), ArrivalRow.NONE);
    if (row.announced() <= before.processed()) {
      state.arrivals.put(
          before.id(),
          new ArrivalRow(row.newest(), row.announced(), row.unannounced() + 1, row.ever() + 1));
    }
  }

  @Override
  public List<Version> newest(@Nullable SourceId source, int limit) {
    return transactor.in(
        "versions.newest",
        () ->
            state.versionOrder.newestFirst().stream()
                .filter(key -> source == null || key.source().equals(source))
                .limit(limit)
                .flatMap(key -> Optional.ofNullable(state.versions.find(key)).stream())
                .map(VersionRow::version)
                .toList());
  }

  @Override
  public Optional<Version> find(SourceId source, long sequence) {
    return transactor.in(
        "versions.find",
        () ->
            Optional.ofNullable(state.versions.find(new VersionKey(source, sequence)))
                .map(VersionRow::version));
  }

  @Override
  public Optional<Instant> verdictSince(SourceId source) {
    return transactor.in(
        "versions.verdictSince",
        () -> {
          Optional<Version> first = Optional.empty();
          for (var key : state.versionOrder.newestFirst()) {
            var row = state.versions.find(key);
            if (row != null && key.source().equals(source)) {
              if (first.isPresent() && first.get().accepted() != row.version().accepted()) {
                break;
              }
              first = Optional.of(row.version());
            }
          }
          return first.map(Version::decidedAt);
        });
  }

  @Override
  public Optional<Version> nextAccepted(SourceId source, long after) {
    return transactor.in(
        "versions.nextAccepted",
        () -> accepted(source).filter(it -> it.sequence() > after).findFirst());
  }

  @Override
  public Optional<Version> newestAccepted(SourceId source, Instant by) {
    return transactor.in(
        "versions.newestAccepted",
        () ->
            accepted(source).filter(it -> !it.decidedAt().isAfter(by)).reduce((_, later) -> later));
  }

  @Override
  public Optional<Version> newestAccepted(SourceId source, CommitId commit) {
    return transactor.in(
        "versions.newestAcceptedOfCommit",
        () ->
            accepted(source).filter(it -> it.commit().equals(commit)).reduce((_, later) -> later));
  }

  /** The accepted versions of a source, oldest first. */
  private Stream<Version> accepted(SourceId source) {
    return state
        .versions
        .map()
        .subMap(new VersionKey(source, 0), new VersionKey(source, Long.MAX_VALUE))
        .values()
        .stream()
        .map(VersionRow::version)
        .filter(Version::accepted);
  }

  @Override
  public List<NodeDelta> delta(PlatformId platform, long sequence, int limit) {
    return transactor.in(
        "versions.delta",
        () ->
            Optional.ofNullable(state.versions.find(new VersionKey(platform.source(), sequence)))
                .map(row -> row.deltas().getOrDefault(platform.name(), List.of()))
                .orElseGet(List::of)
                .stream()
                .limit(limit)
                .toList());
  }
}
