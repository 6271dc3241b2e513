package io.trueup.listener.daemon.simulation;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Version;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says which gates are shut, in another way than the daemon: times are stepped through, and sets
 * are compared by the models themselves.
 */
final class GateOracle {

  private final SimulatedWorld world;

  /** The nodes that operators saw when they approved their removal, by the digest. */
  private final Map<String, Set<NodeKey>> approved = new HashMap<>();

  GateOracle(SimulatedWorld world) {
    this.world = world;
  }

  /** An operator approved what a version removes. */
  void approved(String digest, PlatformState platform, long version) {
    approved.put(digest, removed(platform, version));
  }

  /** Checks that a move was allowed. */
  void check(Claim claim) {
    var shut = EnumSet.noneOf(GateKind.class);
    for (var kind : GateKind.values()) {
      if (isShut(kind, claim) && !isPassed(kind, claim)) {
        shut.add(kind);
      }
    }
    world.check(shut.isEmpty(), () -> "P8: a target moved while %s: %s".formatted(shut, claim));
    if (!claim.isBack()) {
      inOrder(claim);
    }
  }

  /** Checks that something that began to change could begin. */
  void check(SeenDecisions.Begin begin) {
    var platform = begin.platform();
    var rollout = platform.rollout();
    world.check(
        !isPaused(platform, begin.inputs(), begin.at()),
        () -> "P8: %s changed while paused: %s".formatted(begin.what(), begin));
    world.check(
        rollout == null || rollout.state() != Rollout.State.CANCELLED,
        () -> "%s changed after its rollout was cancelled: %s".formatted(begin.what(), begin));
    world.check(
        platform.policy().atClose() == AtClose.FINISH
            || (rollout != null && rollout.overrides().contains(GateKind.WINDOW))
            || !isOutsideWindows(platform, begin.inputs(), begin.at()),
        () -> "at-close was not kept when %s changed: %s".formatted(begin.what(), begin));
  }

  private void inOrder(Claim claim) {
    var platform = claim.before();
    if (platform.policy().versions() == VersionOrder.NEWEST) {
      return;
    }
    var next =
        versions(platform).stream()
            .filter(it -> it.accepted() && it.sequence() > platform.target().version())
            .mapToLong(Version::sequence)
            .min();
    world.check(
        claim.to() == platform.target().version() || claim.to() == next.orElse(0),
        () -> "a version was skipped: " + claim);
    world.check(
        platform.rollout() == null || platform.rollout().state().isOver(),
        () -> "a version was not waited for: " + claim);
  }

  private boolean isPassed(GateKind kind, Claim claim) {
    if (claim.isBack()) {
      return claim.rollout().overrides().contains(kind);
    }
    var sync = claim.before().steering().sync();
    return sync != null && sync.version() >= claim.to() && sync.overrides().contains(kind);
  }

  private boolean isShut(GateKind kind, Claim claim) {
    var platform = claim.before();
    return switch (kind) {
      case BLOCKED -> !claim.isBack() && claim.inputs().source().health() == Health.BLOCKED;
      case PAUSED -> isPaused(platform, claim.inputs(), claim.at());
      case HELD -> !claim.isBack() && isHeld(platform, claim.to());
      case REMOVAL_GUARD -> !claim.isBack() && isGuarded(claim);
      case POLICY -> !claim.isBack() && !isAsked(claim);
      case WINDOW -> isOutsideWindows(platform, claim.inputs(), claim.at());
      case DEPENDENCY ->
          !claim.isBack()
              && platform.terms().dependencies().stream().anyMatch(it -> isAhead(claim, it));
      case SOAK ->
          !claim.isBack()
              && platform.terms().dependencies().stream().anyMatch(it -> isFresh(claim, it));
      case CREDENTIALS, MODEL_SERVERS -> false;
    };
  }

  private static boolean isHeld(PlatformState platform, long to) {
    var hold = platform.steering().hold();
    return hold != null && to > hold.version();
  }

  boolean isPaused(PlatformState platform, GateInputs inputs, Instant at) {
    var own = platform.pause();
    return (own != null && (own.until() == null || at.isBefore(own.until())))
        || inputs.pauses().stream()
            .anyMatch(it ->
                matches(it.scope(), platform) && (it.until() == null || at.isBefore(it.until())));
  }

  private static boolean matches(Selector scope, PlatformState platform) {
    var text = scope.text();
    return text.equals("all")
        || Arrays.stream(text.split(",", -1))
            .allMatch(term ->
                List.of(
                            "source=" + platform.id().source(),
                            "type=" + platform.type(),
                            "platform=" + platform.id(),
                            "platform=" + platform.id().name())
                        .contains(term)
                    || platform.terms().tags().stream().anyMatch(it -> term.equals("tag=" + it)));
  }

  boolean isOutsideWindows(PlatformState platform, GateInputs inputs, Instant at) {
    var mine =
        inputs.windows().stream()
            .filter(it -> it.endedAt() == null && matches(it.spec().scope(), platform))
            .filter(it -> !isSuspended(it, at))
            .map(RolloutWindow::spec)
            .toList();
    var isDenied =
        mine.stream().anyMatch(it -> it.kind() == WindowKind.DENY && isIn(it.times(), at));
    var allows = mine.stream().filter(it -> it.kind() == WindowKind.ALLOW).toList();
    return isDenied || (!allows.isEmpty() && allows.stream().noneMatch(it -> isIn(it.times(), at)));
  }

  private static boolean isSuspended(RolloutWindow window, Instant at) {
    var suspension = window.suspension();
    return suspension != null && (suspension.until() == null || at.isBefore(suspension.until()));
  }

  /** Counts the periods since the start: no zone of the simulation changes its offset meanwhile. */
  private static boolean isIn(WindowTimes times, Instant at) {
    var start = times.start().atZone(ZoneId.of(times.zone())).toInstant();
    if (at.isBefore(start)) {
      return false;
    }
    var passed = Duration.between(start, at);
    var rule = times.rule();
    if (rule == null) {
      return passed.compareTo(times.length()) < 0;
    }
    var period =
        Duration.ofMinutes(Long.parseLong(rule.substring("FREQ=MINUTELY;INTERVAL=".length())));
    return passed.minus(period.multipliedBy(passed.dividedBy(period))).compareTo(times.length())
        < 0;
  }

  private boolean isAsked(Claim claim) {
    var platform = claim.before();
    var policy = platform.policy();
    var isAgain = claim.to() == platform.target().version();
    if (policy.on() == On.MERGE || platform.syncRequested() >= claim.to() || isAgain) {
      return policy.on() != On.NEVER;
    }
    var schedule = policy.schedule();
    if (policy.on() != On.SCHEDULE || schedule == null) {
      return false;
    }
    var accepted = version(platform.id(), claim.to()).decidedAt();
    var zone = ZoneId.of(schedule.zone());
    var minutes = new HashSet<Integer>();
    for (var minute = 0; minute < 60; minute++) {
      var text = schedule.crons().getFirst().text();
      var before = LocalDateTime.of(2026, 1, 1, 5, 0).plusMinutes(minute).minusSeconds(1);
      if (Cron.parse(text).next(before).orElseThrow().equals(before.plusSeconds(1))) {
        minutes.add(minute);
      }
    }
    var from = platform.steering().scheduleSince();
    for (var at = claim.at().truncatedTo(ChronoUnit.MINUTES);
        at.isAfter(from) && !at.isBefore(accepted);
        at = at.minusSeconds(60)) {
      if (minutes.contains(at.atZone(zone).getMinute())) {
        return true;
      }
    }
    return false;
  }

  private Optional<PlatformState> dependency(Claim claim, PlatformDependency dependency) {
    return Optional.ofNullable(
        claim
            .inputs()
            .dependencies()
            .get(new PlatformId(claim.before().id().source(), dependency.platform())));
  }

  private static boolean isFailing(PlatformState platform) {
    var rollout = platform.rollout();
    return platform.blocked() != null
        || (rollout != null
            && (rollout.state() == Rollout.State.CANCELLED
                || (!rollout.state().isOver() && rollout.lastError() != null)));
  }

  private boolean isAhead(Claim claim, PlatformDependency dependency) {
    var other = dependency(claim, dependency);
    if (other.isEmpty()) {
      return true;
    }
    return !hasRealized(other.get(), claim.to())
        && !(dependency.onFailure() == OnFailure.GO && isFailing(other.get()));
  }

  /** A platform on its way back has to be at the version, or the same, at both ends of it. */
  private boolean hasRealized(PlatformState other, long version) {
    var pointers =
        other.target().version() < other.realized().version()
            ? List.of(other.realized(), other.target())
            : List.of(other.realized());
    var graph = graph(other.id(), version).map(PlatformGraph::fingerprint).orElse(null);
    return pointers.stream()
        .allMatch(it -> it.version() >= version || Objects.equals(graph, it.graph()));
  }

  private boolean isFresh(Claim claim, PlatformDependency dependency) {
    var soak = dependency.soak();
    var other = dependency(claim, dependency);
    if (soak == null || other.isEmpty() || !hasRealized(other.get(), claim.to())) {
      return false; // the dependency itself shuts the gate
    }
    if (isFailing(other.get())) {
      return dependency.onFailure() == OnFailure.WAIT;
    }
    var since = other.get().steering().graphSince();
    return since == null || claim.at().isBefore(since.plus(soak));
  }

  private boolean isGuarded(Claim claim) {
    var platform = claim.before();
    var all = graph(platform.id(), platform.target().version()).map(it -> it.nodes().size());
    var removed = removed(platform, claim.to());
    var guard = platform.policy().guard();
    var isMuch =
        removed.size() >= guard.atLeast() && removed.size() * 100 > guard.percent() * all.orElse(0);
    var isAll = !removed.isEmpty() && removed.size() == all.orElse(0);
    if (!isMuch && !isAll) {
      return false;
    }
    var approval = platform.steering().approval();
    return approval == null || !removed.equals(approved.get(approval.digest()));
  }

  private Set<NodeKey> removed(PlatformState platform, long version) {
    var removed = new HashSet<NodeKey>();
    graph(platform.id(), platform.target().version())
        .ifPresent(it -> removed.addAll(it.nodes().keySet()));
    graph(platform.id(), version).ifPresent(it -> removed.removeAll(it.nodes().keySet()));
    return removed;
  }

  private Optional<PlatformGraph> graph(PlatformId platform, long version) {
    return version == 0
        ? Optional.empty()
        : Optional.ofNullable(
            world.remote.model(version(platform, version).commit()).graphs().get(platform.name()));
  }

  private Version version(PlatformId platform, long version) {
    return world.store.versions().find(platform.source(), version).orElseThrow();
  }

  private List<Version> versions(PlatformState platform) {
    return world.store.versions().newest(platform.id().source(), Integer.MAX_VALUE);
  }
}
